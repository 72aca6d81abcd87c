// Valid, mutated and random documents, read by the generated code and by System.Text.Json: accepted alike, with the same value.
// The value that we read is written by us and read by System.Text.Json, so the writer is under test too.
// STENO_LONG_FUZZ is the number of inputs of all types together; STENO_SEED replays the run whose seed a failure prints.

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Steno.Json;
using Xunit.Abstractions;

namespace Steno.Tests.Json;

public class DifferentialFuzzTests(ITestOutputHelper output)
{
    private const int Types = 8;
    private const int InputsPerRun = 200_000;
    private const int Documents = 400;

    private static readonly int Inputs = int.TryParse(Environment.GetEnvironmentVariable("STENO_LONG_FUZZ"), out int many) ? many : InputsPerRun;

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int given) ? given : Environment.TickCount;

    private static readonly string[] Fragments =
    [
        "null", "true", "-0", "0", "1e400", "1E+2", "1.0", "9007199254740993", "18446744073709551616", "-129", "\"\"", "\"\\u0061\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"",
        "\"\\udc00\\ud800\"", "[]", "{}", "[null]", "{\"x\":1}", ",", ":", "\"x\":1,", "\"unknown\":[{}],", " \t\r\n", "\u00e4", "\u2028", "NaN", "01", "\\u0022", "\0", "//", "\uFEFF",
    ];

    private static readonly Gen<RawJson> Payload = Gen.OneOf("null", "1.5e3", "\"a\\u00e9\"", "[1,[2,{}]]", "{\"b\":1,\"a\":null}").Select(text => RawJson.Parse(text));

    private static readonly Gen<SagaNodeEventType> EventType = Gen.OneOf(
        Gen.Const(SagaNodeEventType.Started), Gen.Const(SagaNodeEventType.UndoStarted), Gen.Const(SagaNodeEventType.UndoFinished), Payload.Select(SagaNodeEventType.Succeeded),
        Payload.Select(payload => SagaNodeEventType.Failed(new ActionError.ActionFailed(payload))), Gen.String.AlphaNumeric.Select(text => SagaNodeEventType.Failed(new ActionError.DeserializeFailed(text))),
        Gen.Const(SagaNodeEventType.Failed(new ActionError.InjectedError())), Payload.Select(payload => SagaNodeEventType.UndoFailed(new UndoActionError.PermanentFailure(payload))));

    [Fact]
    public void Event_ReadByBoth_IsTheSame()
        => Fuzz(Gen.Select(Gen.Guid, Gen.UInt, EventType).Select((saga, node, type) => new SagaNodeEvent(new(saga), new(node), type)), OracleShapes.Event);

    [Fact]
    public void CreateParams_ReadByBoth_AreTheSame()
        => Fuzz(
            Gen.Select(Gen.Guid, Gen.String.AlphaNumeric, Payload, Gen.OneOf(SagaCachedState.Running, SagaCachedState.Unwinding, SagaCachedState.Done))
                .Select((id, name, dag, state) => new SagaCreateParams(new(id), new(name), dag, state)),
            OracleShapes.Params);

    [Fact]
    public void Scalars_ReadByBoth_AreTheSame() => Fuzz(ShapeGens.Scalars, OracleShapes.Scalars);

    [Fact]
    public void Optionals_ReadByBoth_AreTheSame() => Fuzz(ShapeGens.Optionals, OracleShapes.Optionals);

    [Fact]
    public void MembersLeftOut_ReadByBoth_AreTheSame() => Fuzz(ShapeGens.Sparse, OracleShapes.Sparse);

    [Fact]
    public void Collections_ReadByBoth_AreTheSame() => Fuzz(ShapeGens.Collections, OracleShapes.Collections);

    [Fact]
    public void FlattenedMembers_ReadByBoth_AreTheSame() => Fuzz(ShapeGens.Flat, OracleShapes.Flat);

    [Fact]
    public void Unions_ReadByBoth_AreTheSame() => Fuzz(ShapeGens.Choice, OracleShapes.Choice);

    private void Fuzz<T>(Gen<T> values, JsonOracle oracle)
        where T : IStenoJson<T>
    {
        PCG source = new(1, (ulong)(uint)Seed);
        byte[][] documents = new byte[Documents][];
        for (int i = 0; i < Documents; i++)
        {
            documents[i] = StenoJson.Serialize(values.Generate(source, null, out _));
        }
        Random random = new(Seed);
        int inputs = Inputs / Types;
        int accepted = 0;
        for (int i = 0; i < inputs; i++)
        {
            byte[] text = Input(random, documents);
            if (AssertSame<T>(text, oracle, $"STENO_SEED={Seed}, {typeof(T).Name}, input {i}: "))
            {
                accepted++;
            }
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{typeof(T).Name}: {inputs} inputs, {accepted} accepted by both, seed {Seed}"));
        // Both answers must be frequent, or the comparison says nothing.
        Assert.InRange(accepted, inputs / 10, inputs * 9 / 10);
    }

    private static bool AssertSame<T>(byte[] text, JsonOracle oracle, string where)
        where T : IStenoJson<T>
    {
        string? expected = Oracle.Read(oracle, text);
        string? problem = null;
        string? actual = null;
        try
        {
            actual = Oracle.Read(oracle, StenoJson.Serialize(StenoJson.Deserialize<T>(text)));
            problem = actual is null ? "what was written is refused" : null;
        }
        catch (StenoJsonException refused)
        {
            problem = refused.Message;
        }
        if (actual != expected || (problem is not null && expected is not null))
        {
            Assert.Fail($"{where}{Encoding.UTF8.GetString(text)}\nbytes {Convert.ToHexString(text)}\nSystem.Text.Json: {expected ?? "refused"}\nours: {actual ?? problem}");
        }
        return actual is not null;
    }

    private static byte[] Input(Random random, byte[][] documents)
    {
        byte[] text = [.. documents[random.Next(documents.Length)]];
        switch (random.Next(10))
        {
            case 0:
                return text;
            case 1:
            case 2:
                return OtherForm(random, text);
            case 3:
                return RandomBytes(random);
            default:
                return Mutate(random, random.Next(4) == 0 ? OtherForm(random, text) : text, documents);
        }
    }

    /// <summary>Other white space, escapes and order of members.</summary>
    private static byte[] OtherForm(Random random, byte[] text)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (JsonDocument document = JsonDocument.Parse(text))
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = random.Next(2) == 0 }))
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                document.RootElement.WriteTo(writer);
            }
            else
            {
                writer.WriteStartObject();
                foreach (JsonProperty member in document.RootElement.EnumerateObject().OrderBy(_ => random.Next()))
                {
                    member.WriteTo(writer);
                }
                writer.WriteEndObject();
            }
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] RandomBytes(Random random)
    {
        if (random.Next(2) == 0)
        {
            byte[] bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            return bytes;
        }
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Fragments[random.Next(Fragments.Length)])));
    }

    private static byte[] Mutate(Random random, byte[] text, byte[][] documents)
    {
        for (int left = random.Next(1, 4); left > 0 && text.Length > 0; left--)
        {
            int at = random.Next(text.Length);
            int to = random.Next(at, Math.Min(text.Length, at + 12));
            text = random.Next(7) switch
            {
                0 => [.. text[..at], (byte)random.Next(256), .. text[(at + 1)..]],
                1 => [.. text[..at], "{}[]\",:\\0e.- \t1u"u8[random.Next(16)], .. text[(at + 1)..]],
                2 => [.. text[..at], .. text[(at + 1)..]],
                3 => [.. text[..at], .. text[at..to], .. text[at..]],
                4 => [.. text[..at], .. Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]), .. text[at..]],
                5 => [.. text[..at], .. Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]), .. text[to..]],
                _ => Splice(random, text[..at], documents[random.Next(documents.Length)]),
            };
        }
        return text;
    }

    private static byte[] Splice(Random random, byte[] head, byte[] other) => [.. head, .. other[random.Next(other.Length)..]];
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Steno.Json;

namespace Steno.Tests.Json;

public class IndentedFormTests
{
    private const int Iterations = 1_000;

    private static readonly JsonWriterOptions Theirs = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = StenoJson.MaxDepth,
    };

    [Theory]
    [InlineData("null", "null")]
    [InlineData("[]", "[]")]
    [InlineData("{ }", "{}")]
    [InlineData("[[],{}]", "[\n  [],\n  {}\n]")]
    [InlineData("[1.50,-0,true]", "[\n  1.50,\n  -0,\n  true\n]")]
    [InlineData("""{"a":{},"b":[{"c":""}]}""", "{\n  \"a\": {},\n  \"b\": [\n    {\n      \"c\": \"\"\n    }\n  ]\n}")]
    [InlineData("""{"a\"{[,:":"\\","b":" , "}""", "{\n  \"a\\\"{[,:\": \"\\\\\",\n  \"b\": \" , \"\n}")]
    [InlineData("[ 1 ,\n\t2 ]", "[\n  1,\n  2\n]")]
    [InlineData("""["\u0041\/ä",1E+05]""", "[\n  \"\\u0041\\/ä\",\n  1E+05\n]")]
    public void RawJson_Indented_KeepsItsTokens(string json, string indented)
        => Assert.Equal(indented, Encoding.UTF8.GetString(StenoJson.SerializeIndented(RawJson.Parse(json))));

    [Fact]
    public void EveryShape_Indented_IsWhatSystemTextJsonMakesOfTheSameTokens()
    {
        Check(ShapeGens.Scalars);
        Check(ShapeGens.Optionals);
        Check(ShapeGens.Sparse);
        Check(ShapeGens.Collections);
        Check(ShapeGens.Flat);
        Check(ShapeGens.Box);
        Check(ShapeGens.Choice);
    }

    [Fact]
    public void DeepestDocument_Indented_IsWhatSystemTextJsonMakesOfIt()
    {
        string arrays = new string('[', StenoJson.MaxDepth) + new string(']', StenoJson.MaxDepth);
        string objects = string.Concat(Enumerable.Repeat("{\"a\":", StenoJson.MaxDepth)) + "1" + new string('}', StenoJson.MaxDepth);
        foreach (string text in new[] { arrays, objects })
        {
            using JsonDocument document = JsonDocument.Parse(text, new() { MaxDepth = StenoJson.MaxDepth });
            Assert.Equal(IndentedByThem(document), Encoding.UTF8.GetString(StenoJson.SerializeIndented(RawJson.Parse(text))));
        }
    }

    [Fact]
    public void LargeDocument_IntoABufferThatGivesLittleRoom_IsComplete()
    {
        RawJson value = RawJson.Parse("[\"" + new string('x', 5_000) + "\"," + string.Join(",", Enumerable.Range(0, 2_000)) + "]");
        NarrowBuffer output = new();
        StenoJson.SerializeIndented(output, value);
        Assert.Equal(StenoJson.SerializeIndented(value), output.Written);
        using JsonDocument document = JsonDocument.Parse(value.Utf8);
        Assert.Equal(IndentedByThem(document), Encoding.UTF8.GetString(output.Written));
    }

    [Fact]
    public void FailedWrite_IntoABuffer_LeavesNothingInIt()
    {
        ArrayBufferWriter<byte> output = new();
        Assert.Throws<StenoJsonException>(() => StenoJson.SerializeIndented<ActionError>(output, new ActionError.SerializeFailed("a\uD800")));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void RegisteredCodec_WritesTheSameIndentedText()
    {
        Assert.Equal("[\n  1,\n  2\n]", JsonCodecs.Of<int[]>().WriteIndented([1, 2]).ToString());
        Assert.Equal("[\n  1,\n  2\n]", Encoding.UTF8.GetString(StenoJson.SerializeIndented<int[], ArrayCodec<int, IntegerCodec<int>>>([1, 2])));
    }

    [Fact]
    public void ValueInABuffer_Indented_AllocatesNothing()
    {
        SagaNodeEvent value = new(SagaId.New(), new(3), SagaNodeEventType.Succeeded(RawJson.Parse("""{"a":[1,2,{}]}""")));
        ArrayBufferWriter<byte> output = new(4096);
        long least = long.MaxValue;
        // The least of some attempts: a collection, of which other tests cause many, takes arrays away from the pool.
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1_000; i++)
            {
                output.ResetWrittenCount();
                StenoJson.SerializeIndented(output, value);
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    private static void Check<T>(Gen<T> values)
        where T : IStenoJson<T>
        => values.Sample(
            value =>
            {
                byte[] compact = StenoJson.Serialize(value);
                string expected = OurTokensIndentedByThem(compact);
                Cultures.InEach(() =>
                {
                    byte[] indented = StenoJson.SerializeIndented(value);
                    Assert.Equal(expected, Encoding.UTF8.GetString(indented));
                    Assert.Equal(compact, StenoJson.Serialize(StenoJson.Deserialize<T>(indented)));
                });
            },
            iter: Iterations);

    /// <summary>Structure and white space by System.Text.Json, strings with the escapes that they have: it would choose others.</summary>
    private static string OurTokensIndentedByThem(byte[] compact)
    {
        List<string> strings = [];
        Utf8JsonReader reader = new(compact, new JsonReaderOptions { MaxDepth = StenoJson.MaxDepth });
        ArrayBufferWriter<byte> output = new();
        using Utf8JsonWriter writer = new(output, Theirs with { SkipValidation = false });
        while (reader.Read())
        {
            string token = Encoding.UTF8.GetString(reader.ValueSpan);
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    writer.WritePropertyName(Placeholder(strings, $"\"{token}\""));
                    break;
                default:
                    writer.WriteStringValue(Placeholder(strings, reader.TokenType == JsonTokenType.String ? $"\"{token}\"" : token));
                    break;
            }
        }
        writer.Flush();
        StringBuilder text = new();
        string[] parts = Encoding.UTF8.GetString(output.WrittenSpan).Split("\"@\"");
        Assert.Equal(strings.Count + 1, parts.Length);
        for (int i = 0; i < parts.Length; i++)
        {
            text.Append(parts[i]).Append(i < strings.Count ? strings[i] : "");
        }
        return text.ToString();
    }

    private static string Placeholder(List<string> tokens, string token)
    {
        tokens.Add(token);
        return "@";
    }

    private static string IndentedByThem(JsonDocument document)
    {
        ArrayBufferWriter<byte> output = new();
        using Utf8JsonWriter writer = new(output, Theirs);
        document.WriteTo(writer);
        writer.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Gives exactly the room that it must.</summary>
    private sealed class NarrowBuffer : IBufferWriter<byte>
    {
        private readonly MemoryStream _written = new();
        private byte[] _room = [];

        public byte[] Written => _written.ToArray();

        public void Advance(int count) => _written.Write(_room, 0, count);

        public Memory<byte> GetMemory(int sizeHint = 0) => _room = new byte[Math.Max(1, sizeHint)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}

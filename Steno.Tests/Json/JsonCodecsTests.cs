using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Steno.Json;

namespace Steno.Tests.Json;

public class JsonCodecsTests
{
    [Fact]
    public void BuiltInTypes_AreKnown()
    {
        AssertKnown("1.5", 1.5);
        AssertKnown("1.5", 1.5f);
        AssertKnown("1.50", 1.50m);
        AssertKnown("\"c\"", 'c');
        AssertKnown("\"2024-12-31T00:00:00Z\"", new DateTime(2024, 12, 31, 0, 0, 0, DateTimeKind.Utc));
        AssertKnown("\"2024-12-31T00:00:00+00:00\"", new DateTimeOffset(2024, 12, 31, 0, 0, 0, TimeSpan.Zero));
        AssertKnown("\"2024-12-31\"", new DateOnly(2024, 12, 31));
        AssertKnown("\"12:00:00\"", new TimeOnly(12, 0));
        AssertKnown("\"00:00:01\"", TimeSpan.FromSeconds(1));
        AssertKnown("\"urn:a\"", new Uri("urn:a"));
        AssertKnown("\"1.2\"", new Version(1, 2));
        AssertKnown("\"AQ==\"", new byte[] { 1 });
        AssertKnown("[\"a\"]", new List<string> { "a" });
        AssertKnown("[1]", new[] { 1 });
        Assert.Equal("\"AQ==\"", JsonCodecs.Of<ReadOnlyMemory<byte>>().Write(new byte[] { 1 }).ToString());
    }

    [Fact]
    public void ModelTypes_RegisterThemselves()
    {
        AssertKnown("\"done\"", SagaCachedState.Done);
        AssertKnown("7", new SagaNodeId(7));
        AssertKnown("\"InjectedError\"", (ActionError)new ActionError.InjectedError());
        Assert.NotNull(JsonCodecs.TryGet<SagaNodeEvent>());
        Assert.NotNull(JsonCodecs.TryGet<SagaNodeEventType>());
    }

    [Fact]
    [SuppressMessage("Steno.Json", "STENO016", Justification = "It is about what happens when nobody heeded the warning.")]
    public void UnknownType_IsRefusedByName()
    {
        Assert.Null(JsonCodecs.TryGet<StrongBox<int>>());
        Assert.Contains("StrongBox", Assert.Throws<JsonCodecMissingException>(() => JsonCodecs.Of<StrongBox<int>>()).Message);
    }

    [Fact]
    public void Collection_RegisteredByTheUser_IsKnown()
    {
        JsonCodecs.Register<List<SagaNodeId>, ListCodec<SagaNodeId, SagaNodeId>>();
        AssertKnown("[1,2]", new List<SagaNodeId> { new(1), new(2) });
    }

    [Fact]
    public void TypeOfAUsersContext_InsideAGenericType_IsWrittenAndReadByTheirs()
    {
        JsonCodecs.Register(RawJsonTestContext.Default.Invoice);
        Shapes.Box<Invoice> box = new(new() { Number = 5, Lines = ["a"] }, []);
        byte[] text = StenoJson.Serialize(box);
        Assert.Equal("""{"value":{"Number":5,"Lines":["a"]},"more":[]}""", Encoding.UTF8.GetString(text));
        Assert.True(StenoJson.TryDeserializeExpected<Shapes.Box<Invoice>, Shapes.Box<Invoice>>(text, out Shapes.Box<Invoice>? read));
        Assert.Equal((5, "a"), (read.Value.Number, read.Value.Lines[0]));
        Assert.Equal(5, StenoJson.Deserialize<Shapes.Box<Invoice>>("""{ "more": [], "value": { "Number": 5 } }"""u8.ToArray()).Value.Number);

        StenoJsonException problem = Assert.Throws<StenoJsonException>(
            () => StenoJson.Deserialize<Shapes.Box<Invoice>>("""{"value":{"Number":"x"},"more":[]}"""u8.ToArray()));
        Assert.Equal(("$.value", 9), (problem.Path, problem.OffsetBytes));
    }

    [Fact]
    public void SchemaOfARegisteredType_IsItsCodes()
    {
        Assert.Equal("""{"anyOf":[{"type":"integer"},{"type":"null"}]}""", Encoding.UTF8.GetString(Schema<int?, NullableCodec<int, IntegerCodec<int>>>()));
        Assert.Equal("""{"type":"array","prefixItems":[{"type":"integer"},{"type":"string"}],"minItems":2,"maxItems":2}""",
            Encoding.UTF8.GetString(Schema<(int, string), TupleCodec<int, IntegerCodec<int>, string, StringCodec>>()));
        JsonCodecs.Register(RawJsonTestContext.Default.Invoice);
        Assert.Equal("true", Encoding.UTF8.GetString(JsonCodecs.Of<Invoice>().Schema));
        Assert.Equal("""{"type":"string","format":"uuid"}""", Encoding.UTF8.GetString(JsonCodecs.Of<Guid>().Schema));
    }

    private static byte[] Schema<T, TCodec>()
        where TCodec : IJsonCodec<T>
        => TCodec.Schema.ToArray();

    private static void AssertKnown<T>(string text, T value)
    {
        JsonCodec<T> codec = JsonCodecs.Of<T>();
        Assert.Equal(text, codec.Write(value).ToString());
        Assert.Equal(value, codec.Read(RawJson.Parse(text)));
    }
}

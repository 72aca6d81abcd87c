using System.Text;
using Steno.Json;

namespace Steno.Tests.Json;

public class Draft07SchemaTests
{
    [Theory]
    [InlineData("true", "true")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"T"}""", """{"$schema":"http://json-schema.org/draft-07/schema#","title":"T"}""")]
    [InlineData("""{"$ref":"#/$defs/A"}""", """{"$ref":"#/definitions/A"}""")]
    [InlineData("""{"$ref":"#"}""", """{"$ref":"#"}""")]
    [InlineData("""{"type":"array","prefixItems":[{"$ref":"#/$defs/A"},true],"minItems":2}""", """{"type":"array","items":[{"$ref":"#/definitions/A"},true],"minItems":2}""")]
    [InlineData("""{"items":{"$ref":"#/$defs/A"},"prefixItems":[true]}""", """{"additionalItems":{"$ref":"#/definitions/A"},"items":[true]}""")]
    [InlineData("""{"items":false}""", """{"items":false}""")]
    [InlineData("""{"default":1.0,"$ref":"#/$defs/A"}""", """{"default":1.0,"allOf":[{"$ref":"#/definitions/A"}]}""")]
    [InlineData("""{"$ref":"#/$defs/A","allOf":[{"$ref":"#/$defs/B"}]}""", """{"allOf":[{"$ref":"#/definitions/A"},{"$ref":"#/definitions/B"}]}""")]
    [InlineData("""{"$ref":"#/$defs/A","$defs":{"A":true}}""", """{"allOf":[{"$ref":"#/definitions/A"}],"definitions":{"A":true}}""")]
    [InlineData("""{"not":{"prefixItems":[]},"propertyNames":{"$ref":"#/$defs/A"}}""", """{"not":{"items":[]},"propertyNames":{"$ref":"#/definitions/A"}}""")]
    [InlineData("""{"anyOf":[{"$ref":"#/$defs/A"},{"type":"null"}],"oneOf":[{"prefixItems":[]}]}""", """{"anyOf":[{"$ref":"#/definitions/A"},{"type":"null"}],"oneOf":[{"items":[]}]}""")]
    public void Keywords_AreTranslated_WhereverASchemaMayStand(string ours, string draft07) => Assert.Equal(draft07, Translate(ours));

    [Theory]
    [InlineData("""{"properties":{"$defs":{"type":"integer"},"prefixItems":true,"$ref":{"type":"string"},"ä\"":{"minimum":0}}}""")]
    [InlineData("""{"default":{"$ref":"#/$defs/A","prefixItems":[1e300,-0.0]},"enum":["#/$defs/A",{"$defs":[]}]}""")]
    [InlineData("""{"pattern":"^-?\\d+$","required":["$defs"],"contentEncoding":"base64"}""")]
    public void MembersAndValues_ThatLookLikeKeywords_Stay(string schema) => Assert.Equal(schema, Translate(schema));

    [Fact]
    public void GeneratedSchema_InBothDrafts_SaysTheSameInTheirWords()
    {
        Assert.Equal(
            """{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Chosen","type":"object","properties":{"pair":{"type":"array","prefixItems":[{"type":"integer","format":"int32"},{"$ref":"#/$defs/Level"}],"minItems":2,"maxItems":2},"level":{"$ref":"#/$defs/Level","default":"low"}},"required":["pair"],"$defs":{"Level":{"type":"string","enum":["low","very-high","q\"\\"]}}}""",
            Encoding.UTF8.GetString(StenoJson.GetSchema<Chosen>()));
        Assert.Equal(
            """{"$schema":"http://json-schema.org/draft-07/schema#","title":"Chosen","type":"object","properties":{"pair":{"type":"array","items":[{"type":"integer","format":"int32"},{"$ref":"#/definitions/Level"}],"minItems":2,"maxItems":2},"level":{"allOf":[{"$ref":"#/definitions/Level"}],"default":"low"}},"required":["pair"],"definitions":{"Level":{"type":"string","enum":["low","very-high","q\"\\"]}}}""",
            Encoding.UTF8.GetString(StenoJson.GetSchema<Chosen>(JsonSchemaDraft.Draft07)));
    }

    [Fact]
    public void GenericTypesAndCollections_HaveTheOtherDraftToo()
    {
        Assert.Equal(
            """{"type":"array","items":[{"type":"integer"},{"type":"string"}],"minItems":2,"maxItems":2}""",
            Encoding.UTF8.GetString(StenoJson.GetSchema<(int, string), TupleCodec<int, IntegerCodec<int>, string, StringCodec>>(JsonSchemaDraft.Draft07)));
        string box = Encoding.UTF8.GetString(StenoJson.GetSchema<Shapes.Box<string>>(JsonSchemaDraft.Draft07));
        Assert.Contains("\"definitions\":{\"T\":{\"type\":\"string\"}}", box, StringComparison.Ordinal);
        Assert.Equal(JsonCodecs.Of<int[]>().Schema, JsonCodecs.Of<int[]>().GetSchema(JsonSchemaDraft.Draft07));
    }

    [Fact]
    public void FirstDraft_IsTheConstantItself()
        => Assert.True(StenoJson.GetSchema<SagaCreateParams>() == SchemaOf<SagaCreateParams>());

    [Fact]
    public void UnknownDraft_IsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => StenoJson.GetSchema<SagaId>((JsonSchemaDraft)2).Length);

    private static string Translate(string schema) => Encoding.UTF8.GetString(Draft07Schema.From(Encoding.UTF8.GetBytes(schema)));

    private static ReadOnlySpan<byte> SchemaOf<T>()
        where T : IJsonCodec<T>
        => T.Schema;
}

[JsonObject]
internal sealed partial record Chosen((int, Shapes.Level) Pair, Shapes.Level Level = Shapes.Level.Low);

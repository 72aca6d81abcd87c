// This library documents its types, and so has their descriptions; the test assembly is compiled without documentation.

using System.Text;
using System.Text.Json.Nodes;
using Steno.Json;

namespace Steno.Tests.Json;

public class SchemaDescriptionTests
{
    [Theory]
    [InlineData(JsonSchemaDraft.Draft202012, "$defs")]
    [InlineData(JsonSchemaDraft.Draft07, "definitions")]
    public void TypeOfTheLibrary_IsDescribedInBothDrafts(JsonSchemaDraft draft, string definitions)
    {
        JsonNode schema = JsonNode.Parse(StenoJson.GetSchema<SagaCreateParams>(draft))!;
        Assert.Equal("What a saga's record is created from.", (string?)schema["description"]);
        Assert.Equal("The name of the saga's kind.", (string?)schema["properties"]!["name"]!["description"]);
        Assert.Equal(
            "Where a saga stands, as last told to the store: running, unwinding or done on the wire.",
            (string?)schema[definitions]!["SagaCachedState"]!["description"]);
    }

    [Fact]
    public void UnionOfTheLibrary_DescribesItsCases()
    {
        JsonNode cases = JsonNode.Parse(StenoJson.GetSchema<ActionError>())!["oneOf"]!;
        Assert.Equal("The action itself reported a failure.", (string?)cases[0]!["description"]);
        Assert.Equal("What it reported.", (string?)cases[0]!["properties"]!["ActionFailed"]!["properties"]!["source_error"]!["description"]);
    }

    [Fact]
    public void Definition_DescribedInOneAssemblyAndBareInAnother_IsTheDescribedOne()
    {
        JsonNode definitions = JsonNode.Parse(StenoJson.GetSchema<WithState<SagaCreateParams>>())!["$defs"]!;
        Assert.StartsWith("Where a saga stands", (string?)definitions["SagaCachedState"]!["description"], StringComparison.Ordinal);
        Assert.Equal("What a saga's record is created from.", (string?)definitions["T"]!["description"]);
        Assert.Null(JsonNode.Parse(StenoJson.GetSchema<WithState<int>>())!["$defs"]!["SagaCachedState"]!["description"]);
    }

    [Theory]
    [InlineData("""{"type":"string"}""", """{"description":"d","type":"string"}""", """{"description":"d","type":"string"}""")]
    [InlineData("""{"description":"long","type":"string"}""", """{"description":"d","type":"string"}""", """{"description":"long","type":"string"}""")]
    [InlineData("""{"properties":{"a":{"description":"d","type":"string"}}}""", """{"properties":{"a":{"type":"string"}}}""", """{"properties":{"a":{"description":"d","type":"string"}}}""")]
    [InlineData("""{"oneOf":[{"description":"d","enum":["a"]},true]}""", """{"oneOf":[{"enum":["a"]},true]}""", """{"oneOf":[{"description":"d","enum":["a"]},true]}""")]
    // Other schemas.
    [InlineData("""{"type":"string"}""", """{"description":"d","type":"integer"}""", "true")]
    [InlineData("""{"type":"string"}""", """{"description":"d"}""", "true")]
    [InlineData("""{"type":"string","minLength":1}""", """{"description":"d","type":"string"}""", "true")]
    [InlineData("""{"oneOf":[{"description":"d"},true]}""", """{"oneOf":[{},true,true]}""", "true")]
    // A member and values that are no description.
    [InlineData("""{"properties":{"description":{"type":"string"}}}""", """{"properties":{"description":{"type":"integer"}}}""", "true")]
    [InlineData("""{"properties":{"description":true}}""", """{"properties":{}}""", "true")]
    [InlineData("""{"default":{"description":"a"}}""", """{"default":{"description":"b"}}""", "true")]
    public void TwoDefinitionsOfOneName_AreOneWhenOnlyDescriptionsDiffer(string one, string other, string expected)
    {
        Assert.Equal(expected, Merge(one, other));
        Assert.Equal(expected, Merge(other, one));
    }

    private static string Merge(string one, string other)
    {
        JsonSchemaBuilder builder = new("{\"title\":\"T\"}"u8);
        builder.Define("A", Encoding.UTF8.GetBytes(one)).Define("A", Encoding.UTF8.GetBytes(other));
        return JsonNode.Parse(builder.ToUtf8())!["$defs"]!["A"]!.ToJsonString();
    }
}

[JsonObject]
internal sealed partial record WithState<T>(T Item, SagaCachedState State);

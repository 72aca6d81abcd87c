using System.Text.Json.Nodes;

namespace Steno.Tests.Generators;

/// <summary>The JSON Schema of each shape, without its head.</summary>
public class SchemaShapeTests
{
    [Theory]
    [InlineData("double A, float B, decimal C", """{"a":{"type":"number","format":"double"},"b":{"type":"number","format":"float"},"c":{"type":"number"}}""", """["a","b","c"]""")]
    [InlineData("DateTime A, DateOnly B, Uri C", """{"a":{"type":"string","format":"date-time"},"b":{"type":"string","format":"date"},"c":{"type":"string","format":"uri-reference"}}""", """["a","b","c"]""")]
    [InlineData("TimeOnly A, Version B", """{"a":{"type":"string","pattern":"^\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,7})?$"},"b":{"type":"string","pattern":"^\\d+(\\.\\d+){1,3}$"}}""", """["a","b"]""")]
    [InlineData("byte[] A, char B", """{"a":{"type":"string","contentEncoding":"base64"},"b":{"type":"string","minLength":1,"maxLength":1}}""", """["a","b"]""")]
    [InlineData("int? A, string? B, Level? C", """{"a":{"type":["integer","null"],"format":"int32"},"b":{"type":["string","null"]},"c":{"anyOf":[{"$ref":"#/$defs/Level"},{"type":"null"}]}}""", null)]
    [InlineData("List<int> A, HashSet<string?> B", """{"a":{"type":"array","items":{"type":"integer","format":"int32"}},"b":{"type":"array","items":{"type":["string","null"]},"uniqueItems":true}}""", """["a","b"]""")]
    [InlineData("Dictionary<string, bool> A, Dictionary<int, bool> B", """{"a":{"type":"object","additionalProperties":{"type":"boolean"}},"b":{"type":"object","additionalProperties":{"type":"boolean"},"propertyNames":{"pattern":"^-?\\d+$"}}}""", """["a","b"]""")]
    [InlineData("Dictionary<Level, Guid> A", """{"a":{"type":"object","additionalProperties":{"type":"string","format":"uuid"},"propertyNames":{"$ref":"#/$defs/Level"}}}""", """["a"]""")]
    [InlineData("(int, string?) A", """{"a":{"type":"array","prefixItems":[{"type":"integer","format":"int32"},{"type":["string","null"]}],"minItems":2,"maxItems":2}}""", """["a"]""")]
    [InlineData("int A = 5, string B = \"x\", [property: JsonRequired] int? C = null", """{"a":{"type":"integer","format":"int32","default":5},"b":{"type":"string","default":"x"},"c":{"type":["integer","null"],"format":"int32"}}""", """["c"]""")]
    [InlineData("Level A = Level.Low, Level? B = Level.VeryHigh, [JsonDefault(Level.VeryHigh)] Level C = default", """{"a":{"$ref":"#/$defs/Level","default":"low"},"b":{"anyOf":[{"$ref":"#/$defs/Level"},{"type":"null"}],"default":"top"},"c":{"$ref":"#/$defs/Level","default":"top"}}""", null)]
    [InlineData("Level A = (Level)9, [JsonCodec(typeof(RegisteredCodec<Level>))] Level B = Level.Low", """{"a":{"$ref":"#/$defs/Level"},"b":true}""", null)]
    // What a codec makes of its default nobody knows; the null around it is the generator's.
    [InlineData("[JsonDefault(5), JsonCodec(typeof(IntegerCodec<int>))] int A, [JsonDefault(5), JsonCodec(typeof(IntegerCodec<int>))] int? B, [JsonCodec(typeof(StringCodec))] string C = \"x\"", """{"a":true,"b":true,"c":true}""", null)]
    [InlineData("[JsonDefault(null), JsonCodec(typeof(IntegerCodec<int>))] int? A, [JsonCodec(typeof(NullableCodec<int, IntegerCodec<int>>))] int? B = null", """{"a":{"default":null},"b":true}""", null)]
    [InlineData("[JsonDefault] Level A, [JsonDefault] int B, [JsonDefault] bool C, [JsonDefault] Level? D, [JsonDefault] Guid E", """{"a":{"$ref":"#/$defs/Level","default":"low"},"b":{"type":"integer","format":"int32","default":0},"c":{"type":"boolean","default":false},"d":{"anyOf":[{"$ref":"#/$defs/Level"},{"type":"null"}]},"e":{"type":"string","format":"uuid"}}""", null)]
    [InlineData("[JsonFlatten] Inner A, int B", """{"x":{"type":"integer","format":"int32"},"b":{"type":"integer","format":"int32"}}""", """["x","b"]""")]
    [InlineData("Box<int> A, Box<string> B", """{"a":{"$ref":"#/$defs/Box_int"},"b":{"$ref":"#/$defs/Box_string"}}""", """["a","b"]""")]
    [InlineData("[JsonCodec(typeof(GuidCodec))] Guid A", """{"a":true}""", """["a"]""")]
    public void Object_Schema_SaysWhatItsMembersAre(string members, string properties, string? required)
    {
        JsonObject schema = Schema($"[JsonObject] public partial record Subject({members});", "Subject");
        Assert.Equal(properties, Unescaped(schema["properties"]!));
        Assert.Equal(required, schema["required"] is { } names ? Unescaped(names) : null);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        foreach (string reference in References(schema))
        {
            Assert.NotNull(schema["$defs"]![reference]);
        }
    }

    [Fact]
    public void StrictObject_Schema_AllowsNoOtherMembers()
    {
        Assert.False((bool)Schema("[JsonObject(RefuseUnknown = true)] public partial record Subject(int A);", "Subject")["additionalProperties"]!);
        Assert.Null(Schema("[JsonObject] public partial record Subject(int A);", "Subject")["additionalProperties"]);
    }

    [Fact]
    public void GenericType_Schema_HasThoseOfItsArguments()
    {
        JsonObject schema = Schema("[JsonObject] public partial record Subject<T>(T Value, List<Subject<T>> Others);", "Subject<Holder>");
        Assert.Equal("""{"value":{"$ref":"#/$defs/T"},"others":{"type":"array","items":{"$ref":"#/$defs/Subject_T"}}}""", Unescaped(schema["properties"]!));
        Assert.Equal("""{"type":"object","properties":{"level":{"$ref":"#/$defs/Level"}},"required":["level"]}""", Unescaped(schema["$defs"]!["T"]!));
        Assert.Equal(["Level", "Subject_T", "T"], schema["$defs"]!.AsObject().Select(each => each.Key).Order());
        Assert.All(References(schema), reference => Assert.NotNull(schema["$defs"]![reference]));
    }

    [Fact]
    public void RecursiveNewtype_Schema_RefersToItself()
    {
        JsonObject schema = Schema("[JsonNewtype] public partial record Subject(List<Subject> Items);", "Subject");
        Assert.Equal("""{"$ref":"#/$defs/Subject"}""", Unescaped(schema["items"]!));
        Assert.Equal("""{"type":"array","items":{"$ref":"#/$defs/Subject"}}""", Unescaped(schema["$defs"]!["Subject"]!));
    }

    private static JsonObject Schema(string subject, string type)
        => JsonNode.Parse(GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
            subject + """
                [JsonEnum(Naming = JsonNaming.SnakeCase)] public enum Level : byte { Low, [JsonName("top")] VeryHigh = 5 }
                [JsonObject] public partial record Inner(int X);
                [JsonObject] public partial record Holder(Level Level);
                [JsonObject] public partial record Box<T>(T Value);
                """,
            $"Schema<{type}>()")))!.AsObject();

    private static string Unescaped(JsonNode node) => node.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == "$ref" ? [((string)member.Value!)["#/$defs/".Length..]] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}

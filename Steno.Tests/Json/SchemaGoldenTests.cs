using System.Text.Json.Nodes;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Json;

public class SchemaGoldenTests
{
    private static readonly JsonObject Golden = JsonNode.Parse(File.ReadAllBytes(GoldenFiles.PathOf("schemas.json")))!.AsObject();

    [Fact]
    public void Schema_OfEachModelType_SaysWhatTheGoldenOneSays()
    {
        AssertSame<ActionError, ActionError>();
        AssertSame<ActionName, ActionName>();
        AssertSame<NodeName, NodeName>();
        AssertSame<SagaCachedState, SagaCachedStateNames.Codec>();
        AssertSame<SagaCreateParams, SagaCreateParams>();
        AssertSame<SagaId, SagaId>();
        AssertSame<SagaName, SagaName>();
        AssertSame<SagaNodeId, SagaNodeId>();
        AssertSame<UndoActionError, UndoActionError>();
    }

    private static void AssertSame<T, TCodec>()
        where TCodec : IJsonCodec<T>
    {
        string golden = Normal(Golden[typeof(T).Name])!.ToJsonString();
        Assert.Equal(golden, Normal(JsonNode.Parse(TCodec.Schema))!.ToJsonString());
        // The golden ones are draft-07 themselves, so that form has to say the same in the same words.
        JsonNode draft07 = JsonNode.Parse(StenoJson.GetSchema<T, TCodec>(JsonSchemaDraft.Draft07))!;
        Assert.Equal("http://json-schema.org/draft-07/schema#", (string?)draft07["$schema"]);
        Assert.DoesNotContain("$defs", draft07.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(golden, Normal(draft07)!.ToJsonString());
    }

    /// <summary>The schema without what the draft and the tool choose: titles, descriptions, the draft, the place of definitions, the order of members and of required names.</summary>
    private static JsonNode? Normal(JsonNode? node)
    {
        switch (node)
        {
            // In draft-07 a reference with a description or a default beside it goes into an allOf of its own.
            case JsonObject { Count: > 1 } members when members["allOf"] is JsonArray { Count: 1 } all && members.All(member => member.Key is "allOf" or "description"):
                return Normal(all[0]);
            // A description stands in an object, even where everything is allowed.
            case JsonObject { Count: 1 } members when members["description"] is JsonValue:
                return JsonValue.Create(true);
            case JsonObject members:
                JsonObject result = [];
                foreach ((string name, JsonNode? value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    switch (name)
                    {
                        case "title" or "$schema" or "description":
                            break;
                        case "required":
                            result[name] = new JsonArray([.. value!.AsArray().Select(each => each!.GetValue<string>()).Order(StringComparer.Ordinal).Select(each => JsonValue.Create(each))]);
                            break;
                        case "definitions" or "$defs":
                            result["definitions"] = Normal(value);
                            break;
                        case "$ref":
                            result[name] = value!.GetValue<string>().Replace("#/$defs/", "#/definitions/", StringComparison.Ordinal);
                            break;
                        case "minimum":
                            result[name] = value!.GetValue<double>();
                            break;
                        default:
                            result[name] = Normal(value);
                            break;
                    }
                }
                return new JsonObject(result.ToList().OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
            case JsonArray items:
                return new JsonArray([.. items.Select(Normal)]);
            default:
                return node?.DeepClone();
        }
    }
}

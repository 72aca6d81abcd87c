// NJsonSchema is a validator of draft-07 that is not ours. Two things that it cannot do are kept from it, without a loss of meaning:
// it reads no boolean schema (an empty one says the same as true), and it has no integers beyond 64 bits (the largest stands for them).
// It does not know propertyNames.

using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace Steno.Tests.Json;

/// <summary>Whether values are of a draft-07 schema, in the judgement of a library.</summary>
internal sealed class ForeignValidator
{
    private readonly JsonSchema _schema;

    private ForeignValidator(JsonSchema schema) => _schema = schema;

    public static async Task<ForeignValidator> OfAsync(JsonNode draft07) => new(await JsonSchema.FromJsonAsync(Without(draft07, isSchema: true)!.ToJsonString()));

    public bool Allows(JsonNode? value) => _schema.Validate(Without(value, isSchema: false)?.ToJsonString() ?? "null").Count == 0;

    private static JsonNode? Without(JsonNode? node, bool isSchema) => node switch
    {
        JsonObject members => new JsonObject(members.Select(each => KeyValuePair.Create(
            each.Key,
            isSchema && each.Key is not ("additionalProperties" or "uniqueItems" or "default") && each.Value?.GetValueKind() == JsonValueKind.True
                ? new JsonObject()
                : Without(each.Value, isSchema)))),
        JsonArray items => new JsonArray([.. items.Select(each => Without(each, isSchema))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && IsLargeInteger(value.ToJsonString()) => JsonValue.Create(value.ToJsonString()[0] == '-' ? long.MinValue : long.MaxValue),
        _ => node?.DeepClone(),
    };

    private static bool IsLargeInteger(string number) => !number.AsSpan().ContainsAny(".eE") && !long.TryParse(number, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _);
}

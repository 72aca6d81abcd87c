using System.Text.Json;

namespace Steno.Json;

/// <summary>
/// Compares schemas without their descriptions. A type's own assembly knows its documentation, and others that have a definition
/// of it do not, so the same type may come described and bare.
/// </summary>
internal static class SchemaWording
{
    private const int MaxDepth = 1_000;

    /// <summary>Whether two schemas differ at most in their descriptions.</summary>
    /// <param name="one">A whole schema.</param>
    /// <param name="other">Another.</param>
    public static bool IsAllThatDiffers(string one, string other)
    {
        JsonDocumentOptions options = new() { MaxDepth = MaxDepth };
        using JsonDocument first = JsonDocument.Parse(one, options);
        using JsonDocument second = JsonDocument.Parse(other, options);
        return IsSame(first.RootElement, second.RootElement);
    }

    private static bool IsSame(JsonElement one, JsonElement other)
    {
        if (one.ValueKind == JsonValueKind.Array && other.ValueKind == JsonValueKind.Array)
        {
            return one.EnumerateArray().SequenceEqual(other.EnumerateArray(), EqualityComparer<JsonElement>.Create(IsSame));
        }
        return one.ValueKind == JsonValueKind.Object && other.ValueKind == JsonValueKind.Object
            ? Keywords(one) == Keywords(other) && one.EnumerateObject().All(keyword => keyword.NameEquals("description"u8) || IsSameKeyword(keyword, other))
            : JsonElement.DeepEquals(one, other);
    }

    private static bool IsSameKeyword(JsonProperty keyword, JsonElement other)
    {
        if (!other.TryGetProperty(keyword.Name, out JsonElement value))
        {
            return false;
        }
        return keyword.Name switch
        {
            // Below these stand names that a user chose, "description" perhaps among them.
            "properties" or "patternProperties" or "$defs" => IsSameMap(keyword.Value, value),
            "default" or "enum" or "const" or "examples" => JsonElement.DeepEquals(keyword.Value, value),
            _ => IsSame(keyword.Value, value),
        };
    }

    private static bool IsSameMap(JsonElement one, JsonElement other)
        => one.ValueKind == JsonValueKind.Object && other.ValueKind == JsonValueKind.Object
            && one.GetPropertyCount() == other.GetPropertyCount()
            && one.EnumerateObject().All(each => other.TryGetProperty(each.Name, out JsonElement value) && IsSame(each.Value, value));

    private static int Keywords(JsonElement schema) => schema.GetPropertyCount() - (schema.TryGetProperty("description"u8, out _) ? 1 : 0);
}

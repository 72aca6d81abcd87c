using System.Text;
using System.Text.Json.Nodes;

namespace Steno.Tests.Golden;

/// <summary>Compares JSON texts as values; of duplicate members the last counts.</summary>
public static class GoldenJson
{
    public static void AssertSame(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual)
        => Assert.True(
            expected.Span.SequenceEqual(actual.Span) || JsonNode.DeepEquals(Parse(expected), Parse(actual)),
            $"expected {Encoding.UTF8.GetString(expected.Span)}\nactual   {Encoding.UTF8.GetString(actual.Span)}");

    private static JsonNode? Parse(ReadOnlyMemory<byte> text)
    {
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(text, new() { MaxDepth = 200 });
        return Build(document.RootElement);
    }

    private static JsonNode? Build(System.Text.Json.JsonElement element)
    {
        switch (element.ValueKind)
        {
            case System.Text.Json.JsonValueKind.Object:
                JsonObject members = [];
                foreach (System.Text.Json.JsonProperty member in element.EnumerateObject())
                {
                    members[member.Name] = Build(member.Value);
                }
                return members;
            case System.Text.Json.JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Build)]);
            default:
                return System.Text.Json.Nodes.JsonValue.Create(element.Clone());
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steno.Tests.Json;

internal enum Breakage
{
    WrongType,
    MissingMember,
    UnknownMember,
    UnknownName,
    UnknownKey,
}

/// <summary>A document in which one place was changed.</summary>
/// <param name="Breakage">What was done.</param>
/// <param name="Before">What stood there; null also when nothing did.</param>
/// <param name="Document">The whole.</param>
internal sealed record BrokenDocument(Breakage Breakage, JsonNode? Before, JsonNode? Document);

/// <summary>Every document that comes of one change in one place. Not every change makes a document invalid: an unknown member may be ignored, a missing one may have a default.</summary>
internal static class BrokenDocuments
{
    public const string Unknown = "no such name";
    // No array with items: the reader takes an object's members as an array too, which schemas do not say.
    private static readonly string[] OtherValues = ["{\"?\":[]}", "0.5", "null", "true", "[]", $"\"{Unknown}\""];

    public static IEnumerable<BrokenDocument> Of(JsonNode? document)
        => Changes(document).Select(change => new BrokenDocument(change.Breakage, change.Before, change.After));

    private static IEnumerable<(Breakage Breakage, JsonNode? Before, JsonNode? After)> Changes(JsonNode? node)
    {
        foreach (string other in OtherValues)
        {
            bool isName = other[0] == '"' && node?.GetValueKind() == JsonValueKind.String;
            yield return (isName ? Breakage.UnknownName : Breakage.WrongType, node, JsonNode.Parse(other));
        }
        if (node is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                foreach ((Breakage breakage, JsonNode? before, JsonNode? after) in Changes(items[i]))
                {
                    JsonArray copy = items.DeepClone().AsArray();
                    copy[i] = after;
                    yield return (breakage, before, copy);
                }
            }
        }
        if (node is JsonObject members)
        {
            JsonObject more = members.DeepClone().AsObject();
            more["?"] = JsonNode.Parse("[[]]");
            yield return (Breakage.UnknownMember, null, more);
            foreach ((string name, JsonNode? value) in members)
            {
                JsonObject less = members.DeepClone().AsObject();
                less.Remove(name);
                yield return (Breakage.MissingMember, value, less);
                JsonObject renamed = less.DeepClone().AsObject();
                renamed[Unknown] = value?.DeepClone();
                yield return (Breakage.UnknownKey, value, renamed);
                foreach ((Breakage breakage, JsonNode? before, JsonNode? after) in Changes(value))
                {
                    JsonObject copy = members.DeepClone().AsObject();
                    copy[name] = after;
                    yield return (breakage, before, copy);
                }
            }
        }
    }
}

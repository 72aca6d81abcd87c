using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Steno.Tests.Json;

/// <summary>Whether a value is one that a JSON Schema allows, for the keywords that the generator writes. An unknown keyword is an error, so that none goes unchecked.</summary>
internal static class SchemaCheck
{
    private static readonly string[] Notes = ["$schema", "$defs", "definitions", "title", "description", "default", "format", "contentEncoding"];

    /// <summary>What is wrong with the value; null when nothing is.</summary>
    public static string? FindProblem(JsonNode root, JsonNode? schema, JsonNode? value)
    {
        if (schema is JsonValue)
        {
            return (bool)schema ? null : "nothing is allowed here: " + Text(value);
        }
        JsonObject rules = schema!.AsObject();
        return rules.Where(rule => !Notes.Contains(rule.Key)).Select(rule => FindProblem(root, rules, rule.Key, rule.Value!, value)).FirstOrDefault(problem => problem is not null);
    }

    private static string? FindProblem(JsonNode root, JsonObject rules, string rule, JsonNode allowed, JsonNode? value)
    {
        JsonArray? items = value as JsonArray;
        JsonObject? members = value as JsonObject;
        switch (rule)
        {
            case "$ref":
                // In draft-07 a validator sees nothing of what stands beside a reference.
                Assert.True(root["definitions"] is null || rules.Count == 1, "A reference with company: " + rules.ToJsonString());
                return FindProblem(root, Definition(root, (string)allowed!), value);
            case "allOf":
                return allowed.AsArray().Select(each => FindProblem(root, each, value)).FirstOrDefault(problem => problem is not null);
            case "anyOf":
                return Unless(allowed.AsArray().Any(each => FindProblem(root, each, value) is null), "none of anyOf", value);
            case "oneOf":
                return Unless(allowed.AsArray().Count(each => FindProblem(root, each, value) is null) == 1, "not one of oneOf", value);
            case "type":
                return Unless((allowed is JsonArray types ? types.Select(each => (string)each!) : [(string)allowed!]).Any(type => Is(type, value)), "not a " + allowed, value);
            case "enum":
                return Unless(allowed.AsArray().Any(each => JsonNode.DeepEquals(each, value)), "not of the enum", value);
            case "required":
                return members is null ? null : Unless(allowed.AsArray().All(each => members.ContainsKey((string)each!)), "member missing", value);
            case "properties":
                return members?.Where(member => allowed[member.Key] is not null).Select(member => FindProblem(root, allowed[member.Key], member.Value)).FirstOrDefault(problem => problem is not null);
            case "additionalProperties":
                return members?.Where(member => rules["properties"]?[member.Key] is null).Select(member => FindProblem(root, allowed, member.Value)).FirstOrDefault(problem => problem is not null);
            case "propertyNames":
                return members?.Select(member => FindProblem(root, allowed, JsonValue.Create(member.Key))).FirstOrDefault(problem => problem is not null);
            case "items" when allowed is JsonArray:
                return items?.Take(allowed.AsArray().Count).Select((each, i) => FindProblem(root, allowed[i], each)).FirstOrDefault(problem => problem is not null);
            case "items":
                return items?.Select(each => FindProblem(root, allowed, each)).FirstOrDefault(problem => problem is not null);
            case "prefixItems":
                return items?.Take(allowed.AsArray().Count).Select((each, i) => FindProblem(root, allowed[i], each)).FirstOrDefault(problem => problem is not null);
            case "minItems":
                return items is null ? null : Unless(items.Count >= (int)allowed, "too few items", value);
            case "maxItems":
                return items is null ? null : Unless(items.Count <= (int)allowed, "too many items", value);
            case "uniqueItems":
                return items is null ? null : Unless(items.Select(Text).Distinct().Count() == items.Count, "items twice", value);
            case "minLength" or "maxLength":
                return Is("string", value) ? Unless(((string)value!).EnumerateRunes().Count() == (int)allowed, "wrong length", value) : null;
            case "minimum":
                return Is("number", value) ? Unless(value!.GetValueKind() == JsonValueKind.Number && !Text(value).StartsWith('-'), "too small", value) : null;
            case "pattern":
                return Is("string", value) ? Unless(Regex.IsMatch((string)value!, (string)allowed!, RegexOptions.CultureInvariant), "not of the pattern", value) : null;
            default:
                throw new InvalidOperationException("Unknown keyword: " + rule);
        }
    }

    private static JsonNode Definition(JsonNode root, string reference)
    {
        string place = root["definitions"] is null ? "$defs" : "definitions";
        string head = $"#/{place}/";
        Assert.StartsWith(head, reference, StringComparison.Ordinal);
        return root[place]?[reference[head.Length..]] ?? throw new InvalidOperationException("No definition: " + reference);
    }

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("integer", JsonValueKind.Number) => !Text(value).Contains('.') && !Text(value).Contains('e'),
        ("number", JsonValueKind.Number) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("null", JsonValueKind.Null) => true,
        _ => false,
    };

    private static string? Unless(bool isFine, string problem, JsonNode? value) => isFine ? null : $"{problem}: {Text(value)}";

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";
}

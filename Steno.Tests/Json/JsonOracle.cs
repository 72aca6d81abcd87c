// A second opinion on what a document says. System.Text.Json reads the text and each scalar; these few functions say what the
// shape around them is. The result is a canonical text, equal for equal values; null stands for a document that is refused.
// Every deliberate difference from what System.Text.Json itself would do stands in JsonDifferences.

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Steno.Tests.Json;

/// <summary>Reads a value of one shape, or says that it is none.</summary>
/// <param name="value">The value as System.Text.Json parsed it.</param>
/// <returns>The canonical text; null when the value is refused.</returns>
internal delegate string? JsonOracle(JsonElement value);

/// <param name="Name">In JSON.</param>
/// <param name="Value">Its shape.</param>
/// <param name="Missing">The canonical text of a missing one; null when it must not be missing.</param>
internal sealed record OracleMember(string Name, JsonOracle Value, string? Missing = null);

internal static class Oracle
{
    public const string Null = "null";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 127 };

    /// <summary>The canonical text of what the document says; null when it must be refused.</summary>
    public static string? Read(JsonOracle shape, ReadOnlyMemory<byte> utf8)
    {
        if (!JsonDifferences.IsText(utf8.Span))
        {
            return null;
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, Options);
            return shape(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string that is no text: half a surrogate pair, or no UTF-8.
            return null;
        }
    }

    public static JsonOracle TrueOrFalse { get; } = value => value.ValueKind is JsonValueKind.True ? "true" : value.ValueKind is JsonValueKind.False ? "false" : null;

    public static JsonOracle Text { get; } = value => value.ValueKind == JsonValueKind.String ? Quoted(value.GetString()!) : null;

    public static JsonOracle Signed8 { get; } = Integer<sbyte>((JsonElement value, out sbyte number) => value.TryGetSByte(out number));

    public static JsonOracle Signed32 { get; } = Integer<int>((JsonElement value, out int number) => value.TryGetInt32(out number));

    public static JsonOracle Unsigned32 { get; } = Integer<uint>((JsonElement value, out uint number) => value.TryGetUInt32(out number));

    public static JsonOracle Unsigned64 { get; } = Integer<ulong>((JsonElement value, out ulong number) => value.TryGetUInt64(out number));

    public static JsonOracle Float64 { get; } = value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? BitConverter.DoubleToInt64Bits(JsonDifferences.Nearest(value, number)).ToString("x", CultureInfo.InvariantCulture)
            : null;

    public static JsonOracle Uuid { get; } = value => value.ValueKind == JsonValueKind.String && JsonDifferences.TryGetUuid(value, out Guid id) ? Quoted(id.ToString()) : null;

    public static JsonOracle Bytes { get; } = value => value.ValueKind == JsonValueKind.String && JsonDifferences.IsWithoutSpace(value) && value.TryGetBytesFromBase64(out byte[]? bytes) ? Convert.ToHexString(bytes) : null;

    /// <summary>Any JSON: canonical is its own text, once its strings and numbers are known to be good.</summary>
    public static JsonOracle Raw { get; } = value => JsonDifferences.IsKept(value) ? value.GetRawText() : null;

    public static JsonOracle OrNull(JsonOracle shape) => value => value.ValueKind == JsonValueKind.Null ? Null : shape(value);

    public static JsonOracle OneOf(params string[] names)
        => value => value.ValueKind == JsonValueKind.String && names.Contains(value.GetString()) ? Quoted(value.GetString()!) : null;

    public static JsonOracle List(JsonOracle item) => value => value.ValueKind == JsonValueKind.Array ? Join(value.EnumerateArray().Select(each => item(each))) : null;

    /// <summary>Equal items count once.</summary>
    public static JsonOracle Set(JsonOracle item)
        => value => value.ValueKind == JsonValueKind.Array ? Join(value.EnumerateArray().Select(each => item(each)).Distinct().Order(StringComparer.Ordinal)) : null;

    public static JsonOracle Tuple(params JsonOracle[] items)
        => value => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == items.Length
            ? Join(value.EnumerateArray().Select((each, i) => items[i](each)))
            : null;

    /// <param name="key">The canonical name; null when the name is no key.</param>
    /// <param name="item">The values.</param>
    public static JsonOracle Dictionary(Func<string, string?> key, JsonOracle item) => value =>
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        // Of several members with one key the last counts, as in System.Text.Json.
        SortedDictionary<string, string> entries = new(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (key(member.Name) is not { } name || item(member.Value) is not { } text)
            {
                return null;
            }
            entries[name] = text;
        }
        return string.Join(",", entries.Select(pair => $"{Quoted(pair.Key)}:{pair.Value}"));
    };

    public static JsonOracle Object(params OracleMember[] members) => value => ReadObject(value, members, refusesUnknown: false, hasArrayForm: true);

    /// <summary>With members of another object among its own.</summary>
    public static JsonOracle Flattened(params OracleMember[] members) => value => ReadObject(value, members, refusesUnknown: true, hasArrayForm: false);

    /// <summary>Externally tagged: a bare string, or an object with the case's name and its value.</summary>
    /// <param name="cases">The cases; one without a value has null.</param>
    public static JsonOracle Union(params (string Name, JsonOracle? Value)[] cases) => value =>
    {
        string? name = null;
        JsonElement? inner = null;
        if (value.ValueKind == JsonValueKind.String)
        {
            name = value.GetString();
        }
        else if (value.ValueKind == JsonValueKind.Object && JsonDifferences.SingleMember(value) is { } member)
        {
            (name, inner) = (member.Name, member.Value);
        }
        (string found, JsonOracle? shape) = cases.FirstOrDefault(each => each.Name == name);
        if (found is null)
        {
            return null;
        }
        if (shape is null)
        {
            return inner is null or { ValueKind: JsonValueKind.Null } ? found : null;
        }
        return inner is { } given && shape(given) is { } text ? $"{found}({text})" : null;
    };

    public static string Quoted(string text) => JsonSerializer.Serialize(text, OracleContext.Default.String);

    private delegate bool TryGet<T>(JsonElement value, out T number);

    private static JsonOracle Integer<T>(TryGet<T> tryGet)
        where T : IFormattable
        => value => value.ValueKind == JsonValueKind.Number && JsonDifferences.IsInteger(value) && tryGet(value, out T number) ? number.ToString(null, CultureInfo.InvariantCulture) : null;

    private static string? ReadObject(JsonElement value, OracleMember[] members, bool refusesUnknown, bool hasArrayForm)
    {
        string?[] found = new string?[members.Length];
        if (value.ValueKind == JsonValueKind.Array && hasArrayForm)
        {
            return JsonDifferences.ReadArrayForm(value, members);
        }
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        foreach (JsonProperty member in value.EnumerateObject())
        {
            int at = Array.FindIndex(members, each => each.Name == member.Name);
            if (at < 0)
            {
                if (refusesUnknown)
                {
                    return null;
                }
                continue;
            }
            if (found[at] is not null || members[at].Value(member.Value) is not { } text)
            {
                return null;
            }
            found[at] = text;
        }
        return Join(found.Select((text, i) => text ?? members[i].Missing));
    }

    public static string? Join(IEnumerable<string?> parts)
    {
        StringBuilder all = new("[");
        foreach (string? part in parts)
        {
            if (part is null)
            {
                return null;
            }
            all.Append(part).Append(';');
        }
        return all.Append(']').ToString();
    }
}

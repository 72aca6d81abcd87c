using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Steno.Tests.Json;

/// <summary>Where reading differs from System.Text.Json on purpose, each difference with its reason; the wire form is serde's.</summary>
internal static partial class JsonDifferences
{
    /// <summary>-0 is no integer to serde_json, and zero to System.Text.Json.</summary>
    public static bool IsInteger(JsonElement value) => value.GetRawText() != "-0";

    /// <summary>A document is UTF-8 from its first byte to its last; System.Text.Json does not look into strings that nobody asks for.</summary>
    public static bool IsText(ReadOnlySpan<byte> utf8) => System.Text.Unicode.Utf8.IsValid(utf8);

    /// <summary>Times and spans of time have hours, minutes and seconds, of two digits each; System.Text.Json lets one digit pass, and a number of days alone.</summary>
    public static bool IsTime(string text) => Time().IsMatch(text);

    /// <summary>A decimal with more digits than it can hold, exactly between two values, becomes the even one, as decimal.Parse has it; System.Text.Json goes away from zero.</summary>
    public static decimal RoundedToEven(JsonElement value) => decimal.Parse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>
    /// A number is the nearest double or float, exactly; of two equally near ones the even one. System.Text.Json takes the larger one when
    /// only zeros follow the point: 84018446744073709551616.0 is one step too large.
    /// </summary>
    public static T Nearest<T>(JsonElement value, T theirs)
        where T : struct, IBinaryFloatingPointIeee754<T>
        => NearestFloat.Of(value.GetRawText(), theirs);

    /// <summary>Base64 has no white space; System.Text.Json skips it.</summary>
    public static bool IsWithoutSpace(JsonElement value) => !value.GetString()!.AsSpan().ContainsAny(" \t\r\n");

    /// <summary>UUIDs may also be 32 digits, braced or with urn:uuid:, as the crate uuid reads them; System.Text.Json takes the hyphenated form alone.</summary>
    public static bool TryGetUuid(JsonElement value, out Guid id)
    {
        string text = value.GetString()!;
        if (text.StartsWith("urn:uuid:", StringComparison.Ordinal) && text.Length == 45)
        {
            text = text[9..];
        }
        else if (text.Length == 38 && text[0] == '{' && text[^1] == '}')
        {
            text = text[1..^1];
        }
        // The framework's own parser lets signs and white space pass.
        return Guid.TryParseExact(text, text.Length == 36 ? "D" : "N", out id) && text.All(each => char.IsAsciiHexDigit(each) || each == '-');
    }

    /// <summary>An object may also come as the array of its members in order, all of them, as serde reads structs.</summary>
    public static string? ReadArrayForm(JsonElement value, OracleMember[] members)
        => value.GetArrayLength() == members.Length ? Oracle.Join(value.EnumerateArray().Select((item, i) => members[i].Value(item))) : null;

    /// <summary>The object around a case has exactly one member, as in serde.</summary>
    public static JsonProperty? SingleMember(JsonElement value)
    {
        JsonProperty[] members = [.. value.EnumerateObject().Take(2)];
        return members.Length == 1 ? members[0] : null;
    }

    /// <summary>Raw JSON that is kept has finite numbers and strings that are text, as serde_json's Value; System.Text.Json looks at neither before it is asked.</summary>
    public static bool IsKept(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(member => member.Name is not null && IsKept(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsKept),
        JsonValueKind.String => value.GetString() is not null,
        JsonValueKind.Number => double.IsFinite(double.Parse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => true,
    };

    [GeneratedRegex("^-?([0-9]+\\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?\\z")]
    private static partial Regex Time();
}

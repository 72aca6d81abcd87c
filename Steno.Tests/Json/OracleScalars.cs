using System.Globalization;
using System.Text.Json;

namespace Steno.Tests.Json;

/// <summary>The scalars with a text of their own, as System.Text.Json reads them.</summary>
internal static class OracleScalars
{
    public static JsonOracle Single { get; } = value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float number) && float.IsFinite(number)
            ? BitConverter.SingleToInt32Bits(JsonDifferences.Nearest(value, number)).ToString("x", CultureInfo.InvariantCulture)
            : null;

    public static JsonOracle Decimal { get; } = value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _) ? JsonDifferences.RoundedToEven(value).ToString(CultureInfo.InvariantCulture) : null;

    public static JsonOracle Char { get; } = value =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: 1 } text ? Oracle.Quoted(text) : null;

    public static JsonOracle DateTimeOffset { get; } = value =>
        value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out DateTimeOffset at) ? at.ToString("o", CultureInfo.InvariantCulture) : null;

    public static JsonOracle DateOnly { get; } = Read(value => JsonSerializer.Deserialize(value, OracleContext.Default.DateOnly).ToString("o", CultureInfo.InvariantCulture));

    public static JsonOracle TimeOnly { get; } = Read(value => !JsonDifferences.IsTime(value.GetString()!) ? null : JsonSerializer.Deserialize(value, OracleContext.Default.TimeOnly).ToString("o", CultureInfo.InvariantCulture));

    public static JsonOracle TimeSpan { get; } = Read(value => !JsonDifferences.IsTime(value.GetString()!) ? null : JsonSerializer.Deserialize(value, OracleContext.Default.TimeSpan).ToString("c", CultureInfo.InvariantCulture));

    private static JsonOracle Read(Func<JsonElement, string?> read) => value =>
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? read(value) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    };
}

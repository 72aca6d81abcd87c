using System.Text.Json;

namespace Steno.Benchmarks.Plots;

/// <summary>What the JSON lines of a claims run say; of a claim that stands there more than once, the last line.</summary>
internal sealed class MeasuredClaims
{
    private readonly Dictionary<string, (double? Value, (double X, double Y)[] Points)> _claims = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">A line is not that of a claim.</exception>
    public static MeasuredClaims Read(TextReader lines)
    {
        MeasuredClaims claims = new();
        int number = 0;
        while (lines.ReadLine() is { } line)
        {
            number++;
            if (line.Length > 0)
            {
                claims.Add(line, number);
            }
        }
        return claims;
    }

    /// <summary>A claim's value; null when it was void or not measured.</summary>
    public double? ValueOf(string name) => _claims.TryGetValue(name, out var claim) ? claim.Value : null;

    /// <summary>The curve behind a claim; empty when there is none.</summary>
    public IReadOnlyList<(double X, double Y)> PointsOf(string name) => _claims.TryGetValue(name, out var claim) ? claim.Points : [];

    /// <summary>The names of the claims that begin so, in order.</summary>
    public IEnumerable<string> NamesFrom(string start)
        => _claims.Keys.Where(name => name.StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private void Add(string line, int number)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement value = document.RootElement.GetProperty("value");
            _claims[document.RootElement.GetProperty("claim").GetString()!] =
                (value.ValueKind == JsonValueKind.Null ? null : value.GetDouble(), ReadPoints(document.RootElement));
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new FormatException($"Line {number} is not a claim: {failure.Message}", failure);
        }
    }

    private static (double X, double Y)[] ReadPoints(JsonElement claim)
        => claim.TryGetProperty("points", out JsonElement points) ? [.. points.EnumerateArray().Select(point => (point[0].GetDouble(), point[1].GetDouble()))] : [];
}

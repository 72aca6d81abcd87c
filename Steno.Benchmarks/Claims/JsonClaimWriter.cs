using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Steno.Benchmarks.Claims;

/// <summary>One JSON object a line; the members and their order are what scripts depend on; a native binary adds what it is.</summary>
internal sealed class JsonClaimWriter(Stream output) : IClaimWriter
{
    public void Write(ClaimResult result)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter writer = new(line))
        {
            writer.WriteStartObject();
            writer.WriteString("claim", result.Claim.Name);
            WriteNumber(writer, "value", result.Value, 3);
            writer.WriteString("unit", result.Claim.Unit);
            WriteNumber(writer, "goal", result.Claim.Goal, 3);
            if (double.IsNaN(result.Claim.Goal))
            {
                writer.WriteNull("meets");
            }
            else
            {
                writer.WriteBoolean("meets", result.Meets);
            }
            WriteNumber(writer, "ours", result.Ours, 1);
            WriteNumber(writer, "theirs", result.Theirs, 1);
            writer.WriteNumber("rounds", result.Rounds);
            WriteNumber(writer, "spread", result.Spread, 3);
            if (!RuntimeFeature.IsDynamicCodeCompiled)
            {
                writer.WriteString("runtime", "AOT");
            }
            WritePoints(writer, result.Points);
            // Only where it applies, and last, so that nobody takes a figure from elsewhere for one of this run.
            if (result.Claim.Quoted is { } quoted)
            {
                writer.WriteString("theirs_quoted_from", quoted.Source);
            }
            writer.WriteEndObject();
        }
        output.Write(line.WrittenSpan);
        output.Write("\n"u8);
        output.Flush();
    }

    public void Dispose() => output.Dispose();

    private static void WritePoints(Utf8JsonWriter writer, IReadOnlyList<CurvePoint> points)
    {
        if (points.Count == 0)
        {
            return;
        }
        writer.WriteStartArray("points");
        foreach (CurvePoint point in points)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(point.X);
            writer.WriteNumberValue(Math.Round(point.Y, 6));
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value, int digits)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, Math.Round(number, digits));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}

// Dates and times as text: ISO 8601 as System.Text.Json reads it, with the fraction as short as it can be.

using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Steno.Json;

internal static class TimeText
{
    /// <summary>The longest that is read: 2024-12-31T23:59:59.1234567890123456+01:00, of whose fraction seven digits count.</summary>
    public const int LongestBytes = 42;

    /// <summary>Writes a value whose only point stands before the fraction, or before hours when the days have no colon yet.</summary>
    public static int Format<T>(T value, string format, Span<byte> target)
        where T : IUtf8SpanFormattable
    {
        // Invariant: every round-trip format is shorter.
        if (!value.TryFormat(target, out int length, format, CultureInfo.InvariantCulture))
        {
            throw new UnreachableException("A date or time took more than 40 bytes.");
        }
        return TrimFraction(target, length);
    }

    /// <summary>A date and time, in the forms that System.Text.Json takes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTime value)
    {
        value = default;
        return TryReader(text, stackalloc byte[LongestBytes + 2], out Utf8JsonReader reader) && reader.TryGetDateTime(out value);
    }

    /// <summary>A date, time and offset, in the forms that System.Text.Json takes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset value)
    {
        value = default;
        return TryReader(text, stackalloc byte[LongestBytes + 2], out Utf8JsonReader reader) && reader.TryGetDateTimeOffset(out value);
    }

    /// <summary>The text in UTF-16, or nothing when it is not ASCII or too long to be a time.</summary>
    public static ReadOnlySpan<char> Widen(ReadOnlySpan<byte> text, Span<char> target)
        => text.Length <= target.Length && Ascii.ToUtf16(text, target, out int written) == System.Buffers.OperationStatus.Done ? target[..written] : default;

    /// <summary>A reader that stands on the text as a string.</summary>
    private static bool TryReader(ReadOnlySpan<byte> text, Span<byte> quoted, out Utf8JsonReader reader)
    {
        reader = default;
        // What JSON would escape is in no date, and would let the quotes around it lie.
        if (text.Length + 2 > quoted.Length || text.ContainsAnyExceptInRange((byte)'#', (byte)'Z'))
        {
            return false;
        }
        quoted[0] = (byte)'"';
        text.CopyTo(quoted[1..]);
        quoted[text.Length + 1] = (byte)'"';
        reader = new Utf8JsonReader(quoted[..(text.Length + 2)]);
        return reader.Read();
    }

    /// <summary>Takes the zeros off the end of the fraction, which has seven digits or is not there.</summary>
    private static int TrimFraction(Span<byte> text, int length)
    {
        const int FractionDigits = 7;
        int point = text[..length].LastIndexOf((byte)'.');
        int end = point + 1 + FractionDigits;
        // In 1.00:00:00 the point is that of the days.
        if (point < 0 || end > length || text[point..end].Contains((byte)':'))
        {
            return length;
        }
        int kept = point + 1 + text[(point + 1)..end].TrimEnd((byte)'0').Length;
        kept = kept == point + 1 ? point : kept;
        text[end..length].CopyTo(text[kept..]);
        return length - (end - kept);
    }
}

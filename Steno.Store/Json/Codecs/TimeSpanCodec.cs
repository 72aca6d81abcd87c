using System.Buffers.Text;

namespace Steno.Json;

/// <summary>The JSON code of <see cref="TimeSpan"/>: a string as <c>-1.23:59:59.5</c>, days first.</summary>
public readonly struct TimeSpanCodec : IJsonCodec<TimeSpan>, IJsonText<TimeSpan>
{
    static ReadOnlySpan<byte> IJsonCodec<TimeSpan>.Schema => "{\"type\":\"string\",\"pattern\":\"^-?(\\\\d+\\\\.)?\\\\d{2}:\\\\d{2}:\\\\d{2}(\\\\.\\\\d{1,7})?$\"}"u8;

    static int IJsonText<TimeSpan>.LongestBytes => TimeText.LongestBytes;

    static string IJsonText<TimeSpan>.Expected => "a time span as 1.23:59:59";

    static void IJsonCodec<TimeSpan>.Write(ref StenoJsonWriter writer, in TimeSpan value) => writer.WriteText<TimeSpan, TimeSpanCodec>(value);

    static bool IJsonCodec<TimeSpan>.TryReadExpected(ref StenoJsonReader reader, out TimeSpan value) => reader.TryReadText<TimeSpan, TimeSpanCodec>(out value);

    static TimeSpan IJsonCodec<TimeSpan>.Read(ref StenoJsonReader reader) => reader.ReadText<TimeSpan, TimeSpanCodec>();

    static int IJsonText<TimeSpan>.Format(TimeSpan value, Span<byte> target) => TimeText.Format(value, "c", target);

    static bool IJsonText<TimeSpan>.TryParse(ReadOnlySpan<byte> text, out TimeSpan value)
    {
        value = default;
        return HasForm(text) && Utf8Parser.TryParse(text, out value, out int length, 'c') && length == text.Length;
    }

    /// <summary>.NET's own parsing also takes 5 for five days and 1:2 for hours and minutes.</summary>
    private static bool HasForm(ReadOnlySpan<byte> text)
    {
        const int TimeBytes = 8; // hh:mm:ss
        const int MostFractionDigits = 7;
        int hours = text.IndexOf((byte)':') - 2;
        if (hours < 0 || text.Length < hours + TimeBytes || text[hours + 5] != ':')
        {
            return false;
        }
        ReadOnlySpan<byte> days = text[..hours];
        days = days.StartsWith("-"u8) ? days[1..] : days;
        ReadOnlySpan<byte> fraction = text[(hours + TimeBytes)..];
        return AreDigits(text.Slice(hours, 2)) && AreDigits(text.Slice(hours + 3, 2)) && AreDigits(text.Slice(hours + 6, 2))
            && (days.IsEmpty || (days.Length > 1 && days[^1] == '.' && AreDigits(days[..^1])))
            && (fraction.IsEmpty || (fraction.Length is > 1 and <= MostFractionDigits + 1 && fraction[0] == '.' && AreDigits(fraction[1..])));
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}

using System.Globalization;

namespace Steno.Json;

/// <summary>The JSON code of <see cref="TimeSpan"/>: a string as <c>-1.23:59:59.5</c>, days first.</summary>
public readonly struct TimeSpanCodec : IJsonCodec<TimeSpan>, IJsonText<TimeSpan>
{
    static ReadOnlySpan<byte> IJsonCodec<TimeSpan>.Schema => "{\"type\":\"string\",\"pattern\":\"^-?(\\\\d+\\\\.)?\\\\d{2}:\\\\d{2}:\\\\d{2}(\\\\.\\\\d{1,7})?$\"}"u8;

    static int IJsonText<TimeSpan>.LongestBytes => TimeText.LongestBytes;

    static string IJsonText<TimeSpan>.Expected => "a time span as 1.23:59:59";

    static void IJsonCodec<TimeSpan>.Write(ref StenoJsonWriter writer, TimeSpan value) => writer.WriteText<TimeSpan, TimeSpanCodec>(value);

    static bool IJsonCodec<TimeSpan>.TryReadExpected(ref StenoJsonReader reader, out TimeSpan value) => reader.TryReadText<TimeSpan, TimeSpanCodec>(out value);

    static TimeSpan IJsonCodec<TimeSpan>.Read(ref StenoJsonReader reader) => reader.ReadText<TimeSpan, TimeSpanCodec>();

    static int IJsonText<TimeSpan>.Format(TimeSpan value, Span<byte> target) => TimeText.Format(value, "c", target);

    static bool IJsonText<TimeSpan>.TryParse(ReadOnlySpan<byte> text, out TimeSpan value)
    {
        Span<char> chars = stackalloc char[TimeText.LongestBytes];
        return TimeSpan.TryParseExact(TimeText.Widen(text, chars), "c", CultureInfo.InvariantCulture, out value);
    }
}

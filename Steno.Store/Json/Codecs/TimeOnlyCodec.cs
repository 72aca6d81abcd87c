using System.Globalization;

namespace Steno.Json;

/// <summary>The JSON code of <see cref="TimeOnly"/>: a string as <c>23:59:59.5</c>.</summary>
public readonly struct TimeOnlyCodec : IJsonCodec<TimeOnly>, IJsonText<TimeOnly>
{
    static ReadOnlySpan<byte> IJsonCodec<TimeOnly>.Schema => "{\"type\":\"string\",\"pattern\":\"^\\\\d{2}:\\\\d{2}:\\\\d{2}(\\\\.\\\\d{1,7})?$\"}"u8;

    static int IJsonText<TimeOnly>.LongestBytes => TimeText.LongestBytes;

    static string IJsonText<TimeOnly>.Expected => "a time as 23:59:59";

    static void IJsonCodec<TimeOnly>.Write(ref StenoJsonWriter writer, in TimeOnly value) => writer.WriteText<TimeOnly, TimeOnlyCodec>(value);

    static bool IJsonCodec<TimeOnly>.TryReadExpected(ref StenoJsonReader reader, out TimeOnly value) => reader.TryReadText<TimeOnly, TimeOnlyCodec>(out value);

    static TimeOnly IJsonCodec<TimeOnly>.Read(ref StenoJsonReader reader) => reader.ReadText<TimeOnly, TimeOnlyCodec>();

    static int IJsonText<TimeOnly>.Format(TimeOnly value, Span<byte> target) => TimeText.Format(value, "O", target);

    static bool IJsonText<TimeOnly>.TryParse(ReadOnlySpan<byte> text, out TimeOnly value)
    {
        Span<char> chars = stackalloc char[TimeText.LongestBytes];
        return TimeOnly.TryParseExact(TimeText.Widen(text, chars), "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out value)
            && text[^1] != '.';
    }
}

using System.Globalization;

namespace Steno.Json;

/// <summary>The JSON code of <see cref="DateOnly"/>: a string as <c>2024-12-31</c>.</summary>
public readonly struct DateOnlyCodec : IJsonCodec<DateOnly>, IJsonText<DateOnly>
{
    static ReadOnlySpan<byte> IJsonCodec<DateOnly>.Schema => "{\"type\":\"string\",\"format\":\"date\"}"u8;

    static int IJsonText<DateOnly>.LongestBytes => TimeText.LongestBytes;

    static string IJsonText<DateOnly>.Expected => "a date as 2024-12-31";

    static void IJsonCodec<DateOnly>.Write(ref StenoJsonWriter writer, in DateOnly value) => writer.WriteText<DateOnly, DateOnlyCodec>(value);

    static bool IJsonCodec<DateOnly>.TryReadExpected(ref StenoJsonReader reader, out DateOnly value) => reader.TryReadText<DateOnly, DateOnlyCodec>(out value);

    static DateOnly IJsonCodec<DateOnly>.Read(ref StenoJsonReader reader) => reader.ReadText<DateOnly, DateOnlyCodec>();

    static int IJsonText<DateOnly>.Format(DateOnly value, Span<byte> target) => TimeText.Format(value, "O", target);

    static bool IJsonText<DateOnly>.TryParse(ReadOnlySpan<byte> text, out DateOnly value)
    {
        Span<char> chars = stackalloc char[TimeText.LongestBytes];
        return DateOnly.TryParseExact(TimeText.Widen(text, chars), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }
}

namespace Steno.Json;

/// <summary>The JSON code of <see cref="DateTimeOffset"/>: a string as <c>2024-12-31T23:59:59.5+01:00</c>.</summary>
public readonly struct DateTimeOffsetCodec : IJsonCodec<DateTimeOffset>, IJsonText<DateTimeOffset>
{
    static ReadOnlySpan<byte> IJsonCodec<DateTimeOffset>.Schema => "{\"type\":\"string\",\"format\":\"date-time\"}"u8;

    static int IJsonText<DateTimeOffset>.LongestBytes => TimeText.LongestBytes;

    static string IJsonText<DateTimeOffset>.Expected => "a date and time as 2024-12-31T23:59:59+01:00";

    static void IJsonCodec<DateTimeOffset>.Write(ref StenoJsonWriter writer, in DateTimeOffset value) => writer.WriteText<DateTimeOffset, DateTimeOffsetCodec>(value);

    static bool IJsonCodec<DateTimeOffset>.TryReadExpected(ref StenoJsonReader reader, out DateTimeOffset value) => reader.TryReadText<DateTimeOffset, DateTimeOffsetCodec>(out value);

    static DateTimeOffset IJsonCodec<DateTimeOffset>.Read(ref StenoJsonReader reader) => reader.ReadText<DateTimeOffset, DateTimeOffsetCodec>();

    static int IJsonText<DateTimeOffset>.Format(DateTimeOffset value, Span<byte> target) => TimeText.Format(value, "O", target);

    static bool IJsonText<DateTimeOffset>.TryParse(ReadOnlySpan<byte> text, out DateTimeOffset value) => TimeText.TryParse(text, out value);
}

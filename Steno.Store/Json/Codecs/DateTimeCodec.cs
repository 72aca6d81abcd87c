namespace Steno.Json;

/// <summary>The JSON code of <see cref="DateTime"/>: a string as <c>2024-12-31T23:59:59.5Z</c>; Z for UTC, an offset for local time, nothing when it is unspecified.</summary>
public readonly struct DateTimeCodec : IJsonCodec<DateTime>, IJsonText<DateTime>
{
    static ReadOnlySpan<byte> IJsonCodec<DateTime>.Schema => "{\"type\":\"string\",\"format\":\"date-time\"}"u8;

    static int IJsonText<DateTime>.LongestBytes => TimeText.LongestBytes;

    static string IJsonText<DateTime>.Expected => "a date and time as 2024-12-31T23:59:59Z";

    static void IJsonCodec<DateTime>.Write(ref StenoJsonWriter writer, in DateTime value) => writer.WriteText<DateTime, DateTimeCodec>(value);

    static bool IJsonCodec<DateTime>.TryReadExpected(ref StenoJsonReader reader, out DateTime value) => reader.TryReadText<DateTime, DateTimeCodec>(out value);

    static DateTime IJsonCodec<DateTime>.Read(ref StenoJsonReader reader) => reader.ReadText<DateTime, DateTimeCodec>();

    static int IJsonText<DateTime>.Format(DateTime value, Span<byte> target) => TimeText.Format(value, "O", target);

    static bool IJsonText<DateTime>.TryParse(ReadOnlySpan<byte> text, out DateTime value) => TimeText.TryParse(text, out value);
}

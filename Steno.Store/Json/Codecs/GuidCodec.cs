namespace Steno.Json;

/// <summary>The JSON code of <see cref="Guid"/>: a UUID in its lower-case hyphenated form.</summary>
public readonly struct GuidCodec : IJsonCodec<Guid>, IJsonKeyCodec<Guid>
{
    static ReadOnlySpan<byte> IJsonCodec<Guid>.Schema => "{\"type\":\"string\",\"format\":\"uuid\"}"u8;

    static void IJsonCodec<Guid>.Write(ref StenoJsonWriter writer, in Guid value) => writer.WriteGuid(value);

    static bool IJsonCodec<Guid>.TryReadExpected(ref StenoJsonReader reader, out Guid value) => reader.TryReadGuid(out value);

    static Guid IJsonCodec<Guid>.Read(ref StenoJsonReader reader) => reader.ReadGuid();

    static void IJsonKeyCodec<Guid>.WriteKey(ref StenoJsonWriter writer, Guid key) => writer.WriteGuid(key);

    static bool IJsonKeyCodec<Guid>.TryReadKey(ReadOnlySpan<byte> utf8, out Guid key) => UuidText.TryParse(utf8, out key);
}

namespace Steno.Json;

/// <summary>The JSON code of bytes in memory: a string in base64.</summary>
public readonly struct ByteMemoryCodec : IJsonCodec<ReadOnlyMemory<byte>>
{
    static ReadOnlySpan<byte> IJsonCodec<ReadOnlyMemory<byte>>.Schema => "{\"type\":\"string\",\"contentEncoding\":\"base64\"}"u8;

    static void IJsonCodec<ReadOnlyMemory<byte>>.Write(ref StenoJsonWriter writer, in ReadOnlyMemory<byte> value) => writer.WriteBase64(value.Span);

    static bool IJsonCodec<ReadOnlyMemory<byte>>.TryReadExpected(ref StenoJsonReader reader, out ReadOnlyMemory<byte> value)
    {
        bool isRead = reader.TryReadBase64(out byte[]? bytes);
        value = bytes;
        return isRead;
    }

    static ReadOnlyMemory<byte> IJsonCodec<ReadOnlyMemory<byte>>.Read(ref StenoJsonReader reader) => reader.ReadBase64();
}

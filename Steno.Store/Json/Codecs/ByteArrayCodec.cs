using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>The JSON code of a byte array: a string in base64.</summary>
public readonly struct ByteArrayCodec : IJsonCodec<byte[]>
{
    static ReadOnlySpan<byte> IJsonCodec<byte[]>.Schema => "{\"type\":\"string\",\"contentEncoding\":\"base64\"}"u8;

    static void IJsonCodec<byte[]>.Write(ref StenoJsonWriter writer, in byte[] value) => writer.WriteBase64(value ?? throw new ArgumentNullException(nameof(value)));

    static bool IJsonCodec<byte[]>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out byte[] value) => reader.TryReadBase64(out value);

    static byte[] IJsonCodec<byte[]>.Read(ref StenoJsonReader reader) => reader.ReadBase64();
}

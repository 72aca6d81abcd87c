using System.Numerics;

namespace Steno.Json;

/// <summary>The JSON code of the integer types: a number without fraction and exponent.</summary>
/// <typeparam name="T">The integer type.</typeparam>
public readonly struct IntegerCodec<T> : IJsonCodec<T>, IJsonKeyCodec<T>
    where T : struct, IBinaryInteger<T>
{
    static ReadOnlySpan<byte> IJsonCodec<T>.Schema => "{\"type\":\"integer\"}"u8;

    static void IJsonCodec<T>.Write(ref StenoJsonWriter writer, T value) => writer.WriteInteger(value);

    static bool IJsonCodec<T>.TryReadExpected(ref StenoJsonReader reader, out T value) => reader.TryReadInteger(out value);

    static T IJsonCodec<T>.Read(ref StenoJsonReader reader) => reader.ReadInteger<T>();

    static void IJsonKeyCodec<T>.WriteKey(ref StenoJsonWriter writer, T key)
    {
        writer.WriteRaw("\""u8);
        writer.WriteInteger(key);
        writer.WriteRaw("\""u8);
    }

    static bool IJsonKeyCodec<T>.TryReadKey(ReadOnlySpan<byte> utf8, out T key) => StenoJsonReader.TryParseInteger(utf8, out int length, out key) && length == utf8.Length;
}

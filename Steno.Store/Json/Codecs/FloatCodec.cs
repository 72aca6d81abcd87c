using System.Numerics;

namespace Steno.Json;

/// <summary>The JSON code of <see cref="double"/>, <see cref="float"/> and <see cref="Half"/>: a number; NaN and the infinities are refused.</summary>
/// <typeparam name="T">The type.</typeparam>
public readonly struct FloatCodec<T> : IJsonCodec<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    static ReadOnlySpan<byte> IJsonCodec<T>.Schema => "{\"type\":\"number\"}"u8;

    static void IJsonCodec<T>.Write(ref StenoJsonWriter writer, in T value) => writer.WriteFloat(value);

    static bool IJsonCodec<T>.TryReadExpected(ref StenoJsonReader reader, out T value) => reader.TryReadFloat(out value);

    static T IJsonCodec<T>.Read(ref StenoJsonReader reader) => reader.ReadFloat<T>();
}

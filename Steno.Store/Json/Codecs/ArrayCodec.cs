using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>The JSON code of an array: an array of its items.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <typeparam name="TCodec">Their code.</typeparam>
public readonly struct ArrayCodec<T, TCodec> : IJsonCodec<T[]>
    where TCodec : IJsonCodec<T>
{
    static ReadOnlySpan<byte> IJsonCodec<T[]>.Schema => Items<T, TCodec>.Schema();

    static void IJsonCodec<T[]>.Write(ref StenoJsonWriter writer, in T[] value)
        => Items<T, TCodec>.Write(ref writer, value ?? throw new ArgumentNullException(nameof(value)));

    static bool IJsonCodec<T[]>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out T[] value)
    {
        bool isRead = Items<T, TCodec>.TryReadExpected(ref reader, out List<T>? items);
        value = items?.ToArray();
        return isRead;
    }

    static T[] IJsonCodec<T[]>.Read(ref StenoJsonReader reader) => [.. Items<T, TCodec>.Read(ref reader)];
}

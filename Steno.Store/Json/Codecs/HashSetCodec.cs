using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>The JSON code of a <see cref="HashSet{T}"/>: an array of its items; an item that comes twice is read once.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <typeparam name="TCodec">Their code.</typeparam>
public readonly struct HashSetCodec<T, TCodec> : IJsonCodec<HashSet<T>>
    where TCodec : IJsonCodec<T>
{
    static ReadOnlySpan<byte> IJsonCodec<HashSet<T>>.Schema => Items<T, TCodec>.Schema(isUnique: true);

    static void IJsonCodec<HashSet<T>>.Write(ref StenoJsonWriter writer, in HashSet<T> value)
        => Items<T, TCodec>.Write(ref writer, value);

    static bool IJsonCodec<HashSet<T>>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out HashSet<T> value)
    {
        bool isRead = Items<T, TCodec>.TryReadExpected(ref reader, out List<T>? items);
        value = isRead ? [.. items!] : null;
        return isRead;
    }

    static HashSet<T> IJsonCodec<HashSet<T>>.Read(ref StenoJsonReader reader) => [.. Items<T, TCodec>.Read(ref reader)];
}

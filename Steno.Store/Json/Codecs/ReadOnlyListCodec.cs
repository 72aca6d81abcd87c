using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>The JSON code of an <see cref="IReadOnlyList{T}"/>: an array of its items; it is read as a list.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <typeparam name="TCodec">Their code.</typeparam>
public readonly struct ReadOnlyListCodec<T, TCodec> : IJsonCodec<IReadOnlyList<T>>
    where TCodec : IJsonCodec<T>
{
    static ReadOnlySpan<byte> IJsonCodec<IReadOnlyList<T>>.Schema => Items<T, TCodec>.Schema();

    static void IJsonCodec<IReadOnlyList<T>>.Write(ref StenoJsonWriter writer, in IReadOnlyList<T> value)
        => Items<T, TCodec>.Write(ref writer, value);

    static bool IJsonCodec<IReadOnlyList<T>>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        bool isRead = Items<T, TCodec>.TryReadExpected(ref reader, out List<T>? items);
        value = items;
        return isRead;
    }

    static IReadOnlyList<T> IJsonCodec<IReadOnlyList<T>>.Read(ref StenoJsonReader reader) => Items<T, TCodec>.Read(ref reader);
}

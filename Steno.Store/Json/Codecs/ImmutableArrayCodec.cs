using System.Collections.Immutable;

namespace Steno.Json;

/// <summary>The JSON code of an <see cref="ImmutableArray{T}"/>: an array of its items; the uninitialised one is refused like a null.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <typeparam name="TCodec">Their code.</typeparam>
public readonly struct ImmutableArrayCodec<T, TCodec> : IJsonCodec<ImmutableArray<T>>
    where TCodec : IJsonCodec<T>
{
    static ReadOnlySpan<byte> IJsonCodec<ImmutableArray<T>>.Schema => Items<T, TCodec>.Schema();

    static void IJsonCodec<ImmutableArray<T>>.Write(ref StenoJsonWriter writer, in ImmutableArray<T> value)
        => Items<T, TCodec>.Write(ref writer, value.IsDefault ? throw new ArgumentNullException(nameof(value)) : value.AsSpan());

    static bool IJsonCodec<ImmutableArray<T>>.TryReadExpected(ref StenoJsonReader reader, out ImmutableArray<T> value)
    {
        bool isRead = Items<T, TCodec>.TryReadExpected(ref reader, out List<T>? items);
        value = isRead ? [.. items!] : default;
        return isRead;
    }

    static ImmutableArray<T> IJsonCodec<ImmutableArray<T>>.Read(ref StenoJsonReader reader) => [.. Items<T, TCodec>.Read(ref reader)];
}

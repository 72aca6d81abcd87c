using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Steno.Json;

/// <summary>The JSON code of a <see cref="List{T}"/>: an array of its items.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <typeparam name="TCodec">Their code.</typeparam>
public readonly struct ListCodec<T, TCodec> : IJsonCodec<List<T>>
    where TCodec : IJsonCodec<T>
{
    static ReadOnlySpan<byte> IJsonCodec<List<T>>.Schema => Items<T, TCodec>.Schema();

    static void IJsonCodec<List<T>>.Write(ref StenoJsonWriter writer, in List<T> value)
        => Items<T, TCodec>.Write(ref writer, CollectionsMarshal.AsSpan(value ?? throw new ArgumentNullException(nameof(value))));

    static bool IJsonCodec<List<T>>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out List<T> value)
        => Items<T, TCodec>.TryReadExpected(ref reader, out value);

    static List<T> IJsonCodec<List<T>>.Read(ref StenoJsonReader reader) => Items<T, TCodec>.Read(ref reader);
}

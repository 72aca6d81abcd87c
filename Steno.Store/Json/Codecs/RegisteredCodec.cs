using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>
/// The JSON code of a type that <see cref="JsonCodecs"/> knows when the code runs. Members whose type is a type parameter use it,
/// and it may be named for a member whose type only a System.Text.Json context covers.
/// </summary>
/// <remarks>A type that is not known throws <see cref="JsonCodecMissingException"/> when it is first written or read. One virtual call a value.</remarks>
/// <typeparam name="T">The type.</typeparam>
public readonly struct RegisteredCodec<T> : IJsonCodec<T>
{
    static ReadOnlySpan<byte> IJsonCodec<T>.Schema => JsonCodecs.Of<T>().Schema;

    static void IJsonCodec<T>.Write(ref StenoJsonWriter writer, in T value) => JsonCodecs.Of<T>().Write(ref writer, value);

    static bool IJsonCodec<T>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out T value)
        => JsonCodecs.Of<T>().TryReadExpected(ref reader, out value);

    static T IJsonCodec<T>.Read(ref StenoJsonReader reader) => JsonCodecs.Of<T>().Read(ref reader);
}

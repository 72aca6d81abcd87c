using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>How a value becomes the name of a JSON member and back, so that it can be the key of a dictionary.</summary>
/// <typeparam name="T">The type of the key.</typeparam>
public interface IJsonKeyCodec<T>
{
    /// <summary>Appends the name with its quotes.</summary>
    /// <param name="writer">Where to append.</param>
    /// <param name="key">What to write.</param>
    static abstract void WriteKey(ref StenoJsonWriter writer, T key);

    /// <summary>The key that a name stands for.</summary>
    /// <param name="utf8">The name, unescaped and without its quotes.</param>
    /// <param name="key">The key.</param>
    /// <returns>False when there is none.</returns>
    static abstract bool TryReadKey(ReadOnlySpan<byte> utf8, [MaybeNullWhen(false)] out T key);
}

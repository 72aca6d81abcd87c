using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>The JSON code of one type: writing, reading in the expected form, reading in any form, and the schema.</summary>
/// <remarks>The generator implements it; a type with a form of its own may implement it by hand.</remarks>
/// <typeparam name="T">The type that is written and read.</typeparam>
public interface IJsonCodec<T>
{
    /// <summary>Appends the value in compact form.</summary>
    /// <param name="writer">Where to append.</param>
    /// <param name="value">What to write.</param>
    static abstract void Write(ref StenoJsonWriter writer, in T value);

    /// <summary>Reads the value if it stands in exactly the form that <see cref="Write"/> produces; after a false the reader is of no more use.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="value">What was read.</param>
    /// <returns>False at the first surprise; nothing is known of the text then.</returns>
    static abstract bool TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out T value);

    /// <summary>Reads the value in any form that is accepted: members in any order, escapes, white space, unknown members, array form.</summary>
    /// <param name="reader">Where to read.</param>
    /// <exception cref="StenoJsonException">The text is not a value of this type.</exception>
    static abstract T Read(ref StenoJsonReader reader);

    /// <summary>The JSON Schema (draft 2020-12) of the values, as UTF-8 text.</summary>
    static abstract ReadOnlySpan<byte> Schema { get; }
}

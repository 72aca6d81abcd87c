// A value inside JSON that somebody else writes. The codec writes into memory first, so a value that it refuses leaves no trace
// in the writer. What can be known to go wrong later is asked before the first token: the writer's depth limit, for a raw value
// is not counted by the writer, and token by token it would be met half-way.
// Raw text is what the codec wrote. A writer that indents, or that has an encoder of its own, promised a form to its owner:
// there the value is written token by token, numbers with the digits that the codec chose.

using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Steno.Json;

public static partial class StenoJson
{
    /// <summary>Writes the value as the next one of a System.Text.Json writer, whose options are obeyed: indentation, encoder, depth limit, validation.</summary>
    /// <remarks>
    /// A writer that does not indent and has no encoder of its own gets the bytes of <see cref="Serialize{T}(in T)"/>, without an allocation.
    /// When it throws, nothing was written, unless the writer's own output or encoder failed half-way.
    /// </remarks>
    /// <param name="writer">Where to write; not flushed.</param>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">The value has no JSON form, or is nested deeper than the writer's limit leaves room for.</exception>
    /// <exception cref="InvalidOperationException">The writer validates, and no value may stand where it is.</exception>
    public static void Serialize<T>(Utf8JsonWriter writer, T value)
        where T : IStenoJson<T>
        => Serialize<T, T>(writer, value);

    /// <summary>Like <see cref="Serialize{T}(Utf8JsonWriter, T)"/>, for a type whose code is elsewhere, as an enum's or a list's.</summary>
    /// <param name="writer">Where to write; not flushed.</param>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">The value has no JSON form, or is nested deeper than the writer's limit leaves room for.</exception>
    /// <exception cref="InvalidOperationException">The writer validates, and no value may stand where it is.</exception>
    [SkipLocalsInit]
    public static void Serialize<T, TCodec>(Utf8JsonWriter writer, T value)
        where TCodec : IJsonCodec<T>
    {
        ArgumentNullException.ThrowIfNull(writer);
        StenoJsonWriter text = new(stackalloc byte[FirstBufferBytes]);
        try
        {
            TCodec.Write(ref text, value);
            WriteInto(writer, text.Written, typeof(T));
        }
        finally
        {
            text.ReturnBuffer();
        }
    }

    /// <summary>Writes JSON text that is known to be valid into a writer of System.Text.Json.</summary>
    internal static void WriteInto(Utf8JsonWriter writer, ReadOnlySpan<byte> json, Type type)
    {
        int levels = Math.Max(0, writer.Options.MaxDepth - writer.CurrentDepth);
        if (!JsonText.IsWithin(levels, json))
        {
            throw new StenoJsonException(type.Name, "$", 0,
                $"nested deeper than the {levels} levels that are left of the writer's {writer.Options.MaxDepth}");
        }
        if (!writer.Options.Indented && writer.Options.Encoder is null)
        {
            writer.WriteRawValue(json, skipInputValidation: true);
            return;
        }
        // A depth of 0 would mean the default one to the reader; a scalar needs none.
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = Math.Max(1, levels) });
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        document.RootElement.WriteTo(writer);
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace Steno.Json;

public static partial class StenoJson
{
    /// <summary>The value as UTF-8 JSON for people: two spaces a level, line feeds, none at the end. The tokens are those of <see cref="Serialize{T}(in T)"/>.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">A string in the value has a lone surrogate and so has no UTF-8 form.</exception>
    public static byte[] SerializeIndented<T>(T value)
        where T : IStenoJson<T>
        => SerializeIndented<T, T>(value);

    /// <summary>Appends the value as <see cref="SerializeIndented{T}(T)"/> gives it; nothing is appended when the value has no JSON form.</summary>
    /// <param name="output">Where to append.</param>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">A string in the value has a lone surrogate and so has no UTF-8 form.</exception>
    public static void SerializeIndented<T>(IBufferWriter<byte> output, T value)
        where T : IStenoJson<T>
        => SerializeIndented<T, T>(output, value);

    /// <summary>Like <see cref="SerializeIndented{T}(T)"/>, for a type whose code is elsewhere, as an enum's or a list's.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">A string in the value has a lone surrogate and so has no UTF-8 form.</exception>
    public static byte[] SerializeIndented<T, TCodec>(T value)
        where TCodec : IJsonCodec<T>
    {
        ArrayBufferWriter<byte> output = new();
        SerializeIndented<T, TCodec>(output, value);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Like <see cref="SerializeIndented{T}(IBufferWriter{byte}, T)"/>, for a type whose code is elsewhere, as an enum's or a list's.</summary>
    /// <param name="output">Where to append.</param>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">A string in the value has a lone surrogate and so has no UTF-8 form.</exception>
    [SkipLocalsInit]
    public static void SerializeIndented<T, TCodec>(IBufferWriter<byte> output, T value)
        where TCodec : IJsonCodec<T>
    {
        ArgumentNullException.ThrowIfNull(output);
        StenoJsonWriter writer = new(stackalloc byte[FirstBufferBytes]);
        try
        {
            TCodec.Write(ref writer, value);
            JsonIndenter.Indent(writer.Written, output);
        }
        finally
        {
            writer.ReturnBuffer();
        }
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>The JSON code of <see cref="string"/>: a string.</summary>
public readonly struct StringCodec : IJsonCodec<string>
{
    static ReadOnlySpan<byte> IJsonCodec<string>.Schema => "{\"type\":\"string\"}"u8;

    static void IJsonCodec<string>.Write(ref StenoJsonWriter writer, string value) => writer.WriteString(value);

    static bool IJsonCodec<string>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out string value) => reader.TryReadString(out value);

    static string IJsonCodec<string>.Read(ref StenoJsonReader reader) => reader.ReadString();
}

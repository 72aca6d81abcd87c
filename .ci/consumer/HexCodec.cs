using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Steno.Json;

namespace Consumer;

/// <summary>Code written by hand: a number as a string of hexadecimal digits.</summary>
internal readonly struct HexCodec : IJsonCodec<long>
{
    static ReadOnlySpan<byte> IJsonCodec<long>.Schema => "{\"type\":\"string\"}"u8;

    static void IJsonCodec<long>.Write(ref StenoJsonWriter writer, in long value) => writer.WriteString(value.ToString("x", CultureInfo.InvariantCulture));

    static bool IJsonCodec<long>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out long value)
    {
        value = 0;
        return reader.TryReadString(out string? text) && long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    static long IJsonCodec<long>.Read(ref StenoJsonReader reader) => long.Parse(reader.ReadString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

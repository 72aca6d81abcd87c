namespace Steno.Json;

/// <summary>The JSON code of <see cref="decimal"/>: a number with its scale.</summary>
public readonly struct DecimalCodec : IJsonCodec<decimal>
{
    static ReadOnlySpan<byte> IJsonCodec<decimal>.Schema => "{\"type\":\"number\"}"u8;

    static void IJsonCodec<decimal>.Write(ref StenoJsonWriter writer, in decimal value) => writer.WriteDecimal(value);

    static bool IJsonCodec<decimal>.TryReadExpected(ref StenoJsonReader reader, out decimal value) => reader.TryReadDecimal(out value);

    static decimal IJsonCodec<decimal>.Read(ref StenoJsonReader reader) => reader.ReadDecimal();
}

namespace Steno.Json;

/// <summary>The JSON code of <see cref="bool"/>: true or false.</summary>
public readonly struct BooleanCodec : IJsonCodec<bool>
{
    static ReadOnlySpan<byte> IJsonCodec<bool>.Schema => "{\"type\":\"boolean\"}"u8;

    static void IJsonCodec<bool>.Write(ref StenoJsonWriter writer, in bool value) => writer.WriteBoolean(value);

    static bool IJsonCodec<bool>.TryReadExpected(ref StenoJsonReader reader, out bool value) => reader.TryReadBoolean(out value);

    static bool IJsonCodec<bool>.Read(ref StenoJsonReader reader) => reader.ReadBoolean();
}

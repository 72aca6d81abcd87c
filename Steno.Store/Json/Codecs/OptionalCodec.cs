namespace Steno.Json;

/// <summary>The JSON code of a reference that may be null: <c>null</c>, or the value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <typeparam name="TCodec">Its code.</typeparam>
public readonly struct OptionalCodec<T, TCodec> : IJsonCodec<T?>
    where T : class
    where TCodec : IJsonCodec<T>
{
    static ReadOnlySpan<byte> IJsonCodec<T?>.Schema => JsonSchemaBuilder.OrNull(TCodec.Schema);

    static void IJsonCodec<T?>.Write(ref StenoJsonWriter writer, in T? value)
    {
        if (value is null)
        {
            writer.WriteRaw("null"u8);
        }
        else
        {
            TCodec.Write(ref writer, value);
        }
    }

    static bool IJsonCodec<T?>.TryReadExpected(ref StenoJsonReader reader, out T? value)
    {
        value = null;
        return reader.TryMatch("null"u8) || TCodec.TryReadExpected(ref reader, out value);
    }

    static T? IJsonCodec<T?>.Read(ref StenoJsonReader reader) => reader.TryReadNull() ? null : TCodec.Read(ref reader);
}

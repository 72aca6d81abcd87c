namespace Steno.Json;

/// <summary>The JSON code of a value type that may be null: <c>null</c>, or the value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <typeparam name="TCodec">Its code.</typeparam>
public readonly struct NullableCodec<T, TCodec> : IJsonCodec<T?>
    where T : struct
    where TCodec : IJsonCodec<T>
{
    static ReadOnlySpan<byte> IJsonCodec<T?>.Schema => JsonSchemaBuilder.OrNull(TCodec.Schema);

    static void IJsonCodec<T?>.Write(ref StenoJsonWriter writer, in T? value)
    {
        if (value is { } present)
        {
            TCodec.Write(ref writer, present);
        }
        else
        {
            writer.WriteRaw("null"u8);
        }
    }

    static bool IJsonCodec<T?>.TryReadExpected(ref StenoJsonReader reader, out T? value)
    {
        value = null;
        if (reader.TryMatch("null"u8))
        {
            return true;
        }
        bool isRead = TCodec.TryReadExpected(ref reader, out T present);
        value = present;
        return isRead;
    }

    static T? IJsonCodec<T?>.Read(ref StenoJsonReader reader) => reader.TryReadNull() ? null : TCodec.Read(ref reader);
}

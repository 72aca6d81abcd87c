namespace Steno.Json;

/// <summary>The JSON code of a tuple of two: an array with its items in order; names of items do not show.</summary>
/// <typeparam name="T1">The type of item 1.</typeparam>
/// <typeparam name="TCodec1">Its code.</typeparam>
/// <typeparam name="T2">The type of item 2.</typeparam>
/// <typeparam name="TCodec2">Its code.</typeparam>
public readonly struct TupleCodec<T1, TCodec1, T2, TCodec2> : IJsonCodec<(T1, T2)>
    where TCodec1 : IJsonCodec<T1>
    where TCodec2 : IJsonCodec<T2>
{
    static ReadOnlySpan<byte> IJsonCodec<(T1, T2)>.Schema
        => new JsonSchemaBuilder("{\"type\":\"array\",\"prefixItems\":["u8)
            .AppendSchema(TCodec1.Schema)
            .Append(","u8).AppendSchema(TCodec2.Schema)
            .Append("],\"minItems\":2,\"maxItems\":2}"u8).ToUtf8();

    static void IJsonCodec<(T1, T2)>.Write(ref StenoJsonWriter writer, in (T1, T2) value)
    {
        writer.WriteRaw("["u8);
        TCodec1.Write(ref writer, value.Item1);
        writer.WriteRaw(","u8);
        TCodec2.Write(ref writer, value.Item2);
        writer.WriteRaw("]"u8);
    }

    static bool IJsonCodec<(T1, T2)>.TryReadExpected(ref StenoJsonReader reader, out (T1, T2) value)
    {
        value = default;
        if (!reader.TryMatch("["u8) || !reader.TryEnter(1)
            || !TCodec1.TryReadExpected(ref reader, out T1? item1)
            || !reader.TryMatch(","u8)
            || !TCodec2.TryReadExpected(ref reader, out T2? item2)
            || !reader.TryMatch("]"u8))
        {
            return false;
        }
        reader.Leave(1);
        value = (item1, item2);
        return true;
    }

    static (T1, T2) IJsonCodec<(T1, T2)>.Read(ref StenoJsonReader reader)
    {
        reader.BeginArray();
        reader.NextItem("item 1");
        T1 item1 = TCodec1.Read(ref reader);
        reader.NextItem("item 2");
        T2 item2 = TCodec2.Read(ref reader);
        reader.EndArray();
        return (item1, item2);
    }
}

namespace Steno.Json;

/// <summary>The JSON code of a tuple of seven: an array with its items in order; names of items do not show.</summary>
/// <typeparam name="T1">The type of item 1.</typeparam>
/// <typeparam name="TCodec1">Its code.</typeparam>
/// <typeparam name="T2">The type of item 2.</typeparam>
/// <typeparam name="TCodec2">Its code.</typeparam>
/// <typeparam name="T3">The type of item 3.</typeparam>
/// <typeparam name="TCodec3">Its code.</typeparam>
/// <typeparam name="T4">The type of item 4.</typeparam>
/// <typeparam name="TCodec4">Its code.</typeparam>
/// <typeparam name="T5">The type of item 5.</typeparam>
/// <typeparam name="TCodec5">Its code.</typeparam>
/// <typeparam name="T6">The type of item 6.</typeparam>
/// <typeparam name="TCodec6">Its code.</typeparam>
/// <typeparam name="T7">The type of item 7.</typeparam>
/// <typeparam name="TCodec7">Its code.</typeparam>
public readonly struct TupleCodec<T1, TCodec1, T2, TCodec2, T3, TCodec3, T4, TCodec4, T5, TCodec5, T6, TCodec6, T7, TCodec7> : IJsonCodec<(T1, T2, T3, T4, T5, T6, T7)>
    where TCodec1 : IJsonCodec<T1>
    where TCodec2 : IJsonCodec<T2>
    where TCodec3 : IJsonCodec<T3>
    where TCodec4 : IJsonCodec<T4>
    where TCodec5 : IJsonCodec<T5>
    where TCodec6 : IJsonCodec<T6>
    where TCodec7 : IJsonCodec<T7>
{
    static ReadOnlySpan<byte> IJsonCodec<(T1, T2, T3, T4, T5, T6, T7)>.Schema
        => new JsonSchemaBuilder("{\"type\":\"array\",\"prefixItems\":["u8)
            .AppendSchema(TCodec1.Schema)
            .Append(","u8).AppendSchema(TCodec2.Schema)
            .Append(","u8).AppendSchema(TCodec3.Schema)
            .Append(","u8).AppendSchema(TCodec4.Schema)
            .Append(","u8).AppendSchema(TCodec5.Schema)
            .Append(","u8).AppendSchema(TCodec6.Schema)
            .Append(","u8).AppendSchema(TCodec7.Schema)
            .Append("],\"minItems\":7,\"maxItems\":7}"u8).ToUtf8();

    static void IJsonCodec<(T1, T2, T3, T4, T5, T6, T7)>.Write(ref StenoJsonWriter writer, in (T1, T2, T3, T4, T5, T6, T7) value)
    {
        writer.WriteRaw("["u8);
        TCodec1.Write(ref writer, value.Item1);
        writer.WriteRaw(","u8);
        TCodec2.Write(ref writer, value.Item2);
        writer.WriteRaw(","u8);
        TCodec3.Write(ref writer, value.Item3);
        writer.WriteRaw(","u8);
        TCodec4.Write(ref writer, value.Item4);
        writer.WriteRaw(","u8);
        TCodec5.Write(ref writer, value.Item5);
        writer.WriteRaw(","u8);
        TCodec6.Write(ref writer, value.Item6);
        writer.WriteRaw(","u8);
        TCodec7.Write(ref writer, value.Item7);
        writer.WriteRaw("]"u8);
    }

    static bool IJsonCodec<(T1, T2, T3, T4, T5, T6, T7)>.TryReadExpected(ref StenoJsonReader reader, out (T1, T2, T3, T4, T5, T6, T7) value)
    {
        value = default;
        if (!reader.TryMatch("["u8) || !reader.TryEnter(1)
            || !TCodec1.TryReadExpected(ref reader, out T1? item1)
            || !reader.TryMatch(","u8)
            || !TCodec2.TryReadExpected(ref reader, out T2? item2)
            || !reader.TryMatch(","u8)
            || !TCodec3.TryReadExpected(ref reader, out T3? item3)
            || !reader.TryMatch(","u8)
            || !TCodec4.TryReadExpected(ref reader, out T4? item4)
            || !reader.TryMatch(","u8)
            || !TCodec5.TryReadExpected(ref reader, out T5? item5)
            || !reader.TryMatch(","u8)
            || !TCodec6.TryReadExpected(ref reader, out T6? item6)
            || !reader.TryMatch(","u8)
            || !TCodec7.TryReadExpected(ref reader, out T7? item7)
            || !reader.TryMatch("]"u8))
        {
            return false;
        }
        reader.Leave(1);
        value = (item1, item2, item3, item4, item5, item6, item7);
        return true;
    }

    static (T1, T2, T3, T4, T5, T6, T7) IJsonCodec<(T1, T2, T3, T4, T5, T6, T7)>.Read(ref StenoJsonReader reader)
    {
        reader.BeginArray();
        reader.NextItem("item 1");
        T1 item1 = TCodec1.Read(ref reader);
        reader.NextItem("item 2");
        T2 item2 = TCodec2.Read(ref reader);
        reader.NextItem("item 3");
        T3 item3 = TCodec3.Read(ref reader);
        reader.NextItem("item 4");
        T4 item4 = TCodec4.Read(ref reader);
        reader.NextItem("item 5");
        T5 item5 = TCodec5.Read(ref reader);
        reader.NextItem("item 6");
        T6 item6 = TCodec6.Read(ref reader);
        reader.NextItem("item 7");
        T7 item7 = TCodec7.Read(ref reader);
        reader.EndArray();
        return (item1, item2, item3, item4, item5, item6, item7);
    }
}

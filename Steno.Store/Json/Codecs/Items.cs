using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>What the codecs of all collections have in common: an array of items.</summary>
internal static class Items<T, TCodec>
    where TCodec : IJsonCodec<T>
{
    public static ReadOnlySpan<byte> Schema(bool isUnique = false)
        => new JsonSchemaBuilder("{\"type\":\"array\",\"items\":"u8).AppendSchema(TCodec.Schema).Append(isUnique ? ",\"uniqueItems\":true}"u8 : "}"u8).ToUtf8();

    public static void Write(ref StenoJsonWriter writer, ReadOnlySpan<T> items)
    {
        writer.WriteRaw("["u8);
        for (int i = 0; i < items.Length; i++)
        {
            if (i > 0)
            {
                writer.WriteRaw(","u8);
            }
            TCodec.Write(ref writer, items[i]);
        }
        writer.WriteRaw("]"u8);
    }

    public static void Write(ref StenoJsonWriter writer, IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        writer.WriteRaw("["u8);
        bool isFirst = true;
        foreach (T item in items)
        {
            if (!isFirst)
            {
                writer.WriteRaw(","u8);
            }
            isFirst = false;
            TCodec.Write(ref writer, item);
        }
        writer.WriteRaw("]"u8);
    }

    public static bool TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out List<T> items)
    {
        items = null;
        if (!reader.TryMatch("["u8) || !reader.TryEnter(1))
        {
            return false;
        }
        GatheredItems<T> found = new();
        try
        {
            if (!TryGather(ref reader, ref found))
            {
                return false;
            }
            items = found.ToList();
        }
        finally
        {
            found.Return();
        }
        reader.Leave(1);
        return true;
    }

    private static bool TryGather(ref StenoJsonReader reader, ref GatheredItems<T> found)
    {
        if (reader.TryMatch("]"u8))
        {
            return true;
        }
        do
        {
            if (!TCodec.TryReadExpected(ref reader, out T? item))
            {
                return false;
            }
            found.Add(item);
        }
        while (reader.TryMatch(","u8));
        return reader.TryMatch("]"u8);
    }

    public static List<T> Read(ref StenoJsonReader reader)
    {
        List<T> items = [];
        reader.BeginArray();
        while (reader.TryNextItem())
        {
            items.Add(TCodec.Read(ref reader));
        }
        return items;
    }
}

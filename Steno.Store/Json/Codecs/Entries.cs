using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>What the codecs of dictionaries have in common: an object whose member names are the keys.</summary>
internal static class Entries<TKey, TKeyCodec, TValue, TValueCodec>
    where TKey : notnull
    where TKeyCodec : IJsonKeyCodec<TKey>
    where TValueCodec : IJsonCodec<TValue>
{
    public static ReadOnlySpan<byte> Schema()
        => new JsonSchemaBuilder("{\"type\":\"object\",\"additionalProperties\":"u8).AppendSchema(TValueCodec.Schema).Append("}"u8).ToUtf8();

    public static void Write(ref StenoJsonWriter writer, IEnumerable<KeyValuePair<TKey, TValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        bool isFirst = true;
        writer.WriteRaw("{"u8);
        foreach ((TKey key, TValue value) in entries)
        {
            WriteOne(ref writer, key, value, isFirst);
            isFirst = false;
        }
        writer.WriteRaw("}"u8);
    }

    /// <summary>The same without the boxed enumerator.</summary>
    public static void Write(ref StenoJsonWriter writer, Dictionary<TKey, TValue> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        bool isFirst = true;
        writer.WriteRaw("{"u8);
        foreach ((TKey key, TValue value) in entries)
        {
            WriteOne(ref writer, key, value, isFirst);
            isFirst = false;
        }
        writer.WriteRaw("}"u8);
    }

    public static bool TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out Dictionary<TKey, TValue> entries)
    {
        entries = null;
        if (!reader.TryMatch("{"u8) || !reader.TryEnter(1))
        {
            return false;
        }
        Dictionary<TKey, TValue> found = [];
        if (!reader.TryMatch("}"u8))
        {
            do
            {
                if (!reader.TryReadKey<TKey, TKeyCodec>(out TKey? key)
                    || !reader.TryMatch(":"u8)
                    || !TValueCodec.TryReadExpected(ref reader, out TValue? value))
                {
                    return false;
                }
                found[key] = value;
            }
            while (reader.TryMatch(","u8));
            if (!reader.TryMatch("}"u8))
            {
                return false;
            }
        }
        reader.Leave(1);
        entries = found;
        return true;
    }

    public static Dictionary<TKey, TValue> Read(ref StenoJsonReader reader)
    {
        Dictionary<TKey, TValue> entries = [];
        reader.BeginObject();
        while (reader.TryNextKey<TKey, TKeyCodec>(out TKey? key))
        {
            // As in serde the last of several members with one key counts.
            entries[key] = TValueCodec.Read(ref reader);
        }
        return entries;
    }

    private static void WriteOne(ref StenoJsonWriter writer, TKey key, TValue value, bool isFirst)
    {
        if (!isFirst)
        {
            writer.WriteRaw(","u8);
        }
        TKeyCodec.WriteKey(ref writer, key);
        writer.WriteRaw(":"u8);
        TValueCodec.Write(ref writer, value);
    }
}

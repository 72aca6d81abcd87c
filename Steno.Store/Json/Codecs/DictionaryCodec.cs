using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>The JSON code of a <see cref="Dictionary{TKey, TValue}"/>: an object whose member names are the keys. Of several members with one key the last counts.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TKeyCodec">How a key becomes a member name.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
/// <typeparam name="TValueCodec">Their code.</typeparam>
public readonly struct DictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IJsonCodec<Dictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : IJsonKeyCodec<TKey>
    where TValueCodec : IJsonCodec<TValue>
{
    static ReadOnlySpan<byte> IJsonCodec<Dictionary<TKey, TValue>>.Schema => Entries<TKey, TKeyCodec, TValue, TValueCodec>.Schema();

    static void IJsonCodec<Dictionary<TKey, TValue>>.Write(ref StenoJsonWriter writer, in Dictionary<TKey, TValue> value)
        => Entries<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value);

    static bool IJsonCodec<Dictionary<TKey, TValue>>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out Dictionary<TKey, TValue> value)
        => Entries<TKey, TKeyCodec, TValue, TValueCodec>.TryReadExpected(ref reader, out value);

    static Dictionary<TKey, TValue> IJsonCodec<Dictionary<TKey, TValue>>.Read(ref StenoJsonReader reader)
        => Entries<TKey, TKeyCodec, TValue, TValueCodec>.Read(ref reader);
}

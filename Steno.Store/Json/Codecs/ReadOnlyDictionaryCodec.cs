using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>The JSON code of an <see cref="IReadOnlyDictionary{TKey, TValue}"/>: an object whose member names are the keys; it is read as a dictionary.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TKeyCodec">How a key becomes a member name.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
/// <typeparam name="TValueCodec">Their code.</typeparam>
public readonly struct ReadOnlyDictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IJsonCodec<IReadOnlyDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : IJsonKeyCodec<TKey>
    where TValueCodec : IJsonCodec<TValue>
{
    static ReadOnlySpan<byte> IJsonCodec<IReadOnlyDictionary<TKey, TValue>>.Schema => Entries<TKey, TKeyCodec, TValue, TValueCodec>.Schema();

    static void IJsonCodec<IReadOnlyDictionary<TKey, TValue>>.Write(ref StenoJsonWriter writer, in IReadOnlyDictionary<TKey, TValue> value)
        => Entries<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value);

    static bool IJsonCodec<IReadOnlyDictionary<TKey, TValue>>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out IReadOnlyDictionary<TKey, TValue> value)
    {
        bool isRead = Entries<TKey, TKeyCodec, TValue, TValueCodec>.TryReadExpected(ref reader, out Dictionary<TKey, TValue>? entries);
        value = entries;
        return isRead;
    }

    static IReadOnlyDictionary<TKey, TValue> IJsonCodec<IReadOnlyDictionary<TKey, TValue>>.Read(ref StenoJsonReader reader)
        => Entries<TKey, TKeyCodec, TValue, TValueCodec>.Read(ref reader);
}

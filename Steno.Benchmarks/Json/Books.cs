using System.Text.Json;
using Steno.Json;

namespace Steno.Benchmarks.Json;

/// <summary>Documents of any size.</summary>
internal static class Books
{
    /// <summary>Orders for a document of about so many bytes; at least one.</summary>
    public static OrderBook OrdersOfSize(int sizeBytes) => new(Repeat(JsonInputs.Orders, JsonInputs.OrderTexts, sizeBytes));

    /// <summary>Events for a document of about so many bytes; at least one.</summary>
    public static EventBook EventsOfSize(int sizeBytes) => new(Repeat(JsonInputs.RawEvents, JsonInputs.EventTexts, sizeBytes));

    /// <summary>The same as the peer holds it.</summary>
    public static PeerOrderBook PeerOf(OrderBook book) => JsonSerializer.Deserialize(StenoJson.Serialize(book), PeerContext.Default.PeerOrderBook)!;

    private static List<T> Repeat<T>(T[] items, byte[][] texts, int sizeBytes)
    {
        List<T> all = [];
        for (int left = sizeBytes; left > 0;)
        {
            int at = all.Count % items.Length;
            all.Add(items[at]);
            left -= texts[at].Length;
        }
        return all;
    }
}

/// <summary>Many orders: reading makes the strings and lists that they hold.</summary>
[JsonObject]
public sealed partial record OrderBook(List<Order> Orders);

/// <summary>Many events with raw outputs: reading makes nothing but the list.</summary>
[JsonObject]
public sealed partial record EventBook(List<SagaNodeEvent> Events);

/// <summary>Many orders as System.Text.Json binds them.</summary>
public sealed record PeerOrderBook(List<PeerOrder> Orders);

using System.Text;
using System.Text.Json;
using Steno.Json;

namespace Steno.Benchmarks.Json;

/// <summary>The documents that both sides write and read: 4,096 different events, 256 different orders. Always the same ones.</summary>
internal static class JsonInputs
{
    public const int EventCount = 4_096;
    public const int OrderCount = 256;

    public static TypedEvent[] Events { get; } = MakeEvents();

    public static byte[][] EventTexts { get; } = [.. Events.Select(item => StenoJson.Serialize(item))];

    /// <summary>Every twentieth has its members in another order.</summary>
    public static byte[][] MixedTexts { get; } = [.. EventTexts.Select((text, i) => i % 20 == 7 ? Reordered(Events[i]) : text)];

    public static PeerEvent[] PeerEvents { get; } = [.. EventTexts.Select(text => JsonSerializer.Deserialize(text, PeerContext.Default.PeerEvent)!)];

    public static SagaNodeEvent[] RawEvents { get; } = [.. EventTexts.Select(text => StenoJson.Deserialize<SagaNodeEvent>(text))];

    public static PeerRawEvent[] PeerRawEvents { get; } = [.. EventTexts.Select(text => JsonSerializer.Deserialize(text, PeerContext.Default.PeerRawEvent)!)];

    public static Order[] Orders { get; } = MakeOrders();

    public static byte[][] OrderTexts { get; } = [.. Orders.Select(item => StenoJson.Serialize(item))];

    public static PeerOrder[] PeerOrders { get; } = [.. OrderTexts.Select(text => JsonSerializer.Deserialize(text, PeerContext.Default.PeerOrder)!)];

    /// <summary>The documents of both sides hold the same; otherwise the race is void.</summary>
    public static void RequireSame()
    {
        for (int i = 0; i < EventCount; i++)
        {
            Require(PeerEvents[i].SagaId == Events[i].SagaId && PeerEvents[i].EventType!.Succeeded!.SizeBytes == Events[i].EventType.Output.SizeBytes);
            Require(StenoJson.Deserialize<TypedEvent>(MixedTexts[i]).EventType.Output == Events[i].EventType.Output);
        }
        for (int i = 0; i < OrderCount; i++)
        {
            PeerOrder theirs = PeerOrders[i];
            Order ours = StenoJson.Deserialize<Order>(OrderTexts[i]);
            Require(theirs.Note == ours.Note && theirs.Lines.Count == ours.Lines.Count && theirs.Placed == ours.Placed && theirs.Shipments.SequenceEqual(ours.Shipments));
        }
    }

    private static TypedEvent[] MakeEvents()
    {
        Random random = new(20261123);
        TypedEvent[] events = new TypedEvent[EventCount];
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < events.Length; i++)
        {
            random.NextBytes(bytes);
            Guid saga = new(bytes);
            random.NextBytes(bytes);
            // Sizes of all magnitudes.
            events[i] = new(saga, (uint)random.Next(1_000), TypedOutcome.Succeeded(new(new Guid(bytes), random.NextInt64() >> random.Next(60), random.Next(2) == 0)));
        }
        return events;
    }

    private static byte[] Reordered(TypedEvent item)
    {
        string outcome = Encoding.UTF8.GetString(StenoJson.Serialize(item.EventType));
        return Encoding.UTF8.GetBytes($$"""{"event_type":{{outcome}},"node_id":{{item.NodeId}},"saga_id":"{{item.SagaId}}"}""");
    }

    private static Order[] MakeOrders()
    {
        Random random = new(11232026);
        Order[] orders = new Order[OrderCount];
        Span<byte> id = stackalloc byte[16];
        for (int i = 0; i < orders.Length; i++)
        {
            List<OrderLine> lines = [.. Enumerable.Range(1, 9).Select(position => new OrderLine(position, $"article-{random.Next(1_000_000)}", random.Next(100_000), random.Next(1, 20)))];
            List<long> shipments = [.. Enumerable.Range(0, 8).Select(_ => random.NextInt64(1L << 40))];
            Payment payment = i % 2 == 0 ? new Payment.Card($"holder {i}", random.Next(10_000)) : new Payment.Invoice(random.Next(90));
            random.NextBytes(id);
            orders[i] = new(new Guid(id), $"customer {i}", $"leave it \"there\"\nno. {i}\tplease", "Gräfelfing", random.NextInt64(1L << 50), random.Next(5), i % 3 == 0,
                Math.Round(random.NextDouble() * 100, 3), new DateTimeOffset(2026, 11, 23, 8, i % 60, 0, TimeSpan.Zero), payment, lines, shipments);
        }
        return orders;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new Claims.VoidClaimException("the two sides do not hold the same documents");
        }
    }
}

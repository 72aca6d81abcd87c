using Steno.Benchmarks.Claims;
using Steno.Json;

namespace Steno.Benchmarks.Json;

/// <summary>The claims about generated JSON code, beside System.Text.Json's source generation on the same documents in the same run.</summary>
internal static class JsonClaims
{
    // The size of the payload's object; of a typed output nothing else may be allocated.
    private const int PayloadBytes = 48;
    private const int LargeBytes = 16 << 20;
    private const string GrowthWrite = "json.growth.write";
    private const string GrowthRead = "json.growth.read";

    private static readonly JsonRace s_write = new("write an event with a typed output", JsonInputs.Events.Length, () => JsonSides.WriteOurs(JsonInputs.Events), () => JsonSides.WriteTheirs(JsonInputs.PeerEvents, PeerContext.Default.PeerEvent));
    private static readonly JsonRace s_read = new("read an event with a typed output", JsonInputs.Events.Length, () => JsonSides.ReadOurs<TypedEvent>(JsonInputs.EventTexts), () => JsonSides.ReadTheirs(JsonInputs.EventTexts, PeerContext.Default.PeerEvent));
    private static readonly JsonRace s_readMixed = new("read events of which 5% have another order", JsonInputs.Events.Length, () => JsonSides.ReadOurs<TypedEvent>(JsonInputs.MixedTexts), () => JsonSides.ReadTheirs(JsonInputs.MixedTexts, PeerContext.Default.PeerEvent));
    private static readonly JsonRace s_writeRaw = new("write an event with a raw output", JsonInputs.Events.Length, () => JsonSides.WriteOurs(JsonInputs.RawEvents), () => JsonSides.WriteTheirs(JsonInputs.PeerRawEvents, PeerContext.Default.PeerRawEvent));
    private static readonly JsonRace s_readRaw = new("read an event with a raw output", JsonInputs.Events.Length, () => JsonSides.ReadOurs<SagaNodeEvent>(JsonInputs.EventTexts), () => JsonSides.ReadTheirs(JsonInputs.EventTexts, PeerContext.Default.PeerRawEvent));
    private static readonly JsonRace s_writeOrder = new("write an object of 1 KiB", JsonInputs.Orders.Length, () => JsonSides.WriteOurs(JsonInputs.Orders), () => JsonSides.WriteTheirs(JsonInputs.PeerOrders, PeerContext.Default.PeerOrder));
    private static readonly JsonRace s_readOrder = new("read an object of 1 KiB", JsonInputs.Orders.Length, () => JsonSides.ReadOurs<Order>(JsonInputs.OrderTexts), () => JsonSides.ReadTheirs(JsonInputs.OrderTexts, PeerContext.Default.PeerOrder));
    private static readonly JsonGrowthTrial s_growthWrite = new(GrowthWrite, "time per byte of writing orders", WriteOfSize);
    private static readonly JsonGrowthTrial s_growthRead = new(GrowthRead, "time per byte of reading events", ReadOfSize);
    private static readonly Lazy<OrderBook> s_book = new(() => Books.OrdersOfSize(LargeBytes));
    private static readonly Lazy<byte[][]> s_bookText = new(() => [StenoJson.Serialize(s_book.Value)]);
    private static readonly Lazy<PeerOrderBook> s_peerBook = new(() => Books.PeerOf(s_book.Value));
    private static readonly JsonRace s_writeBook = new("write a document of 16 MiB", 1, () => JsonSides.WriteOurs([s_book.Value]), () => JsonSides.WriteTheirs([s_peerBook.Value], PeerContext.Default.PeerOrderBook));
    private static readonly JsonRace s_readBook = new("read a document of 16 MiB", 1, () => JsonSides.ReadOurs<OrderBook>(s_bookText.Value), () => JsonSides.ReadTheirs(s_bookText.Value, PeerContext.Default.PeerOrderBook));
    private static readonly JsonRace s_enumName = new("the name of an enum's value", EnumRace.Count, EnumRace.NamesOurs, EnumRace.NamesTheirs);
    private static readonly JsonRace s_enumParse = new("an enum's value by its name", EnumRace.Count, EnumRace.ParseOurs, EnumRace.ParseTheirs);

    static JsonClaims() => JsonInputs.RequireSame();

    public static IReadOnlyList<Claim> All { get; } =
    [
        new SpeedupClaim("json.event.write.vs_stj", s_write, 4),
        new JsonAllocationClaim("json.event.write.alloc", s_write, 0),
        new SpeedupClaim("json.event.read.vs_stj", s_read, 8),
        new JsonAllocationClaim("json.event.read_typed.alloc", s_read, PayloadBytes),
        new SpeedupClaim("json.event.read_mixed.vs_stj", s_readMixed, 1),
        new SpeedupClaim("json.event.write_raw.vs_stj", s_writeRaw, 1),
        new SpeedupClaim("json.event.read_raw.vs_stj", s_readRaw, 1),
        // Of a typed output the object itself is allocated; the event around it is what this is about.
        new JsonAllocationClaim("json.event.read.alloc", s_readRaw, 0),
        new SpeedupClaim("json.order.write.vs_stj", s_writeOrder, 2.5),
        new JsonAllocationClaim("json.order.write.alloc", s_writeOrder, 0),
        new SpeedupClaim("json.order.read.vs_stj", s_readOrder, 2),
        new FigureClaim(GrowthWrite, s_growthWrite, 1.5, "ratio"),
        new FigureClaim(GrowthRead, s_growthRead, 1.5, "ratio"),
        // Read by anybody, a document of this size costs the garbage collector several times what one of 1 KiB does: so beside the peer.
        new SpeedupClaim("json.book.write.vs_stj", s_writeBook, 1),
        new SpeedupClaim("json.book.read.vs_stj", s_readBook, 1),
        new SpeedupClaim("enum.name.vs_enum", s_enumName, 3),
        new JsonAllocationClaim("enum.name.alloc", s_enumName, 0),
        new SpeedupClaim("enum.parse.vs_enum", s_enumParse, 3),
        new JsonAllocationClaim("enum.parse.alloc", s_enumParse, 0),
    ];

    private static (Action Work, int SizeBytes) WriteOfSize(int sizeBytes)
    {
        OrderBook[] book = [Books.OrdersOfSize(sizeBytes)];
        return (() => JsonSides.WriteOurs(book), StenoJson.Serialize(book[0]).Length);
    }

    private static (Action Work, int SizeBytes) ReadOfSize(int sizeBytes)
    {
        byte[][] text = [StenoJson.Serialize(Books.EventsOfSize(sizeBytes))];
        return (() => JsonSides.ReadOurs<EventBook>(text), text[0].Length);
    }
}

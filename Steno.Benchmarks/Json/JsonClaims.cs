using System.Buffers;
using System.Text.Json;
using Steno.Benchmarks.Claims;
using Steno.Json;

namespace Steno.Benchmarks.Json;

/// <summary>The claims about generated JSON code, beside System.Text.Json's source generation on the same documents in the same run.</summary>
internal static class JsonClaims
{
    private static readonly ArrayBufferWriter<byte> s_ours = new(1 << 16);
    private static readonly ArrayBufferWriter<byte> s_theirs = new(1 << 16);
    private static readonly Utf8JsonWriter s_writer = new(s_theirs);

    private static readonly JsonRace s_write = new("write an event with a typed output", JsonInputs.Events.Length, () => WriteOurs(JsonInputs.Events), () => WriteTheirs(JsonInputs.PeerEvents, PeerContext.Default.PeerEvent));
    private static readonly JsonRace s_read = new("read an event with a typed output", JsonInputs.Events.Length, () => ReadOurs<TypedEvent>(JsonInputs.EventTexts), () => ReadTheirs(JsonInputs.EventTexts, PeerContext.Default.PeerEvent));
    private static readonly JsonRace s_readMixed = new("read events of which 5% have another order", JsonInputs.Events.Length, () => ReadOurs<TypedEvent>(JsonInputs.MixedTexts), () => ReadTheirs(JsonInputs.MixedTexts, PeerContext.Default.PeerEvent));
    private static readonly JsonRace s_writeRaw = new("write an event with a raw output", JsonInputs.Events.Length, () => WriteOurs(JsonInputs.RawEvents), () => WriteTheirs(JsonInputs.PeerRawEvents, PeerContext.Default.PeerRawEvent));
    private static readonly JsonRace s_readRaw = new("read an event with a raw output", JsonInputs.Events.Length, () => ReadOurs<SagaNodeEvent>(JsonInputs.EventTexts), () => ReadTheirs(JsonInputs.EventTexts, PeerContext.Default.PeerRawEvent));
    private static readonly JsonRace s_writeOrder = new("write an object of 1 KiB", JsonInputs.Orders.Length, () => WriteOurs(JsonInputs.Orders), () => WriteTheirs(JsonInputs.PeerOrders, PeerContext.Default.PeerOrder));
    private static readonly JsonRace s_readOrder = new("read an object of 1 KiB", JsonInputs.Orders.Length, () => ReadOurs<Order>(JsonInputs.OrderTexts), () => ReadTheirs(JsonInputs.OrderTexts, PeerContext.Default.PeerOrder));
    private static readonly JsonRace s_enumName = new("the name of an enum's value", EnumRace.Count, EnumRace.NamesOurs, EnumRace.NamesTheirs);
    private static readonly JsonRace s_enumParse = new("an enum's value by its name", EnumRace.Count, EnumRace.ParseOurs, EnumRace.ParseTheirs);

    static JsonClaims() => JsonInputs.RequireSame();

    public static IReadOnlyList<Claim> All { get; } =
    [
        new SpeedupClaim("json.event.write.vs_stj", s_write, 4),
        new JsonAllocationClaim("json.event.write.alloc", s_write, 0),
        new SpeedupClaim("json.event.read.vs_stj", s_read, 8),
        new SpeedupClaim("json.event.read_mixed.vs_stj", s_readMixed, 1),
        new SpeedupClaim("json.event.write_raw.vs_stj", s_writeRaw, 1),
        new SpeedupClaim("json.event.read_raw.vs_stj", s_readRaw, 1),
        // Of a typed output the object itself is allocated; the event around it is what this is about.
        new JsonAllocationClaim("json.event.read.alloc", s_readRaw, 0),
        new SpeedupClaim("json.order.write.vs_stj", s_writeOrder, 2.5),
        new SpeedupClaim("json.order.read.vs_stj", s_readOrder, 2),
        new SpeedupClaim("enum.name.vs_enum", s_enumName, 3),
        new JsonAllocationClaim("enum.name.alloc", s_enumName, 0),
        new SpeedupClaim("enum.parse.vs_enum", s_enumParse, 3),
        new JsonAllocationClaim("enum.parse.alloc", s_enumParse, 0),
    ];

    private static void WriteOurs<T>(T[] items)
        where T : IStenoJson<T>
    {
        foreach (T item in items)
        {
            s_ours.ResetWrittenCount();
            StenoJson.Serialize(s_ours, item);
        }
    }

    private static void WriteTheirs<T>(T[] items, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> typeInfo)
    {
        foreach (T item in items)
        {
            s_theirs.ResetWrittenCount();
            s_writer.Reset();
            JsonSerializer.Serialize(s_writer, item, typeInfo);
        }
    }

    private static void ReadOurs<T>(byte[][] texts)
        where T : IStenoJson<T>
    {
        foreach (byte[] text in texts)
        {
            Sink<T>.Value = StenoJson.Deserialize<T>(text);
        }
    }

    private static void ReadTheirs<T>(byte[][] texts, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> typeInfo)
    {
        foreach (byte[] text in texts)
        {
            Sink<T>.Value = JsonSerializer.Deserialize(text, typeInfo);
        }
    }

    /// <summary>Where results go, so that nothing is left out as unused.</summary>
    private static class Sink<T>
    {
        public static T? Value;
    }
}

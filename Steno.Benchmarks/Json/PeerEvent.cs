using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steno.Benchmarks.Json;

/// <summary>The same documents as System.Text.Json binds them: it has no externally tagged unions, so a case is a member that may be null.</summary>
public sealed class PeerEvent
{
    /// <summary>The saga.</summary>
    public Guid SagaId { get; set; }
    /// <summary>The node.</summary>
    public uint NodeId { get; set; }
    /// <summary>What happened.</summary>
    public PeerOutcome? EventType { get; set; }
}

/// <summary>What happened, with the output as a typed value.</summary>
public sealed class PeerOutcome
{
    /// <summary>The output.</summary>
    public ServerValue? Succeeded { get; set; }
}

/// <summary>The payload.</summary>
public sealed class ServerValue
{
    /// <summary>The server.</summary>
    public Guid Server { get; set; }
    /// <summary>Its size.</summary>
    public long SizeBytes { get; set; }
    /// <summary>Whether it is ready.</summary>
    public bool IsReady { get; set; }
}

/// <summary>The same with the payload as an element.</summary>
public sealed class PeerRawEvent
{
    /// <summary>The saga.</summary>
    public Guid SagaId { get; set; }
    /// <summary>The node.</summary>
    public uint NodeId { get; set; }
    /// <summary>What happened.</summary>
    public PeerRawOutcome? EventType { get; set; }
}

/// <summary>What happened, with the output as an element.</summary>
public sealed class PeerRawOutcome
{
    /// <summary>The output.</summary>
    public JsonElement Succeeded { get; set; }
}

/// <summary>System.Text.Json's source generation: the fast path for writing, metadata for reading.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PeerEvent))]
[JsonSerializable(typeof(PeerRawEvent))]
[JsonSerializable(typeof(PeerOrder))]
[JsonSerializable(typeof(PeerOrderBook))]
internal sealed partial class PeerContext : JsonSerializerContext;

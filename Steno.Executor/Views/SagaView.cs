using System.Text.Json;
using Steno.Json;

namespace Steno;

/// <summary>What a saga looked like at one moment, as far as it was durable then. Immutable and thread-safe.</summary>
public sealed class SagaView
{
    private SagaView(SagaId id, SagaDag dag, SagaPhase phase, SagaLog log, SagaNodeView[] nodes, string? abandonReason)
        => (Id, Dag, Phase, Log, Nodes, AbandonReason) = (id, dag, phase, log, nodes, abandonReason);

    /// <summary>The saga.</summary>
    public SagaId Id { get; }
    /// <summary>Its DAG and parameters.</summary>
    public SagaDag Dag { get; }
    /// <summary>The name of the saga's kind.</summary>
    public SagaName Name => Dag.Name;
    /// <summary>Where it stood.</summary>
    public SagaPhase Phase { get; }
    /// <summary>Its events.</summary>
    public SagaLog Log { get; }
    /// <summary>Every node, the nameless ones too, by index.</summary>
    public IReadOnlyList<SagaNodeView> Nodes { get; }
    /// <summary>Why it was abandoned; null unless it was and that is durable.</summary>
    public string? AbandonReason { get; }

    /// <summary>The saga as a tree for people: a line for each node in the order of execution, subsagas and parallel nodes indented, up to forty levels.</summary>
    public override string ToString() => SagaTree.Write(this);

    /// <summary>The saga as one JSON object: <c>saga_id</c>, <c>saga_name</c>, <c>phase</c>, <c>abandon_reason</c> if there is one, <c>nodes</c> and <c>events</c>.</summary>
    public RawJson ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("saga_id", Id.ToString());
            writer.WriteString("saga_name", Name.Value);
            writer.WriteString("phase", Phase.ToName());
            if (AbandonReason is { } reason)
            {
                writer.WriteString("abandon_reason", reason);
            }
            writer.WriteStartArray("nodes");
            foreach (SagaNodeView node in Nodes)
            {
                writer.WriteStartObject();
                writer.WriteNumber("index", node.Index.Value);
                writer.WriteString("name", node.Name);
                writer.WriteString("label", node.Label);
                writer.WriteString("state", node.State.ToName());
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteStartArray("events");
            foreach (SagaNodeEvent recorded in Log.Events)
            {
                writer.WriteRawValue(StenoJson.Serialize(recorded), skipInputValidation: true);
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return RawJson.Parse(stream.ToArray());
    }

    /// <summary>A view of a log: the same machine that runs sagas, with the log put in, says where each node stands.</summary>
    internal static SagaView Of(SagaId id, SagaDag dag, SagaPhase phase, ReadOnlySpan<LogEntry> entries, ReadOnlySpan<bool> isCarriedOut, string? abandonReason)
    {
        SagaMachine machine = new(dag.Shape);
        SagaLog log = new(id);
        foreach (LogEntry entry in entries)
        {
            machine.Replay(entry);
            log.Record(new SagaNodeEvent(id, new SagaNodeId((uint)entry.Node), entry.EventType));
        }
        SagaNodeView[] nodes = new SagaNodeView[dag.Shape.Count];
        for (int node = 0; node < nodes.Length; node++)
        {
            DagNode definition = dag.Shape[node];
            nodes[node] = new(new SagaNodeId((uint)node), definition.DisplayName, definition.Label, machine.StateOf(node, isCarriedOut[node]));
        }
        return new(id, dag, phase, log, nodes, abandonReason);
    }
}

using System.Text.Json;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary>Everything that show says about a saga. The reported failure is the failed node with the lowest index.</summary>
internal sealed class SagaReport
{
    private readonly Dictionary<uint, string> _names;

    public SagaReport(SagaInfo info, SagaCreateParams create, IReadOnlyList<SagaNodeEvent> events, IReadOnlyList<string> notes)
    {
        Info = info;
        Create = create;
        Events = events;
        Notes = notes;
        Failure = LowestOf(SagaNodeEventKind.Failed);
        UndoFailure = LowestOf(SagaNodeEventKind.UndoFailed);
        _names = ReadNames(create.Dag);
    }

    public SagaInfo Info { get; }
    public SagaCreateParams Create { get; }
    public IReadOnlyList<SagaNodeEvent> Events { get; }
    public IReadOnlyList<string> Notes { get; }
    public SagaNodeEvent? Failure { get; }
    public SagaNodeEvent? UndoFailure { get; }

    /// <summary>The node's name, if the DAG has the coordinator's form and names it.</summary>
    public string? NodeName(SagaNodeId nodeId) => _names.GetValueOrDefault(nodeId.Value);

    private SagaNodeEvent? LowestOf(SagaNodeEventKind kind)
    {
        SagaNodeEvent? lowest = null;
        foreach (SagaNodeEvent nodeEvent in Events)
        {
            if (nodeEvent.EventType.Kind == kind && (lowest is null || nodeEvent.NodeId.CompareTo(lowest.Value.NodeId) < 0))
            {
                lowest = nodeEvent;
            }
        }
        return lowest;
    }

    /// <summary>The store keeps the DAG as an opaque value; a DAG of another form simply gives no names.</summary>
    private static Dictionary<uint, string> ReadNames(RawJson dag)
    {
        var names = new Dictionary<uint, string>();
        using JsonDocument document = JsonDocument.Parse(dag.Utf8, new JsonDocumentOptions { MaxDepth = StenoJsonDepth });
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("graph", out JsonElement graph) && graph.ValueKind == JsonValueKind.Object
            && graph.TryGetProperty("nodes", out JsonElement nodes) && nodes.ValueKind == JsonValueKind.Array)
        {
            uint index = 0;
            foreach (JsonElement node in nodes.EnumerateArray())
            {
                if (NameOf(node) is { } name)
                {
                    names[index] = name;
                }
                index++;
            }
        }
        return names;
    }

    private const int StenoJsonDepth = Json.StenoJson.MaxDepth + 1;

    private static string? NameOf(JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty form in node.EnumerateObject())
            {
                if (form.Value.ValueKind == JsonValueKind.Object && form.Value.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String)
                {
                    return name.GetString();
                }
            }
        }
        return null;
    }
}

// Whether a sequence of events is one that the saga's graph allows: legal for each node, a node begun only after all it depends
// on, undone only after all that depends on it, and after a full unwinding exactly the succeeded nodes undone.

using System.Text.Json;

namespace Steno.Cli.Conformance;

internal static class TraceCheck
{
    /// <summary>What is wrong with the events of a run; null when nothing is.</summary>
    public static string? WhyIllegal(IReadOnlyList<SagaNodeEvent> prefix, CaseOutcome outcome)
    {
        SagaId id = outcome.AtEnd!.Id;
        Edges edges = Edges.Of(outcome.Dag!);
        try
        {
            SagaLog log = SagaLog.Recover(id, [.. prefix.Select(recorded => recorded with { SagaId = id })]);
            foreach (SagaNodeEvent recorded in outcome.Events)
            {
                if (WhyEarly(edges, log, recorded) is { } early)
                {
                    return early;
                }
                log.Record(recorded);
            }
            return outcome.Result is SagaResult.Failed ? WhyNotUndone(edges, log) : null;
        }
        catch (SagaLogException illegal)
        {
            return illegal.Message;
        }
    }

    /// <summary>Whether a branch of several nodes runs beside another branch.</summary>
    public static bool HasLongBranch(SagaDag dag)
    {
        Edges edges = Edges.Of(dag);
        return Enumerable.Range(0, edges.Count).Any(node =>
            edges.Children(node).Count > 1 && edges.Children(node).Any(child => !edges.Children(child).SequenceEqual(edges.Children(edges.Children(node)[0]))));
    }

    private static string? WhyEarly(Edges edges, SagaLog log, SagaNodeEvent recorded)
    {
        int node = (int)recorded.NodeId.Value;
        return recorded.EventType.Kind switch
        {
            SagaNodeEventKind.Started => edges.Parents(node)
                .Where(parent => log.StatusOf(Id(parent)) != SagaNodeStatus.Succeeded)
                .Select(parent => $"node {node} started before node {parent}, on which it depends, had succeeded").FirstOrDefault(),
            SagaNodeEventKind.UndoStarted => edges.Children(node)
                .Where(child => log.StatusOf(Id(child)) is not (SagaNodeStatus.NeverStarted or SagaNodeStatus.Failed or SagaNodeStatus.UndoFinished))
                .Select(child => $"the undo of node {node} started before node {child}, which depends on it, was undone").FirstOrDefault(),
            _ => null,
        };
    }

    private static string? WhyNotUndone(Edges edges, SagaLog log)
        => Enumerable.Range(0, edges.Count)
            .Where(node => log.StatusOf(Id(node)) is not (SagaNodeStatus.NeverStarted or SagaNodeStatus.Failed or SagaNodeStatus.UndoFinished))
            .Select(node => $"the saga ended and node {node} is {log.StatusOf(Id(node))}").FirstOrDefault();

    private static SagaNodeId Id(int node) => new((uint)node);

    /// <summary>The graph as its JSON has it, so that the judge does not lean on the code that it judges.</summary>
    private sealed class Edges
    {
        private readonly List<int>[] _parents;
        private readonly List<int>[] _children;

        private Edges(int count)
        {
            _parents = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
            _children = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        }

        public int Count => _parents.Length;

        public static Edges Of(SagaDag dag)
        {
            using JsonDocument document = JsonDocument.Parse(dag.ToJson().Utf8);
            JsonElement graph = document.RootElement.GetProperty("graph");
            Edges edges = new(graph.GetProperty("nodes").GetArrayLength());
            foreach (JsonElement edge in graph.GetProperty("edges").EnumerateArray())
            {
                edges._children[edge[0].GetInt32()].Add(edge[1].GetInt32());
                edges._parents[edge[1].GetInt32()].Add(edge[0].GetInt32());
            }
            foreach (List<int> children in edges._children)
            {
                children.Sort();
            }
            return edges;
        }

        public List<int> Parents(int node) => _parents[node];

        public List<int> Children(int node) => _children[node];
    }
}

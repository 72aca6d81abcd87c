// The order of nodes and edges that comes out of here is wire format: other systems number nodes and match events by it.
// Each node follows the last-added stage, and its edges are those from that stage in order. A subsaga is laid out in place:
// its start, its nodes in their order, its end. The edges inside it come per node from its parents, newest first, which for
// a DAG nested in a nested one turns the order round again; after the nodes come the edges from its start, then those to its end.

using System.Runtime.CompilerServices;

namespace Steno;

/// <summary>Puts a DAG together stage by stage. Every node of a stage depends on all nodes of the stage before it.</summary>
/// <remarks>
/// After the first mistake nothing more is appended, and <see cref="Build"/> reports it. Not thread-safe.
/// <code>
/// Dag dag = new DagBuilder(new SagaName("provision"))
///     .Append(Node.Action("instance", "create the instance", new ActionName("instance_create")))
///     .AppendParallel(
///         Node.Action("ip", "allocate an address", new ActionName("ip_allocate")),
///         Node.Action("volume", "create a volume", new ActionName("volume_create")))
///     .Append(Node.Action("boot", "boot the instance", new ActionName("instance_boot")))
///     .Build();
/// </code>
/// </remarks>
/// <param name="name">The name of this kind of saga.</param>
public sealed class DagBuilder(SagaName name)
{
    private readonly List<DagNode> _nodes = [];
    private readonly List<DagEdge> _edges = [];
    private readonly HashSet<NodeName> _names = [];
    private int[] _firstStage = [];
    private int[] _lastStage = [];
    private DagBuildException? _firstMistake;

    /// <summary>Appends one node, which depends on the stage appended before it.</summary>
    /// <param name="node">The node.</param>
    /// <returns>This builder.</returns>
    public DagBuilder Append(Node node) => AppendParallel(new ReadOnlySpan<Node>(in node));

    /// <summary>Appends a stage: nodes that may run at the same time, each of which depends on the whole stage before it.</summary>
    /// <param name="nodes">At least one node.</param>
    /// <returns>This builder.</returns>
    public DagBuilder AppendParallel(IEnumerable<Node> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        return AppendParallel(nodes.ToArray().AsSpan());
    }

    /// <summary>Appends a stage: nodes that may run at the same time, each of which depends on the whole stage before it.</summary>
    /// <param name="nodes">At least one node.</param>
    /// <returns>This builder.</returns>
    [OverloadResolutionPriority(1)]
    public DagBuilder AppendParallel(params ReadOnlySpan<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            ArgumentNullException.ThrowIfNull(node, nameof(nodes));
        }
        _firstMistake ??= Check(nodes);
        if (_firstMistake is not null)
        {
            return this;
        }
        int[] stage = new int[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            stage[i] = nodes[i].Single is { } single ? AddDependent(single) : AddSubsaga(nodes[i].Name, nodes[i].Inner!, nodes[i].ParamsNode);
        }
        _firstStage = _firstStage.Length == 0 ? stage : _firstStage;
        _lastStage = stage;
        return this;
    }

    /// <summary>The DAG as appended so far. The builder can go on afterwards; the DAG does not change with it.</summary>
    /// <exception cref="DagBuildException">Something was appended wrongly, or the last stage is not one node.</exception>
    public Dag Build()
    {
        if (_firstMistake is not null)
        {
            throw _firstMistake;
        }
        if (_lastStage.Length != 1)
        {
            throw new DagBuildException(name, DagBuildProblem.NoSingleLastNode, _lastStage.Length == 0
                ? "it has no nodes, and its last stage must be one node, whose output is the saga's"
                : $"its last stage has {_lastStage.Length} nodes, and must be one node, whose output is the saga's");
        }
        return new Dag(name, [.. _nodes], [.. _edges], _firstStage, _lastStage[0]);
    }

    /// <summary>Finds the first mistake of a stage. Takes its names, so it runs once a stage.</summary>
    private DagBuildException? Check(ReadOnlySpan<Node> nodes)
    {
        if (nodes.IsEmpty)
        {
            return new DagBuildException(name, DagBuildProblem.EmptyStage, "a stage without nodes was appended");
        }
        // Before this stage's names are taken: its own nodes run beside the subsaga, which cannot wait for them.
        foreach (Node node in nodes)
        {
            if (node.Inner is not null && !_names.Contains(node.ParamsNode))
            {
                return new DagBuildException(name, DagBuildProblem.SubsagaParametersNotAnAncestor,
                    $"subsaga \"{node.Name}\" takes its parameters from \"{node.ParamsNode}\", which is no node that it depends on",
                    node.Name, node.ParamsNode);
            }
        }
        foreach (Node node in nodes)
        {
            if (!_names.Add(node.Name))
            {
                return new DagBuildException(name, DagBuildProblem.DuplicateName, $"it has two nodes named \"{node.Name}\"", node.Name);
            }
        }
        return null;
    }

    private int AddDependent(DagNode node)
    {
        int added = Add(node);
        foreach (int last in _lastStage)
        {
            _edges.Add(new(last, added));
        }
        return added;
    }

    private int AddSubsaga(NodeName nodeName, Dag inner, NodeName paramsNode)
    {
        int start = AddDependent(DagNode.SubsagaStart(inner.Name, paramsNode));
        int offset = start + 1;
        Adjacency parents = Adjacency.Parents(inner.Nodes.Length, inner.Edges);
        for (int child = 0; child < inner.Nodes.Length; child++)
        {
            int added = Add(inner.Nodes[child]);
            ReadOnlySpan<int> from = parents[child];
            for (int newest = from.Length - 1; newest >= 0; newest--)
            {
                _edges.Add(new(from[newest] + offset, added));
            }
        }
        foreach (int first in inner.FirstNodes)
        {
            _edges.Add(new(start, first + offset));
        }
        int end = Add(DagNode.SubsagaEnd(nodeName));
        _edges.Add(new(inner.LastNode + offset, end));
        return end;
    }

    private int Add(DagNode node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }
}

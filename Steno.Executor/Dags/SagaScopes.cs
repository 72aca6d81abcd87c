// Which saga or subsaga every node belongs to. A scope is named by the node that begins it: Start, or a SubsagaStart.
// A subsaga's start has two sides: its parents are in the enclosing scope, its children in its own. So it is inside the scope it
// begins, and its lookups go to the one around it. A subsaga's end is a node of the enclosing scope.
// Invariant: all parents of a node are in one scope, so an edge cannot cross the border of a subsaga.

namespace Steno;

/// <summary>The scopes of a graph, and which end of a subsaga belongs to which start.</summary>
internal sealed class SagaScopes
{
    private readonly DagNode[] _nodes;
    private readonly int[] _lookups;
    private readonly int[] _matches;

    private SagaScopes(DagNode[] nodes)
    {
        _nodes = nodes;
        _lookups = new int[nodes.Length];
        _matches = new int[nodes.Length];
        Array.Fill(_matches, -1);
    }

    /// <summary>The scope that a node is inside of; that of a start is the one it begins.</summary>
    public int Of(int node) => _nodes[node].Kind == DagNodeKind.SubsagaStart ? node : _lookups[node];

    /// <summary>The scope that a node sees: the same, but for a SubsagaStart the enclosing one.</summary>
    public int LookupOf(int node) => _lookups[node];

    /// <summary>The other end of a subsaga; -1 for other nodes.</summary>
    public int MatchOf(int node) => _matches[node];

    /// <summary>Finds the scopes.</summary>
    /// <param name="saga">The saga; a sound graph.</param>
    /// <param name="nodes">Its nodes.</param>
    /// <param name="parents">What each waits for.</param>
    /// <param name="order">The nodes in topological order.</param>
    /// <exception cref="InvalidDagException">Subsagas do not begin and end as they should.</exception>
    public static SagaScopes Find(SagaDag saga, DagNode[] nodes, Adjacency parents, ReadOnlySpan<int> order)
    {
        SagaScopes scopes = new(nodes);
        scopes._lookups[saga.StartNode] = (int)saga.StartNode;
        foreach (int node in order[1..])
        {
            scopes._lookups[node] = scopes.Place(saga, node, parents[node]);
        }
        return scopes;
    }

    private int Place(SagaDag saga, int node, ReadOnlySpan<int> parents)
    {
        int around = Of(parents[0]);
        foreach (int parent in parents)
        {
            if (Of(parent) != around)
            {
                throw saga.Invalid(InvalidDagProblem.UnbalancedSubsaga, (uint)node,
                    $"depends on nodes {parents[0]} and {parent}, which are not in the same saga or subsaga");
            }
        }
        switch (_nodes[node].Kind)
        {
            case DagNodeKind.SubsagaEnd:
                RequireOneParent(saga, node, parents, "subsaga");
                return Close(saga, node, parents[0], around);
            case DagNodeKind.End:
                RequireOneParent(saga, node, parents, "saga");
                if (around != saga.StartNode)
                {
                    throw saga.Invalid(InvalidDagProblem.UnbalancedSubsaga, (uint)node, $"is the end of the saga, and the subsaga of node {around} has not ended");
                }
                if (parents[0] == around)
                {
                    throw saga.Invalid(InvalidDagProblem.WrongEndNode, (uint)node, "is the end of a saga without nodes, which has no output");
                }
                return around;
            default:
                return around;
        }
    }

    private int Close(SagaDag saga, int end, int last, int start)
    {
        if (start == saga.StartNode)
        {
            throw saga.Invalid(InvalidDagProblem.UnbalancedSubsaga, (uint)end, "ends a subsaga, and none has begun");
        }
        if (_matches[start] >= 0)
        {
            throw saga.Invalid(InvalidDagProblem.UnbalancedSubsaga, (uint)end, $"ends the subsaga of node {start}, which node {_matches[start]} ends already");
        }
        if (last == start)
        {
            throw saga.Invalid(InvalidDagProblem.UnbalancedSubsaga, (uint)end, "ends a subsaga without nodes, which has no output");
        }
        _matches[start] = end;
        _matches[end] = start;
        return _lookups[start];
    }

    private static void RequireOneParent(SagaDag saga, int node, ReadOnlySpan<int> parents, string what)
    {
        if (parents.Length != 1)
        {
            throw saga.Invalid(InvalidDagProblem.SeveralEnds, (uint)node, $"ends a {what} after {parents.Length} nodes instead of one, whose output is the {what}'s");
        }
    }
}

// Inside one scope a whole subsaga counts as one node: its parents are those of its start, its children those of its end.
// The stage of a node is the length of the longest way to it from the beginning of its scope. A scope is staged when every node
// depends on all nodes of the stage before its own, as in every DAG that DagBuilder makes: then a node is an ancestor of
// another exactly when its stage is lower, which takes no search. Whether it is so costs one look at every edge.

namespace Steno;

/// <summary>The stage of every node in its scope, and which scopes are built of stages only.</summary>
internal sealed class ScopeStages
{
    private readonly int[] _stages;
    private readonly bool[] _isUneven;

    private ScopeStages(int nodeCount) => (_stages, _isUneven) = (new int[nodeCount], new bool[nodeCount]);

    /// <summary>The stage of a node in the scope that it sees; 0 only for the start of the saga, whose place is before the first.</summary>
    public int this[int node] => _stages[node];

    /// <summary>Whether every node of a scope depends on all nodes of the stage before its own.</summary>
    public bool IsStaged(int scope) => !_isUneven[scope];

    /// <summary>Finds the stages.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="parents">What each waits for.</param>
    /// <param name="order">The nodes in topological order.</param>
    /// <param name="scopes">Their scopes.</param>
    public static ScopeStages Find(DagNode[] nodes, Adjacency parents, ReadOnlySpan<int> order, SagaScopes scopes)
    {
        ScopeStages stages = new(nodes.Length);
        // How many nodes each stage of each scope has. A scope of n nodes has at most n stages, so their counts fit behind each other.
        int[] firstCount = new int[nodes.Length + 1];
        foreach (int node in order[1..])
        {
            stages._stages[node] = nodes[node].Kind == DagNodeKind.SubsagaEnd
                ? stages._stages[scopes.MatchOf(node)]
                : 1 + stages.LatestOf(parents[node], scopes.LookupOf(node));
            firstCount[scopes.LookupOf(node) + 1]++;
        }
        for (int i = 1; i < firstCount.Length; i++)
        {
            firstCount[i] += firstCount[i - 1];
        }
        int[] counts = new int[nodes.Length];
        foreach (int node in order[1..])
        {
            if (nodes[node].Kind != DagNodeKind.SubsagaEnd)
            {
                counts[firstCount[scopes.LookupOf(node)] + stages._stages[node] - 1]++;
            }
        }
        foreach (int node in order[1..])
        {
            if (nodes[node].Kind != DagNodeKind.SubsagaEnd)
            {
                int scope = scopes.LookupOf(node);
                int before = stages._stages[node] - 1;
                int expected = before == 0 ? 1 : counts[firstCount[scope] + before - 1];
                stages._isUneven[scope] |= parents[node].Length != expected || !stages.AreAllOf(parents[node], scope, before);
            }
        }
        return stages;
    }

    private int LatestOf(ReadOnlySpan<int> nodes, int scope)
    {
        int latest = 0;
        foreach (int node in nodes)
        {
            latest = Math.Max(latest, StageInside(node, scope));
        }
        return latest;
    }

    private bool AreAllOf(ReadOnlySpan<int> nodes, int scope, int stage)
    {
        foreach (int node in nodes)
        {
            if (StageInside(node, scope) != stage)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>A SubsagaStart has a stage in the enclosing scope; in its own it is the beginning.</summary>
    private int StageInside(int node, int scope) => node == scope ? 0 : _stages[node];
}

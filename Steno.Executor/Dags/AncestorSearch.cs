namespace Steno;

/// <summary>Goes up from a node through the nodes of its own scope, passing subsagas from their end to their start.</summary>
internal static class AncestorSearch
{
    /// <summary>Whether a node depends on another one of its scope. Nodes of a stage not above that one are not looked at.</summary>
    public static bool Reaches(SagaShape shape, ScopeStages stages, int node, int ancestor)
    {
        Stack<int> open = new();
        HashSet<int> seen = [];
        open.Push(node);
        while (open.TryPop(out int next))
        {
            foreach (int parent in UnitParents(shape, next))
            {
                if (parent == ancestor)
                {
                    return true;
                }
                if (IsInside(shape, parent) && stages[parent] > stages[ancestor] && seen.Add(parent))
                {
                    open.Push(parent);
                }
            }
        }
        return false;
    }

    /// <summary>All named nodes of its scope that a node depends on.</summary>
    public static HashSet<int> FindAll(SagaShape shape, int node)
    {
        Stack<int> open = new();
        HashSet<int> seen = [];
        open.Push(node);
        while (open.TryPop(out int next))
        {
            foreach (int parent in UnitParents(shape, next))
            {
                if (IsInside(shape, parent) && seen.Add(parent))
                {
                    open.Push(parent);
                }
            }
        }
        return seen;
    }

    /// <summary>False for the beginning of the scope, the only node without a name among parents: a subsaga's start is none in the enclosing one.</summary>
    private static bool IsInside(SagaShape shape, int parent) => shape[parent].Name is not null;

    private static ReadOnlySpan<int> UnitParents(SagaShape shape, int node)
        => shape.ParentsOf(shape[node].Kind == DagNodeKind.SubsagaEnd ? shape.MatchingStart(node) : node);
}

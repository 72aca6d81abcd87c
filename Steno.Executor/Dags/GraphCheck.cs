// What every graph must be before anything can be said about sagas and subsagas in it: edges between existing nodes, each once,
// no node that would never start or never be waited for, no cycle. After this every node lies on a path from Start to End.

namespace Steno;

/// <summary>Checks a saga's graph as a graph.</summary>
internal static class GraphCheck
{
    /// <summary>Refuses edges to nowhere.</summary>
    /// <exception cref="InvalidDagException">An edge has an index that no node has.</exception>
    public static void RequireIndices(SagaDag saga)
    {
        int count = saga.AllNodes.Length;
        foreach (DagEdge edge in saga.Edges)
        {
            if (edge.Source >= count || edge.Target >= count)
            {
                throw saga.Invalid(InvalidDagProblem.BadIndex, edge.Source >= count ? edge.Source : edge.Target,
                    $"has an edge ({edge.Source} to {edge.Target}) and does not exist");
            }
        }
    }

    /// <summary>Refuses edges from a node to itself and edges that are there twice.</summary>
    /// <exception cref="InvalidDagException">There is one.</exception>
    public static void RequireSingleEdges(SagaDag saga, Adjacency parents)
    {
        // The last node for which a node was seen as a parent, plus one.
        int[] seenFor = new int[saga.AllNodes.Length];
        for (int node = 0; node < seenFor.Length; node++)
        {
            foreach (int parent in parents[node])
            {
                if (parent == node)
                {
                    throw saga.Invalid(InvalidDagProblem.Cycle, (uint)node, "depends on itself");
                }
                if (seenFor[parent] == node + 1)
                {
                    throw saga.Invalid(InvalidDagProblem.DuplicateEdge, (uint)node, $"has two edges from node {parent}");
                }
                seenFor[parent] = node + 1;
            }
        }
    }

    /// <summary>Refuses nodes without parents or children, but for the start and the end, which must be so.</summary>
    /// <exception cref="InvalidDagException">There is one.</exception>
    public static void RequireConnected(SagaDag saga, Adjacency parents, Adjacency children)
    {
        for (int node = 0; node < saga.AllNodes.Length; node++)
        {
            bool isStart = node == saga.StartNode;
            bool isEnd = node == saga.EndNode;
            if (isStart && !parents[node].IsEmpty)
            {
                throw saga.Invalid(InvalidDagProblem.WrongStartNode, (uint)node, $"is the start of the saga and depends on node {parents[node][0]}");
            }
            if (isEnd && !children[node].IsEmpty)
            {
                throw saga.Invalid(InvalidDagProblem.WrongEndNode, (uint)node, $"is the end of the saga, and node {children[node][0]} depends on it");
            }
            if ((parents[node].IsEmpty && !isStart) || (children[node].IsEmpty && !isEnd))
            {
                throw saga.Invalid(InvalidDagProblem.Orphan, (uint)node, parents[node].IsEmpty ? "depends on no node" : "is waited for by no node");
            }
        }
    }

    /// <summary>The nodes in an order in which each comes after all that it depends on: first by depth, then by index of the edges.</summary>
    /// <exception cref="InvalidDagException">There is a cycle.</exception>
    public static int[] Sort(SagaDag saga, Adjacency parents, Adjacency children)
    {
        int count = saga.AllNodes.Length;
        int[] waitingFor = new int[count];
        for (int node = 0; node < count; node++)
        {
            waitingFor[node] = parents[node].Length;
        }
        // The order is its own queue: behind `taken` stand the nodes whose children are still to be released.
        int[] order = new int[count];
        order[0] = (int)saga.StartNode;
        int added = 1;
        for (int taken = 0; taken < added; taken++)
        {
            foreach (int child in children[order[taken]])
            {
                if (--waitingFor[child] == 0)
                {
                    order[added++] = child;
                }
            }
        }
        return added == count
            ? order
            : throw saga.Invalid(InvalidDagProblem.Cycle, (uint)FindCycle(waitingFor, parents), "depends on itself through other nodes");
    }

    /// <summary>A node on a cycle. Every node that still waits has a parent that still waits, so going up must come round.</summary>
    private static int FindCycle(int[] waitingFor, Adjacency parents)
    {
        bool[] visited = new bool[waitingFor.Length];
        int node = Array.FindIndex(waitingFor, waiting => waiting > 0);
        while (!visited[node])
        {
            visited[node] = true;
            foreach (int parent in parents[node])
            {
                if (waitingFor[parent] > 0)
                {
                    node = parent;
                    break;
                }
            }
        }
        return node;
    }
}

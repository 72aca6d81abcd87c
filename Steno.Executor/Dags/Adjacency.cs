namespace Steno;

/// <summary>The neighbours of every node in one direction, in the order of the edges: two arrays, built in one pass over the edges.</summary>
internal readonly struct Adjacency
{
    private readonly int[] _firsts;
    private readonly int[] _neighbours;

    private Adjacency(int[] firsts, int[] neighbours) => (_firsts, _neighbours) = (firsts, neighbours);

    public ReadOnlySpan<int> this[int node] => _neighbours.AsSpan(_firsts[node].._firsts[node + 1]);

    /// <summary>What each node waits for. Every index must be in range.</summary>
    public static Adjacency Parents(int nodeCount, ReadOnlySpan<DagEdge> edges)
    {
        int[] next = new int[nodeCount + 2];
        foreach (DagEdge edge in edges)
        {
            next[edge.Target + 2]++;
        }
        Accumulate(next);
        int[] neighbours = new int[edges.Length];
        foreach (DagEdge edge in edges)
        {
            neighbours[next[edge.Target + 1]++] = (int)edge.Source;
        }
        return new(next, neighbours);
    }

    /// <summary>What waits for each node. Every index must be in range.</summary>
    public static Adjacency Children(int nodeCount, ReadOnlySpan<DagEdge> edges)
    {
        int[] next = new int[nodeCount + 2];
        foreach (DagEdge edge in edges)
        {
            next[edge.Source + 2]++;
        }
        Accumulate(next);
        int[] neighbours = new int[edges.Length];
        foreach (DagEdge edge in edges)
        {
            neighbours[next[edge.Source + 1]++] = (int)edge.Target;
        }
        return new(next, neighbours);
    }

    // The counts stand two places late: summed up, place node + 1 is where a node's neighbours begin. Filling moves it to
    // where they end, which is where the next node's begin: the array ends up as the table of firsts.
    private static void Accumulate(int[] counts)
    {
        for (int i = 1; i < counts.Length; i++)
        {
            counts[i] += counts[i - 1];
        }
    }
}

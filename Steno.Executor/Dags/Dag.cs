namespace Steno;

/// <summary>The shape of a saga or subsaga: which steps there are and which of them wait for which. <see cref="DagBuilder"/> makes it.</summary>
/// <remarks>
/// With parameters it becomes a saga (<see cref="SagaDag"/>); as <see cref="Node.Subsaga"/> it becomes a step of another DAG.
/// Immutable, and as good for any number of sagas.
/// </remarks>
public sealed class Dag
{
    internal Dag(SagaName name, DagNode[] nodes, DagEdge[] edges, int[] firstNodes, int lastNode)
        => (Name, Nodes, Edges, FirstNodes, LastNode) = (name, nodes, edges, firstNodes, lastNode);

    /// <summary>The name of this kind of saga.</summary>
    public SagaName Name { get; }

    /// <summary>No Start and no End: those belong to a saga.</summary>
    internal DagNode[] Nodes { get; }

    internal DagEdge[] Edges { get; }

    /// <summary>The nodes of the first stage, which wait for nothing inside the DAG.</summary>
    internal int[] FirstNodes { get; }

    /// <summary>The one node of the last stage, whose output is the DAG's.</summary>
    internal int LastNode { get; }
}

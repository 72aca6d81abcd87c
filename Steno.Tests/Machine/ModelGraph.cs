namespace Steno.Tests.Machine;

/// <summary>Who depends on whom, over any number of edges: computed from the edges alone.</summary>
internal sealed class ModelGraph
{
    public ModelGraph(SagaShape shape)
    {
        Shape = shape;
        Ancestors = new uint[shape.Count];
        Descendants = new uint[shape.Count];
        foreach (int node in shape.TopologicalOrder)
        {
            foreach (int parent in shape.ParentsOf(node))
            {
                Ancestors[node] |= Ancestors[parent] | (1u << parent);
            }
        }
        for (int node = 0; node < shape.Count; node++)
        {
            for (int other = 0; other < shape.Count; other++)
            {
                Descendants[node] |= (Ancestors[other] >> node & 1) << other;
            }
        }
    }

    public SagaShape Shape { get; }

    public int Count => Shape.Count;

    /// <summary>Bit sets of nodes by node.</summary>
    public uint[] Ancestors { get; }

    /// <summary>Bit sets of nodes by node.</summary>
    public uint[] Descendants { get; }
}

namespace Steno.Tests.Machine;

/// <summary>All of a machine that its future depends on, as two words: equal keys behave equally.</summary>
internal readonly record struct ModelState(UInt128 Nodes, int Flags)
{
    private const int BitsPerNode = 7;

    public static ModelState Of(SagaMachine machine, int nodeCount, int crashes)
    {
        Assert.True(nodeCount * BitsPerNode <= 128, $"{nodeCount} nodes do not fit the key");
        UInt128 nodes = 0;
        for (int node = 0; node < nodeCount; node++)
        {
            nodes = (nodes << BitsPerNode) | ((uint)machine.StatusOf(node) << 4) | (uint)machine.StateOf(node, isCarriedOut: false);
        }
        int flags = (int)machine.End | (machine.IsStopping ? 4 : 0) | (machine.IsUnwinding ? 8 : 0) | (crashes << 4);
        return new(nodes, flags);
    }
}

namespace Steno;

/// <summary>One dependency: the target waits for the source. Unsigned as on the wire, where an index may be out of range.</summary>
internal readonly record struct DagEdge(uint Source, uint Target)
{
    public DagEdge(int source, int target) : this((uint)source, (uint)target) { }
}

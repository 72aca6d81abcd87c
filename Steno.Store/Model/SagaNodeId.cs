using Steno.Json;

namespace Steno;

/// <summary>The index of a node in its saga's DAG; on the wire a bare number from 0 to 4,294,967,295.</summary>
[JsonNewtype]
public readonly partial record struct SagaNodeId(uint Value) : IComparable<SagaNodeId>
{
    /// <inheritdoc/>
    public int CompareTo(SagaNodeId other) => Value.CompareTo(other.Value);

    /// <summary>The index as decimal text.</summary>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

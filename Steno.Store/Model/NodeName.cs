using Steno.Json;

namespace Steno;

/// <summary>The name of a node inside its DAG; on the wire a bare string. Any text, compared ordinally.</summary>
[JsonNewtype]
public readonly partial record struct NodeName(string Value)
{
    /// <summary>The name as text.</summary>
    public override string ToString() => Value ?? "";
}

using Steno.Json;

namespace Steno;

/// <summary>The name of a saga's kind; on the wire a bare string. Any text, compared ordinally.</summary>
[JsonNewtype]
public readonly partial record struct SagaName(string Value)
{
    /// <summary>The name as text.</summary>
    public override string ToString() => Value ?? "";
}

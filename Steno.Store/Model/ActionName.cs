namespace Steno;

/// <summary>The name under which an action is registered; on the wire a bare string. Any text, compared ordinally.</summary>
public readonly partial record struct ActionName(string Value)
{
    /// <summary>The name as text.</summary>
    public override string ToString() => Value ?? "";
}

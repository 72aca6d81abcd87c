namespace Steno;

/// <summary>An action asked for the output of a node that is not an ancestor of its own inside its saga or subsaga.</summary>
public sealed class OutputNotVisibleException(string node, string wanted, bool exists)
    : SagaException(exists
        ? $"Node \"{node}\" cannot see the output of \"{wanted}\": it does not depend on that node."
        : $"Node \"{node}\" cannot see the output of \"{wanted}\": its saga has no node of that name.")
{
    /// <summary>The node that asked.</summary>
    public string Node { get; } = node;
    /// <summary>The name that it asked for.</summary>
    public string Wanted { get; } = wanted;
}

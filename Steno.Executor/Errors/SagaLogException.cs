namespace Steno;

/// <summary>A recorded log is one that no run of its saga can have left: an event of another saga, of an unknown node, or out of place.</summary>
public sealed class SagaLogException(SagaId sagaId, SagaNodeId? node, string reason)
    : SagaException($"The log of saga {sagaId} is not one that a run of it can leave{(node is { } index ? $", at node {index}" : "")}: {reason} The saga was not resumed and nothing was changed.")
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
    /// <summary>The node at which the log is wrong, when it is one.</summary>
    public SagaNodeId? Node { get; } = node;
}

namespace Steno;

/// <summary>An error or a repeat was to be injected into a node that cannot take it. Actions, constants and subsaga ends can.</summary>
public sealed class InjectionRefusedException(SagaId sagaId, SagaNodeId node, string reason)
    : SagaException($"Nothing can be injected into node {node} of saga {sagaId}: {reason}.")
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
    /// <summary>The node.</summary>
    public SagaNodeId Node { get; } = node;
}

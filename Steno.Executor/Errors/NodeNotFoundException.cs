namespace Steno;

/// <summary>A saga has no node of a name.</summary>
public sealed class NodeNotFoundException : SagaException
{
    internal NodeNotFoundException(SagaName sagaName, string nodeName)
        : base($"Saga \"{sagaName}\" has no node named \"{nodeName}\".")
        => (SagaName, NodeName) = (sagaName, nodeName);

    /// <summary>The saga's name.</summary>
    public SagaName SagaName { get; }

    /// <summary>The name that was looked for.</summary>
    public string NodeName { get; }
}

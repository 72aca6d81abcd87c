using System.Globalization;

namespace Steno;

/// <summary>The graph of a saga, read from JSON, cannot be run. Graphs that <see cref="DagBuilder"/> made are never invalid.</summary>
public sealed class InvalidDagException : SagaException
{
    internal InvalidDagException(SagaName sagaName, InvalidDagProblem problem, uint node, string? displayName, NodeName? nodeName, string reason)
        : base(string.Create(CultureInfo.InvariantCulture,
            $"The DAG of saga \"{sagaName}\" cannot be run: node {node}{(displayName is null ? "" : $" \"{displayName}\"")} {reason}."))
        => (SagaName, Problem, Node, NodeName) = (sagaName, problem, new SagaNodeId(node), nodeName);

    /// <summary>The saga's name.</summary>
    public SagaName SagaName { get; }

    /// <summary>What is wrong.</summary>
    public InvalidDagProblem Problem { get; }

    /// <summary>The node it is about; of <see cref="InvalidDagProblem.BadIndex"/> the index that no node has.</summary>
    public SagaNodeId Node { get; }

    /// <summary>That node's name; null where it has none.</summary>
    public NodeName? NodeName { get; }
}

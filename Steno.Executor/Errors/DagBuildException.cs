namespace Steno;

/// <summary>A DAG was put together wrongly. <see cref="DagBuilder.Build"/> reports the first mistake; nothing was built.</summary>
public sealed class DagBuildException : SagaException
{
    internal DagBuildException(SagaName sagaName, DagBuildProblem problem, string reason, NodeName? node = null, NodeName? paramsNode = null)
        : base($"The DAG of saga \"{sagaName}\" cannot be built: {reason}.")
        => (SagaName, Problem, Node, ParamsNode) = (sagaName, problem, node, paramsNode);

    /// <summary>The DAG's name.</summary>
    public SagaName SagaName { get; }

    /// <summary>What is wrong.</summary>
    public DagBuildProblem Problem { get; }

    /// <summary>The node it is about; null when the problem is not one node's.</summary>
    public NodeName? Node { get; }

    /// <summary>Of <see cref="DagBuildProblem.SubsagaParametersNotAnAncestor"/>: where the subsaga should have got its parameters.</summary>
    public NodeName? ParamsNode { get; }
}

namespace Steno;

/// <summary>Why a DAG cannot be built.</summary>
public enum DagBuildProblem
{
    /// <summary>The last stage is not one node, whose output would be the saga's; or there is no stage at all.</summary>
    NoSingleLastNode,
    /// <summary>A subsaga takes its parameters from a node that it does not depend on.</summary>
    SubsagaParametersNotAnAncestor,
    /// <summary>A name was used twice in the same DAG.</summary>
    DuplicateName,
    /// <summary>A stage without nodes was appended.</summary>
    EmptyStage,
}

namespace Steno;

/// <summary>Why the graph of a saga cannot be run.</summary>
public enum InvalidDagProblem
{
    /// <summary>The start node, the end node or an edge has an index that no node has.</summary>
    BadIndex,
    /// <summary>The node named as the start is none, there is a second one, or something comes before it.</summary>
    WrongStartNode,
    /// <summary>The node named as the end is none, there is a second one, or something comes after it; or nothing with an output comes before it.</summary>
    WrongEndNode,
    /// <summary>A node depends on itself, directly or through others.</summary>
    Cycle,
    /// <summary>Two edges join the same nodes.</summary>
    DuplicateEdge,
    /// <summary>A node depends on nothing or nothing depends on it, so it would never run or never be waited for.</summary>
    Orphan,
    /// <summary>A saga or subsaga ends after several nodes, so it is not clear whose output is its own.</summary>
    SeveralEnds,
    /// <summary>The begin and end of subsagas do not match, or an edge crosses the border of one.</summary>
    UnbalancedSubsaga,
    /// <summary>A subsaga takes its parameters from a node that it does not depend on.</summary>
    MissingSubsagaParameters,
    /// <summary>A name occurs twice in the same saga or subsaga.</summary>
    DuplicateName,
}

namespace Steno;

/// <summary>What a node of a graph is.</summary>
internal enum DagNodeKind : byte
{
    /// <summary>The saga begins; carries its parameters.</summary>
    Start,
    /// <summary>The saga has ended.</summary>
    End,
    /// <summary>Runs an action.</summary>
    Action,
    /// <summary>Outputs a value that is part of the DAG.</summary>
    Constant,
    /// <summary>A subsaga begins.</summary>
    SubsagaStart,
    /// <summary>A subsaga has ended; outputs what its last node did.</summary>
    SubsagaEnd,
}

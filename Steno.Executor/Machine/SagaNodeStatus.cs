namespace Steno;

/// <summary>What a saga's log says of one node: the last event that it holds of it.</summary>
public enum SagaNodeStatus : byte
{
    /// <summary>The log holds no event of the node.</summary>
    NeverStarted,
    /// <summary>The action was started and its outcome is not recorded.</summary>
    Started,
    /// <summary>The action succeeded.</summary>
    Succeeded,
    /// <summary>The action failed; such a node is never undone.</summary>
    Failed,
    /// <summary>The undo action was started and its outcome is not recorded.</summary>
    UndoStarted,
    /// <summary>The undo action finished.</summary>
    UndoFinished,
    /// <summary>The undo action failed: the saga is stuck.</summary>
    UndoFailed,
}

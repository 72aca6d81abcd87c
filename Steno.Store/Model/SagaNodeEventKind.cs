using Steno.Json;

namespace Steno;

/// <summary>The six kinds of event that a node records, in the order in which the saga log sorts them.</summary>
[JsonEnum(Naming = JsonNaming.SnakeCase)]
public enum SagaNodeEventKind : byte
{
    /// <summary>The node's action was started.</summary>
    Started,
    /// <summary>The action succeeded; carries its output.</summary>
    Succeeded,
    /// <summary>The action failed; carries an <see cref="ActionError"/>.</summary>
    Failed,
    /// <summary>The node's undo action was started.</summary>
    UndoStarted,
    /// <summary>The undo action finished.</summary>
    UndoFinished,
    /// <summary>The undo action failed and the saga is stuck; carries an <see cref="UndoActionError"/>.</summary>
    UndoFailed,
}

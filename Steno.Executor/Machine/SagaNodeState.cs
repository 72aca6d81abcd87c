using Steno.Json;

namespace Steno;

/// <summary>Where a node stands, as views show it. Names as in the Rust crate: <c>queued-todo</c>, <c>undo-working</c>.</summary>
[JsonEnum(Naming = JsonNaming.KebabCase)]
public enum SagaNodeState : byte
{
    /// <summary>Waits for other nodes.</summary>
    Blocked,
    /// <summary>Ready: its action has not begun in this process.</summary>
    QueuedTodo,
    /// <summary>Its action is running.</summary>
    Working,
    /// <summary>Its action succeeded.</summary>
    Done,
    /// <summary>Its action failed.</summary>
    Failed,
    /// <summary>Ready to be undone: its undo action has not begun in this process.</summary>
    QueuedUndo,
    /// <summary>Its undo action is running.</summary>
    UndoWorking,
    /// <summary>It was undone.</summary>
    Undone,
    /// <summary>It never started and never will.</summary>
    Abandoned,
    /// <summary>Its undo action failed.</summary>
    UndoFailed,
}

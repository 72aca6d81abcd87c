namespace Steno;

/// <summary>An action and how to undo it. Implementations are thread-safe: one object serves every saga.</summary>
/// <remarks>
/// Both may run more than once for one node: a process that dies between an action's effect and the record of its outcome
/// runs it again on recovery. They must be idempotent, and an undo must also cope with a partly done action's leavings.
/// Whatever they throw counts as failure: of the action, or of the undo, which leaves the saga stuck. Only an
/// <see cref="OperationCanceledException"/> while the coordinator is stopping is no outcome at all: the node runs again on recovery.
/// <see cref="SagaAction"/> makes actions from functions. The idea is that of the Rust crate's trait <c>Action</c>.
/// </remarks>
/// <typeparam name="TContext">The application's own context object.</typeparam>
public interface IAction<TContext>
{
    /// <summary>The name under which DAGs refer to the action; part of every stored saga, so it must not change while sagas live.</summary>
    ActionName Name { get; }

    /// <summary>Does it.</summary>
    /// <param name="context">What the node sees.</param>
    ValueTask<ActionResult> DoAsync(ActionContext<TContext> context);

    /// <summary>Undoes it. Runs only after the action's success was recorded.</summary>
    /// <param name="context">What the node sees, its own output included.</param>
    ValueTask<UndoResult> UndoAsync(ActionContext<TContext> context);
}

// One run of a node's action or undo. It is the thread-pool work item, the action's view of its saga, and the continuation of
// whatever the action returned: a step costs these two objects and nothing else.

using System.Runtime.CompilerServices;

namespace Steno;

internal sealed class Attempt<TContext> : IThreadPoolWorkItem
{
    private readonly SagaRunner<TContext> _runner;
    private ConfiguredValueTaskAwaitable<ActionResult>.ConfiguredValueTaskAwaiter _doing;
    private ConfiguredValueTaskAwaitable<UndoResult>.ConfiguredValueTaskAwaiter _undoing;

    public Attempt(SagaRunner<TContext> runner, SagaStep step) => (_runner, Step) = (runner, step);

    public SagaRunner<TContext> Runner => _runner;

    public SagaStep Step { get; }

    void IThreadPoolWorkItem.Execute() => _runner.Carry(this);

    /// <summary>Runs the action or undo.</summary>
    /// <param name="action">What is run.</param>
    /// <param name="repeat">How often each is run; null for once.</param>
    /// <param name="outcome">How it ended; null when that is no outcome, because the coordinator is stopping.</param>
    /// <returns>False when it goes on elsewhere; the runner hears of its end then.</returns>
    public bool TryRun(IAction<TContext> action, RepeatCounts? repeat, out SagaNodeEventType? outcome)
    {
        ActionContext<TContext> context = new(_runner, Step.Node, Step.IsUndo);
        // What this action sets in its flow must not be seen by whatever runs next on this thread.
        ExecutionContext? flow = ExecutionContext.Capture();
        try
        {
            if (Step.IsUndo)
            {
                _undoing = (repeat is { } counts ? Repeated.UndoAsync(action, context, counts.Undo) : action.UndoAsync(context)).ConfigureAwait(false).GetAwaiter();
                if (!_undoing.IsCompleted)
                {
                    _undoing.UnsafeOnCompleted(Complete);
                    outcome = null;
                    return false;
                }
            }
            else
            {
                _doing = (repeat is { } counts ? Repeated.DoAsync(action, context, counts.Action) : action.DoAsync(context)).ConfigureAwait(false).GetAwaiter();
                if (!_doing.IsCompleted)
                {
                    _doing.UnsafeOnCompleted(Complete);
                    outcome = null;
                    return false;
                }
            }
            outcome = TakeResult();
        }
        catch (Exception thrown)
        {
            // Deliberate: whatever user code throws is the node's outcome, not this thread's end.
            outcome = Outcomes.OfException(thrown, Step.IsUndo, _runner.IsStopping);
        }
        finally
        {
            if (flow is not null)
            {
                ExecutionContext.Restore(flow);
            }
        }
        return true;
    }

    private void Complete()
    {
        SagaNodeEventType? outcome;
        try
        {
            outcome = TakeResult();
        }
        catch (Exception thrown)
        {
            // Deliberate: as above.
            outcome = Outcomes.OfException(thrown, Step.IsUndo, _runner.IsStopping);
        }
        _runner.Complete(this, outcome);
    }

    private SagaNodeEventType TakeResult()
        => Step.IsUndo ? Outcomes.Of(_undoing.GetResult()) : Outcomes.Of(_doing.GetResult());
}

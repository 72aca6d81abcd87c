namespace Steno;

/// <summary>How often a node's action and undo are called in a row, to test that they are idempotent.</summary>
/// <param name="Action">Calls of the action, at least 1; the last result counts.</param>
/// <param name="Undo">Calls of the undo, at least 1; the first failure ends them.</param>
public readonly record struct RepeatCounts(int Action, int Undo);

internal static class Repeated
{
    public static async ValueTask<ActionResult> DoAsync<TContext>(IAction<TContext> action, ActionContext<TContext> context, int count)
    {
        ActionResult result = await action.DoAsync(context).ConfigureAwait(false);
        for (int i = 1; i < count; i++)
        {
            result = await action.DoAsync(context).ConfigureAwait(false);
        }
        return result;
    }

    public static async ValueTask<UndoResult> UndoAsync<TContext>(IAction<TContext> action, ActionContext<TContext> context, int count)
    {
        UndoResult result = default;
        for (int i = 0; i < count && result.Error is null; i++)
        {
            result = await action.UndoAsync(context).ConfigureAwait(false);
        }
        return result;
    }
}

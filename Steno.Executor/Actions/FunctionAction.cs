namespace Steno;

/// <summary>An action whose functions deal in JSON results.</summary>
internal sealed class FunctionAction<TContext>(
    ActionName name,
    Func<ActionContext<TContext>, ValueTask<ActionResult>> act,
    Func<ActionContext<TContext>, ValueTask>? undo) : IAction<TContext>
{
    public ActionName Name => name;

    public ValueTask<ActionResult> DoAsync(ActionContext<TContext> context) => act(context);

    public ValueTask<UndoResult> UndoAsync(ActionContext<TContext> context) => FunctionUndo.RunAsync(undo, context);
}

/// <summary>An action whose function gives a typed output, which is written as JSON here.</summary>
internal sealed class FunctionAction<TContext, TOutput>(
    ActionName name,
    Func<ActionContext<TContext>, ValueTask<ActionResult<TOutput>>> act,
    Func<ActionContext<TContext>, ValueTask>? undo) : IAction<TContext>
{
    public ActionName Name => name;

    public ValueTask<ActionResult> DoAsync(ActionContext<TContext> context)
    {
        ValueTask<ActionResult<TOutput>> running = act(context);
        return running.IsCompletedSuccessfully ? new(running.Result.ToJson()) : AwaitAsync(running);
    }

    public ValueTask<UndoResult> UndoAsync(ActionContext<TContext> context) => FunctionUndo.RunAsync(undo, context);

    private static async ValueTask<ActionResult> AwaitAsync(ValueTask<ActionResult<TOutput>> running)
        => (await running.ConfigureAwait(false)).ToJson();
}

internal static class FunctionUndo
{
    public static ValueTask<UndoResult> RunAsync<TContext>(Func<ActionContext<TContext>, ValueTask>? undo, ActionContext<TContext> context)
    {
        if (undo is null)
        {
            return default;
        }
        ValueTask running = undo(context);
        if (!running.IsCompletedSuccessfully)
        {
            return AwaitAsync(running);
        }
        running.GetAwaiter().GetResult();
        return default;
    }

    private static async ValueTask<UndoResult> AwaitAsync(ValueTask running)
    {
        await running.ConfigureAwait(false);
        return default;
    }
}

using Steno.Json;

namespace Steno;

/// <summary>Makes actions from functions.</summary>
/// <example><code>
/// IAction&lt;Travel&gt; bookHotel = SagaAction.Create&lt;Travel, string&gt;("book_hotel",
///     async context => await context.User.Hotels.BookAsync(context.Parameters&lt;Trip&gt;(), context.Cancellation),
///     async context => await context.User.Hotels.CancelAsync(context.OwnOutput&lt;string&gt;()));
/// </code></example>
public static class SagaAction
{
    /// <summary>An action with an output and an undo.</summary>
    /// <param name="name">Its name in the registry and in stored DAGs.</param>
    /// <param name="act">Does it; gives the output or an <see cref="ActionError"/>.</param>
    /// <param name="undo">Undoes it; whatever it throws leaves the saga stuck.</param>
    public static IAction<TContext> Create<TContext, [RequiresJsonCode] TOutput>(
        string name,
        Func<ActionContext<TContext>, ValueTask<ActionResult<TOutput>>> act,
        Func<ActionContext<TContext>, ValueTask> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        return new FunctionAction<TContext, TOutput>(new ActionName(name), act ?? throw new ArgumentNullException(nameof(act)), undo);
    }

    /// <summary>An action with an output and nothing to undo.</summary>
    /// <param name="name">Its name in the registry and in stored DAGs.</param>
    /// <param name="act">Does it; gives the output or an <see cref="ActionError"/>.</param>
    public static IAction<TContext> CreateWithoutUndo<TContext, [RequiresJsonCode] TOutput>(
        string name,
        Func<ActionContext<TContext>, ValueTask<ActionResult<TOutput>>> act)
        => new FunctionAction<TContext, TOutput>(new ActionName(name), act ?? throw new ArgumentNullException(nameof(act)), null);

    /// <summary>An action without an output (<c>null</c> is recorded), with an undo.</summary>
    /// <param name="name">Its name in the registry and in stored DAGs.</param>
    /// <param name="act">Does it.</param>
    /// <param name="undo">Undoes it; whatever it throws leaves the saga stuck.</param>
    public static IAction<TContext> Create<TContext>(
        string name,
        Func<ActionContext<TContext>, ValueTask<ActionResult>> act,
        Func<ActionContext<TContext>, ValueTask> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        return new FunctionAction<TContext>(new ActionName(name), act ?? throw new ArgumentNullException(nameof(act)), undo);
    }

    /// <summary>An action without an output (<c>null</c> is recorded) and nothing to undo.</summary>
    /// <param name="name">Its name in the registry and in stored DAGs.</param>
    /// <param name="act">Does it.</param>
    public static IAction<TContext> CreateWithoutUndo<TContext>(
        string name,
        Func<ActionContext<TContext>, ValueTask<ActionResult>> act)
        => new FunctionAction<TContext>(new ActionName(name), act ?? throw new ArgumentNullException(nameof(act)), null);
}

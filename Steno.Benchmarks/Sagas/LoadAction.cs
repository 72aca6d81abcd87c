using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Sagas;

/// <summary>The action of every node of the load: it ends at once, with an output of about 60 bytes.</summary>
internal sealed class LoadAction : IAction<object?>
{
    private static readonly ActionResult s_output = ActionResult.Succeeded(RawJson.Parse(SagaData.Output));

    public ActionName Name => SagaDags.Action;

    public ValueTask<ActionResult> DoAsync(ActionContext<object?> context) => new(s_output);

    public ValueTask<UndoResult> UndoAsync(ActionContext<object?> context) => default;
}

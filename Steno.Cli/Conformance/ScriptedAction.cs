using Steno.Json;

namespace Steno.Cli.Conformance;

/// <summary>The one action of every case: does what the script says for its node's label.</summary>
internal sealed class ScriptedAction : IAction<CaseWorld>
{
    public ActionName Name { get; } = new("act");

    public async ValueTask<ActionResult> DoAsync(ActionContext<CaseWorld> context)
    {
        Script script = context.User.Script;
        string label = context.NodeLabel;
        int call = context.User.Note(context, isUndo: false);
        await DelayAsync(script.DelayMs, label, context.Cancellation);
        if (script.Throw.Contains(label))
        {
            throw new InvalidOperationException($"{label} throws");
        }
        return IsOn(script.Fail, label, call)
            ? ActionResult.Failed(new ActionError.ActionFailed(Object("boom", label)))
            : ActionResult.Succeeded(Object("out", label));
    }

    public async ValueTask<UndoResult> UndoAsync(ActionContext<CaseWorld> context)
    {
        Script script = context.User.Script;
        string label = context.NodeLabel;
        int call = context.User.Note(context, isUndo: true);
        await DelayAsync(script.UndoDelayMs, label, context.Cancellation);
        if (script.ThrowUndo.Contains(label))
        {
            throw new InvalidOperationException($"the undo of {label} throws");
        }
        return IsOn(script.FailUndo, label, call)
            ? UndoResult.Failed(new UndoActionError.PermanentFailure(Object("message", $"the undo of {label} fails")))
            : UndoResult.Success;
    }

    /// <summary>The answer for one call: there is one entry per call, and the last repeats.</summary>
    private static bool IsOn(IReadOnlyDictionary<string, bool[]> flags, string label, int call)
        => flags.TryGetValue(label, out bool[]? calls) && calls.Length > 0 && calls[Math.Min(call, calls.Length - 1)];

    private static async ValueTask DelayAsync(IReadOnlyDictionary<string, int> delays, string label, CancellationToken cancellation)
    {
        if (delays.TryGetValue(label, out int delayMs) && delayMs > 0)
        {
            await Task.Delay(delayMs, cancellation);
        }
    }

    private static RawJson Object(string member, string value)
        => RawJson.Parse($$"""{"{{member}}":{{JsonCodecs.Of<string>().Write(value)}}}""");
}

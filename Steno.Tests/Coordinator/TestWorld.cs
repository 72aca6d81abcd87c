namespace Steno.Tests.Coordinator;

/// <summary>What the actions of a test share: what each node is to do, and the calls in their order.</summary>
internal sealed class TestWorld
{
    private readonly List<string> _calls = [];

    /// <summary>What a node's action does, by label; otherwise it succeeds with its label.</summary>
    public Dictionary<string, Func<ActionContext<TestWorld>, ValueTask<ActionResult>>> Do { get; } = [];

    /// <summary>What a node's undo does, by label; otherwise it succeeds.</summary>
    public Dictionary<string, Func<ActionContext<TestWorld>, ValueTask<UndoResult>>> Undo { get; } = [];

    /// <summary>The calls so far: <c>do a</c>, <c>undo a</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public static ActionRegistry<TestWorld> Actions { get; } = new ActionRegistry<TestWorld>().Register(new WorldAction());

    private void Note(string call)
    {
        lock (_calls)
        {
            _calls.Add(call);
        }
    }

    private sealed class WorldAction : IAction<TestWorld>
    {
        public ActionName Name { get; } = new("act");

        public ValueTask<ActionResult> DoAsync(ActionContext<TestWorld> context)
        {
            context.User.Note($"do {context.NodeLabel}");
            return context.User.Do.TryGetValue(context.NodeLabel, out Func<ActionContext<TestWorld>, ValueTask<ActionResult>>? act)
                ? act(context)
                : ValueTask.FromResult(ActionResult.Succeeded(context.NodeLabel));
        }

        public ValueTask<UndoResult> UndoAsync(ActionContext<TestWorld> context)
        {
            context.User.Note($"undo {context.NodeLabel}");
            return context.User.Undo.TryGetValue(context.NodeLabel, out Func<ActionContext<TestWorld>, ValueTask<UndoResult>>? undo)
                ? undo(context)
                : ValueTask.FromResult(UndoResult.Success);
        }
    }
}

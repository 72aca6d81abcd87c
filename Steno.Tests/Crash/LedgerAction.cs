using Steno.Cli.Demo.Provision;

namespace Steno.Tests.Crash;

/// <summary>
/// The demo saga with actions that write everything they do and see into the ledger. Each run of an action has an output
/// of its own, so that a second run of a node whose output was recorded cannot go unnoticed. Which sagas fail, where, and
/// whether an undo fails follows from the saga's id alone: every life decides the same.
/// </summary>
internal sealed class LedgerAction(ActionName name) : IAction<Ledger>
{
    private static readonly string[] s_actions =
    [
        "instance_create", "vpc_alloc_ip", "volume_create", "server_pick", "server_reserve", "instance_configure", "volume_attach", "instance_boot", "print",
    ];

    public static SagaDag Dag { get; } = ProvisionSaga.Create();

    public ActionName Name => name;

    public static ActionRegistry<Ledger> CreateRegistry()
    {
        var registry = new ActionRegistry<Ledger>();
        foreach (string action in s_actions)
        {
            registry.Register(new LedgerAction(new ActionName(action)));
        }
        return registry;
    }

    public async ValueTask<ActionResult> DoAsync(ActionContext<Ledger> context)
    {
        int node = (int)context.NodeId.Value;
        context.User.Append(new(LedgerVerb.Do, context.SagaId, node, -1, "-"));
        SagaShape shape = Dag.Shape;
        for (int other = 0; other < shape.Count; other++)
        {
            if (shape[other].Name is { } seen && shape.TryFindAncestor(node, seen, includeSelf: false, out int ancestor) && ancestor == other)
            {
                context.User.Append(new(LedgerVerb.Saw, context.SagaId, node, other, Text(context.RawOutput(seen.Value))));
            }
        }
        // Another thread: actions of one saga run at the same time where the DAG lets them.
        await Task.Yield();
        if (Fails(context.SagaId, node))
        {
            return ActionResult.Failed(new ActionError.ActionFailed(RawJson.Parse("\"refused\"")));
        }
        string output = $"\"{Guid.NewGuid():N}\"";
        context.User.Append(new(LedgerVerb.Did, context.SagaId, node, -1, output));
        return ActionResult.Succeeded(RawJson.Parse(output));
    }

    public async ValueTask<UndoResult> UndoAsync(ActionContext<Ledger> context)
    {
        int node = (int)context.NodeId.Value;
        context.User.Append(new(LedgerVerb.Undo, context.SagaId, node, -1, $"\"{context.OwnOutput<string>()}\""));
        await Task.Yield();
        if (UndoFails(context.SagaId, node))
        {
            return UndoResult.Failed(new UndoActionError.PermanentFailure(RawJson.Parse("\"jammed\"")));
        }
        context.User.Append(new(LedgerVerb.Undone, context.SagaId, node, -1, "-"));
        return UndoResult.Success;
    }

    private static string Text(RawJson json) => System.Text.Encoding.UTF8.GetString(json.Utf8.Span).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Half of all sagas succeed; of the rest each fails at one or two nodes.</summary>
    private static bool Fails(SagaId id, int node) => Digit(id, 0) >= 8 && (Digit(id, 1) == node || Digit(id, 2) == node);

    /// <summary>A quarter of those that fail may have an undo that fails.</summary>
    private static bool UndoFails(SagaId id, int node) => Digit(id, 3) < 4 && Digit(id, 4) == node;

    private static int Digit(SagaId id, int index) => Convert.ToInt32(id.ToString()[index..(index + 1)], 16);
}

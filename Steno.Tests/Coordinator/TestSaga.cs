using Steno.Store;
using Steno.Tests.Stores;

namespace Steno.Tests.Coordinator;

/// <summary>Small sagas, and the usual way to run them.</summary>
internal static class TestSaga
{
    private static readonly ActionName Act = new("act");

    /// <summary>A failure with this text.</summary>
    public static ValueTask<ActionResult> Fails(string why) => ValueTask.FromResult(ActionResult.Failed(new ActionError.ActionFailed(RawJson.Parse($"\"{why}\""))));

    /// <summary>An undo failure with this text.</summary>
    public static ValueTask<UndoResult> UndoFails(string why) => ValueTask.FromResult(UndoResult.Failed(new UndoActionError.PermanentFailure(RawJson.Parse($"\"{why}\""))));

    public static Node Act_(string name) => Node.Action(name, name, Act);

    /// <summary>Stages separated by blanks, the nodes of one stage by commas: <c>a b,c d</c>.</summary>
    public static SagaDag Of(string stages) => Of(stages, RawJson.Parse("""{"p":1}"""));

    /// <summary>The same with these parameters.</summary>
    public static SagaDag Of(string stages, RawJson parameters)
    {
        DagBuilder builder = new(new SagaName("test"));
        foreach (string stage in stages.Split(' '))
        {
            builder.AppendParallel(stage.Split(',').Select(Act_));
        }
        return new SagaDag(builder.Build(), parameters);
    }

    public static SagaNodeId Index(this SagaDag dag, string name) => dag.GetIndex(name);

    public static async Task<SagaResult> RunAsync(string stages, TestWorld world, ISecStore? store = null, SagaCoordinatorOptions? options = null)
    {
        await using SagaCoordinator<TestWorld> coordinator = new(store ?? new InMemorySecStore(), TestWorld.Actions, world, options);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of(stages)).Ends();
        return await saga.Completion.Ends();
    }

    public static string States(this SagaView view) => string.Join(" ", view.Nodes.Select(node => $"{node.Name}:{node.State.ToName()}"));
}

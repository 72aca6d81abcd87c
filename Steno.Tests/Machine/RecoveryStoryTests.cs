// Each test is a log that a crash left behind and that the machine once did not come back from.

using Steno.Store;

namespace Steno.Tests.Machine;

public class RecoveryStoryTests
{
    private static readonly SagaId Id = SagaId.Parse("049b2522-308d-442e-bc65-9bfaef863597");
    private static readonly SagaDag ForkJoin = ModelDags.WithActions(3).Single(dag => dag.Text == "(a|b),c").Saga;

    // (a|b),c: c failed and the undos of a and b were begun, both before the process died.
    private static readonly SagaNodeEvent[] BothUndosBegun =
    [
        Event(3, SagaNodeEventType.Started), Event(3, SagaNodeEventType.Succeeded(default)),
        Event(0, SagaNodeEventType.Started), Event(1, SagaNodeEventType.Started),
        Event(0, SagaNodeEventType.Succeeded(default)), Event(1, SagaNodeEventType.Succeeded(default)),
        Event(2, SagaNodeEventType.Started), Event(2, SagaNodeEventType.Failed(new ActionError.InjectedError())),
        Event(0, SagaNodeEventType.UndoStarted), Event(1, SagaNodeEventType.UndoStarted),
    ];

    private static readonly SagaNodeEvent[] OneUndoFailed = [.. BothUndosBegun, Event(1, InjectedOutcomes.UndoError)];

    /// <summary>The other undo counted as running in the new life too, where nothing runs: the first Decide took the end back, and nothing came after it.</summary>
    [Fact]
    public void Machine_RecoveredWithAFailedUndoBesideABegunOne_StaysStuckWhenItDecides()
    {
        SagaMachine machine = SagaMachine.Recover(ForkJoin.Shape, Id, OneUndoFailed);
        Assert.Equal(SagaEnd.Stuck, machine.End);
        List<SagaStep> steps = [];
        machine.Decide(steps);
        Assert.Equal(SagaEnd.Stuck, machine.End);
        Assert.Empty(steps);
    }

    /// <summary>The same seen from outside: the saga's completion never came.</summary>
    [Fact]
    public async Task Coordinator_ResumedWithAFailedUndoBesideABegunOne_Completes()
    {
        await using InMemorySecStore store = new();
        ActionRegistry<int> actions = new ActionRegistry<int>().Register(SagaAction.CreateWithoutUndo<int>("act", _ => new(ActionResult.Success)));
        await using SagaCoordinator<int> coordinator = new(store, actions, 0);
        SagaHandle saga = coordinator.ResumeSaga(Id, ForkJoin, OneUndoFailed);
        coordinator.StartSaga(Id);
        SagaResult result = await saga.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("b", Assert.IsType<SagaResult.Stuck>(result).UndoNode.Value);
    }

    /// <summary>An injected undo error takes effect at once. What else was interrupted begins again beside it, and is waited for.</summary>
    [Fact]
    public void Machine_InterruptedUndoFailsByInjection_IsStuckWhenTheOtherHasEnded()
    {
        SagaMachine machine = SagaMachine.Recover(ForkJoin.Shape, Id, BothUndosBegun);
        machine.InjectUndoError(0);
        List<SagaStep> steps = [];
        machine.Decide(steps);
        Assert.Equal(SagaEnd.None, machine.End);
        Assert.Equal([new SagaStep(1, IsUndo: true)], steps);
        machine.Complete(1, SagaNodeEventType.UndoFinished);
        machine.Decide(steps);
        Assert.Equal(SagaEnd.Stuck, machine.End);
    }

    private static SagaNodeEvent Event(uint node, SagaNodeEventType happened) => new(Id, new(node), happened);
}

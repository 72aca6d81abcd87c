// Recovery accepts more logs than our own machine leaves: other systems begin nodes in another order, and may die between any
// two events. Whatever it accepts must come to an end; whatever it does not must be refused with a typed error. So here are all
// logs of small DAGs, one for every choice of a status for every node, and most of them are nonsense.

using Xunit.Abstractions;

namespace Steno.Tests.Machine;

public class AcceptedLogTests(ITestOutputHelper output)
{
    private const int StatusCount = (int)SagaNodeStatus.UndoFailed + 1;

    private static readonly SagaId Id = SagaId.Parse("049b2522-308d-442e-bc65-9bfaef863597");

    [Fact]
    public void Machine_EveryLogThatRecoveryAccepts_ComesToAnEnd()
    {
        int logs = 0;
        int accepted = 0;
        foreach (ModelDag dag in SmallDags())
        {
            int count = (int)Math.Pow(StatusCount, dag.Shape.Count);
            for (int number = 0; number < count; number++)
            {
                SagaNodeEvent[] log = [.. LogOf(number, dag.Shape.Count)];
                logs++;
                if (TryRecover(dag, log, out SagaMachine machine))
                {
                    accepted++;
                    RunToEnd(dag, machine.Clone(), outcomeAt: 0);
                    RunToEnd(dag, machine, outcomeAt: ^1);
                }
            }
        }
        output.WriteLine($"{logs:N0} logs, {accepted:N0} accepted");
        Assert.InRange(accepted, 1, logs / 10);
    }

    private static IEnumerable<ModelDag> SmallDags()
    {
        IEnumerable<ModelDag> upToTwo = Enumerable.Range(1, 2).SelectMany(ModelDags.WithActions).Where(dag => dag.Shape.Count <= 6);
        return upToTwo.Concat(ModelDags.AnyGraph(3));
    }

    private static bool TryRecover(ModelDag dag, SagaNodeEvent[] log, out SagaMachine machine)
    {
        try
        {
            machine = SagaMachine.Recover(dag.Shape, Id, log);
            return true;
        }
        catch (SagaLogException)
        {
            machine = null!;
            return false;
        }
    }

    private static void RunToEnd(ModelDag dag, SagaMachine machine, Index outcomeAt)
    {
        List<SagaStep> steps = [];
        machine.Decide(steps);
        while (steps.Count > 0)
        {
            SagaStep step = steps[^1];
            steps.RemoveAt(steps.Count - 1);
            machine.Complete(step.Node, ModelOutcomes.Of(step.Node, step.IsUndo)[outcomeAt]);
            machine.Decide(steps);
        }
        Assert.True(machine.End != SagaEnd.None, $"{dag}: nothing to do and no end: {string.Join(' ', machine.Log)}");
        Assert.Equal(machine.End, ModelResult.Of(SagaResult.Of(Id, dag.Saga, machine)).End);
    }

    /// <summary>The log that gives each node the status that is its digit in a number.</summary>
    private static IEnumerable<SagaNodeEvent> LogOf(int number, int nodeCount)
    {
        for (int node = 0; node < nodeCount; node++, number /= StatusCount)
        {
            SagaNodeStatus status = (SagaNodeStatus)(number % StatusCount);
            SagaNodeEventType[] happened = status switch
            {
                SagaNodeStatus.NeverStarted => [],
                SagaNodeStatus.Started => [SagaNodeEventType.Started],
                SagaNodeStatus.Succeeded => [SagaNodeEventType.Started, SagaNodeEventType.Succeeded(default)],
                SagaNodeStatus.Failed => [SagaNodeEventType.Started, ModelOutcomes.Of(node, isUndo: false)[^1]],
                SagaNodeStatus.UndoStarted => [SagaNodeEventType.Started, SagaNodeEventType.Succeeded(default), SagaNodeEventType.UndoStarted],
                SagaNodeStatus.UndoFinished => [SagaNodeEventType.Started, SagaNodeEventType.Succeeded(default), SagaNodeEventType.UndoStarted, SagaNodeEventType.UndoFinished],
                _ => [SagaNodeEventType.Started, SagaNodeEventType.Succeeded(default), SagaNodeEventType.UndoStarted, ModelOutcomes.Of(node, isUndo: true)[^1]],
            };
            foreach (SagaNodeEventType each in happened)
            {
                yield return new(Id, new((uint)node), each);
            }
        }
    }
}

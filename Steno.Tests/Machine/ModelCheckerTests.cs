using Xunit.Abstractions;

namespace Steno.Tests.Machine;

/// <summary>
/// Proof by exhaustion over small sagas. STENO_LONG_MODEL=1 takes sagas of five actions too, and third crashes for up to four.
/// </summary>
public class ModelCheckerTests(ITestOutputHelper output)
{
    private const int Actions = 4;
    private const int Crashes = 2;

    [Fact]
    public void EverySmallSaga_WithEveryEndInEveryOrderAndCrashesAnywhere_EndsRight()
    {
        bool isLong = Environment.GetEnvironmentVariable("STENO_LONG_MODEL") == "1";
        long dags = 0;
        long states = 0;
        long executions = 0;
        Parallel.ForEach(ModelShapes.UpTo(isLong ? Actions + 1 : Actions), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, dag =>
        {
            int maxCrashes = isLong && ActionsOf(dag.Shape).Length <= Actions ? Crashes + 1 : Crashes;
            (long dagStates, long dagExecutions) = CheckAllChoices(dag.Shape, maxCrashes, new ModelSeams());
            Interlocked.Increment(ref dags);
            Interlocked.Add(ref states, dagStates);
            Interlocked.Add(ref executions, dagExecutions);
        });
        output.WriteLine($"{dags:N0} DAGs, {states:N0} states, {executions:N0} executions");
        Assert.True(dags > 40 && states > 75_000, $"{dags} DAGs, {states} states: the model has shrunk");
    }

    // The Rust crate's first defect: on recovery a node that never started is refused beside a parent that was undone.
    [Fact]
    public void Checker_StrictParentCheckForNeverStartedNodes_IsCaught()
    {
        ModelSeams strict = new()
        {
            Recover = (shape, id, events) =>
            {
                SagaLog log = SagaLog.Recover(id, events);
                for (int node = 0; node < shape.Count; node++)
                {
                    foreach (int parent in shape.ParentsOf(node))
                    {
                        bool isUndone = log.StatusOf(new SagaNodeId((uint)parent)) is SagaNodeStatus.UndoStarted or SagaNodeStatus.UndoFinished or SagaNodeStatus.UndoFailed;
                        if (isUndone && log.StatusOf(new SagaNodeId((uint)node)) == SagaNodeStatus.NeverStarted)
                        {
                            throw new SagaLogException(id, new SagaNodeId((uint)node), "strict.");
                        }
                    }
                }
                return SagaMachine.Recover(shape, id, events);
            },
        };

        Exception caught = Assert.ThrowsAny<Exception>(() => CheckAll(3, strict));

        Assert.Contains("cannot be recovered", caught.Message);
    }

    // The second one: errors live in a map beside the log and come into it later, so two that arrive together are told apart wrongly.
    [Fact]
    public void Checker_ErrorMapBesideTheLog_IsCaught()
    {
        ModelSeams separate = new()
        {
            // The map has only the failure with which unwinding began; the second one of a batch comes into it too late.
            FirstFailed = machine => machine.Log.First(entry => entry.EventType.Kind == SagaNodeEventKind.Failed).Node,
        };

        Exception caught = Assert.ThrowsAny<Exception>(() => CheckAll(3, separate));

        Assert.Contains("the result names node", caught.Message);
    }

    private static void CheckAll(int actions, ModelSeams seams)
    {
        foreach (SagaDag dag in ModelShapes.UpTo(actions))
        {
            CheckAllChoices(dag.Shape, maxCrashes: 1, seams);
        }
    }

    private static (long States, long Executions) CheckAllChoices(SagaShape shape, int maxCrashes, ModelSeams seams)
    {
        int[] actions = ActionsOf(shape);
        long states = 0;
        long executions = 0;
        for (int combination = 0; combination < 1 << (2 * actions.Length); combination++)
        {
            NodeChoice[] choices = new NodeChoice[shape.Count];
            for (int i = 0; i < actions.Length; i++)
            {
                choices[actions[i]] = (NodeChoice)(combination >> (2 * i) & 3);
            }
            (long more, long ends) = ModelChecker.Check(shape, choices, maxCrashes, seams);
            states += more;
            executions += ends;
        }
        return (states, executions);
    }

    private static int[] ActionsOf(SagaShape shape) => [.. Enumerable.Range(0, shape.Count).Where(node => shape[node].Kind == DagNodeKind.Action)];
}

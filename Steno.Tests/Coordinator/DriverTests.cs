using Microsoft.Extensions.Logging.Abstractions;
using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

/// <summary>What no use of the coordinator should bring about.</summary>
public class DriverTests
{
    // A bug in a machine, here one that runs another DAG than its runner: the saga is suspended, and neither hangs nor ends the
    // process from a thread of the pool.
    [Fact]
    public async Task Bug_InOneSaga_SuspendsIt()
    {
        CoordinatorCore<TestWorld> core = new(new InMemorySecStore(), new TestWorld(), gate: null, NullLogger.Instance, finishedSagasKept: 10);
        SagaDag dag = Of("a");
        SagaRunner<TestWorld> runner = new(core, SagaId.New(), dag, TestWorld.Actions.Resolve(dag.Shape), new SagaMachine(Of("a b,c,d,e,f g").Shape), SagaPhase.Loaded);
        core.Add(runner);

        runner.Start();

        Assert.IsType<SagaSuspendedException>(await Eventually.Outcome(async () => await runner.Completion));
        core.BeginStop();
        await core.AllEnded.Ends();
    }

    // Whoever asked has stopped waiting; the failure is logged and is nobody's unobserved exception.
    [Fact]
    public async Task FailuresThatNobodyWaitsFor_AreObserved()
    {
        List<Exception> unobserved = [];
        void Note(object? sender, UnobservedTaskExceptionEventArgs args)
        {
            lock (unobserved)
            {
                unobserved.Add(args.Exception);
            }
        }
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await FailUnheardAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            lock (unobserved)
            {
                Assert.DoesNotContain(unobserved, exception => exception.ToString().Contains("unheard", StringComparison.Ordinal));
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }
    }

    private static async Task FailUnheardAsync()
    {
        TaskCompletionSource write = new();
        ModelSecStore model = new();
        SagaId stored = SagaId.New();
        await model.CreateSagaAsync(new SagaCreateParams(stored, new SagaName("x"), default, SagaCachedState.Running));
        GatedSecStore store = new(model) { Before = (number, _) => number == 0 ? default : new ValueTask(write.Task) };
        SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, new TestWorld());
        SagaHandle loaded = await coordinator.CreateSagaAsync(SagaId.New(), Of("a")).Ends();
        using CancellationTokenSource cancel = new();
        Task[] waiting =
        [
            coordinator.CreateSagaAsync(SagaId.New(), Of("a"), cancel.Token),
            coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a"), cancel.Token),
            coordinator.AbandonSagaAsync(loaded.Id, "x", cancel.Token),
            coordinator.AbandonSagaAsync(stored, "x", cancel.Token),
        ];
        await cancel.CancelAsync();
        foreach (Task each in waiting)
        {
            Assert.IsAssignableFrom<OperationCanceledException>(await Eventually.Outcome(async () => await each));
        }
        write.SetException(new IOException("unheard"));
        await coordinator.StopAsync().Ends();
    }
}

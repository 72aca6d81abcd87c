using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

public class StoreFailureTests
{
    private const string Stages = "a b,c,d e f";

    // Every write of every way that this saga can go fails once; the next life must end as if nothing had happened, and no
    // action may have run whose start the store does not know.
    [Theory]
    [InlineData("", "")]
    [InlineData("e", "")]
    [InlineData("c", "")]
    [InlineData("e", "c")]
    public async Task EveryWriteFailsOnce_SagaIsSuspendedAndItsNextLifeEndsRight(string failing, string failingUndo)
    {
        SagaResult expected = await RunAsync(Stages, World(failing, failingUndo));
        int failures = 0;
        for (int failAt = 0; ; failAt++)
        {
            ModelSecStore model = new();
            GatedSecStore store = new(model);
            store.Before = (number, _) => number == failAt ? throw new IOException("the disk is gone") : default;
            TestWorld world = World(failing, failingUndo);
            SagaId id = SagaId.New();
            await using SagaCoordinator<TestWorld> first = new(store, TestWorld.Actions, world);
            Exception? refused = await Eventually.Outcome(async () => await first.CreateAndStartSagaAsync(id, Of(Stages)));
            if (failAt == 0)
            {
                Assert.IsType<IOException>(refused);
                Assert.Null(first.GetSaga(id));
                Assert.Empty(world.Calls);
                continue;
            }
            Assert.Null(refused);
            Task<SagaResult> completion = first.GetSaga(id)!.Completion;
            if (await Eventually.Outcome(async () => await completion) is not { } suspended)
            {
                Assert.Equal(Text(expected), Text(await completion));
                Assert.True(failures >= 5, $"only {failures} writes could fail");
                return;
            }
            failures++;
            Assert.IsType<IOException>(Assert.IsType<SagaSuspendedException>(suspended).InnerException);
            Assert.Equal(SagaPhase.Suspended, first.GetSaga(id)!.GetView().Phase);
            await first.StopAsync().Ends();
            int callsBefore = world.Calls.Count;
            IReadOnlyList<SagaNodeEvent> recorded = await model.ReadEventsAsync(id);
            foreach (string call in world.Calls.Where(call => call.StartsWith("do ", StringComparison.Ordinal)))
            {
                SagaNodeId node = Of(Stages).Index(call[3..]);
                Assert.Contains(recorded, entry => entry.NodeId == node && entry.EventType.Kind == SagaNodeEventKind.Started);
            }
            Assert.Equal(recorded, first.GetSaga(id)!.GetView().Log.Events);

            await using SagaCoordinator<TestWorld> second = new(model, TestWorld.Actions, World(failing, failingUndo));
            RecoveryReport report = await second.RecoverAsync(model).Ends();
            RecoveredSaga recovered = Assert.Single(report.Sagas);
            Assert.Equal(Text(expected), Text(await recovered.Handle!.Completion.Ends()));
            Assert.Equal(SagaCachedState.Done, (await model.GetSagaAsync(id))!.State);
            Assert.Equal(callsBefore, world.Calls.Count);
        }
    }

    [Fact]
    public async Task StoreThatFailsWhileActionsRun_CancelsThemAndIgnoresTheirOutcomes()
    {
        TaskCompletionSource release = new();
        CancellationToken seen = default;
        TaskCompletionSource isRunning = new();
        TestWorld world = new()
        {
            Do =
            {
                ["b"] = async context =>
                {
                    seen = context.Cancellation;
                    isRunning.SetResult();
                    await release.Task;
                    return ActionResult.Success;
                },
                ["c"] = async _ =>
                {
                    await isRunning.Task;
                    return ActionResult.Success;
                },
            },
        };
        ModelSecStore model = new();
        GatedSecStore store = new(model) { Before = (number, _) => number == 2 ? throw new IOException("gone") : default };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b,c d")).Ends();

        Assert.IsType<SagaSuspendedException>(await Eventually.Outcome(async () => await saga.Completion));
        release.SetResult();
        await coordinator.StopAsync().Ends();

        Assert.True(seen.IsCancellationRequested);
        Assert.DoesNotContain(await model.ReadEventsAsync(saga.Id), entry => entry.EventType.Kind == SagaNodeEventKind.Succeeded && entry.NodeId == saga.GetView().Dag.Index("b"));
    }

    [Fact]
    public async Task PoisonedStore_SuspendsEverySaga()
    {
        TaskCompletionSource never = new();
        TestWorld world = new() { Do = { ["slow"] = async _ => { await never.Task; return ActionResult.Success; } } };
        bool isPoisoned = false;
        GatedSecStore store = new(new ModelSecStore());
        store.Before = (_, _) => Volatile.Read(ref isPoisoned) ? throw new StorePoisonedException("somewhere", new IOException("EIO")) : default;
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world, new() { CancelGrace = TimeSpan.Zero, StopDeadline = TimeSpan.Zero });
        SagaHandle waiting = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("slow")).Ends();
        SagaHandle loaded = await coordinator.CreateSagaAsync(SagaId.New(), Of("a")).Ends();
        Volatile.Write(ref isPoisoned, true);

        Assert.IsType<StorePoisonedException>(await Eventually.Outcome(async () => await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a"))));

        foreach (SagaHandle saga in (SagaHandle[])[waiting, loaded])
        {
            Exception? suspended = await Eventually.Outcome(async () => await saga.Completion);
            Assert.IsType<StorePoisonedException>(Assert.IsType<SagaSuspendedException>(suspended).InnerException);
        }
    }

    [Fact]
    public async Task ErrorOfOneSaga_LeavesTheOthersAlone()
    {
        SagaId badId = SagaId.New();
        GatedSecStore store = new(new ModelSecStore())
        {
            Before = (number, records) => number > 0 && records.Span[0].SagaId == badId ? throw new IOException("a bad block") : default,
        };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, new TestWorld());

        SagaHandle bad = await coordinator.CreateAndStartSagaAsync(badId, Of("a")).Ends();
        SagaHandle good = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();

        Assert.IsType<IOException>((await Eventually.Outcome(async () => await bad.Completion))!.InnerException);
        Assert.IsType<SagaResult.Succeeded>(await good.Completion.Ends());
    }

    // Views answer while a write hangs and while an action blocks its thread.
    [Fact]
    public async Task Views_NeverWaitForTheStoreOrAnAction()
    {
        using ManualResetEventSlim block = new();
        TaskCompletionSource write = new();
        TestWorld world = new() { Do = { ["a"] = _ => { block.Wait(Eventually.Limit); return ValueTask.FromResult(ActionResult.Success); } } };
        GatedSecStore store = new(new ModelSecStore()) { Before = (number, _) => number == 1 ? new ValueTask(write.Task) : default };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world);

        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        string blocked = await UntilAsync(saga, "a:working");
        block.Set();
        string unwritten = await UntilAsync(saga, "a:queued-todo");
        write.SetResult();
        await saga.Completion.Ends();

        Assert.Equal("a:working b:blocked (start):done (end):blocked", blocked);
        // The outcome of a is with the store and not durable: nothing may show that it succeeded.
        Assert.Equal("a:queued-todo b:blocked (start):done (end):blocked", unwritten);
        Assert.Equal("a:done b:done (start):done (end):done", saga.GetView().States());
    }

    private static async Task<string> UntilAsync(SagaHandle saga, string wanted)
    {
        using CancellationTokenSource limit = new(Eventually.Limit);
        while (!saga.GetView().States().Contains(wanted, StringComparison.Ordinal))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        return saga.GetView().States();
    }

    private static TestWorld World(string failing, string failingUndo)
    {
        TestWorld world = new();
        if (failing != "")
        {
            world.Do[failing] = _ => Fails("boom");
        }
        if (failingUndo != "")
        {
            world.Undo[failingUndo] = _ => UndoFails("cannot");
        }
        return world;
    }

    private static string Text(SagaResult result) => result switch
    {
        SagaResult.Succeeded ok => $"ok {ok.RawOutput}",
        SagaResult.Failed failed => $"failed {failed.Node} {failed.Error}",
        SagaResult.Stuck stuck => $"stuck {stuck.Node} {stuck.Error} {stuck.UndoNode} {stuck.UndoError}",
        _ => "abandoned",
    };
}

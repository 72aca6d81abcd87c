using Microsoft.Extensions.Time.Testing;
using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

public class StopTests
{
    [Fact]
    public async Task Stop_WhileAnActionRuns_RecordsItsOutcomeAndStartsNoOther()
    {
        TaskCompletionSource isRunning = new();
        TaskCompletionSource release = new();
        TestWorld world = new() { Do = { ["a"] = async _ => { isRunning.SetResult(); await release.Task; return ActionResult.Succeeded("late"); } } };
        ModelSecStore model = new();
        SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        await isRunning.Task.Ends();

        Task<StopReport> stop = coordinator.StopAsync();
        release.SetResult();

        Assert.True((await stop.Ends()).WasOrderly);
        Assert.IsType<CoordinatorStoppedException>((await Eventually.Outcome(async () => await saga.Completion))!.InnerException);
        Assert.Equal(["do a"], world.Calls);
        Assert.Equal("a:done b:queued-todo (start):done (end):blocked", saga.GetView().States());
        TestWorld next = new();
        await using SagaCoordinator<TestWorld> second = new(model, TestWorld.Actions, next);
        RecoveryReport report = await second.RecoverAsync(model).Ends();
        Assert.IsType<SagaResult.Succeeded>(await report.Sagas[0].Handle!.Completion.Ends());
        Assert.Equal(["do b"], next.Calls);
    }

    [Fact]
    public async Task Stop_AfterTheDeadline_CancelsAndTheCancelledActionIsNoOutcome()
    {
        FakeTimeProvider clock = new();
        TaskCompletionSource isRunning = new();
        TestWorld world = new()
        {
            Do =
            {
                ["a"] = async context =>
                {
                    isRunning.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, context.Cancellation);
                    return ActionResult.Success;
                },
            },
        };
        ModelSecStore model = new();
        SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world, new() { TimeProvider = clock });
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        await isRunning.Task.Ends();

        Task<StopReport> stop = coordinator.StopAsync(TimeSpan.FromSeconds(10));
        Assert.False(stop.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(11));
        StopReport report = await stop.Ends();

        Assert.False(report.WasOrderly);
        Assert.Empty(report.LeftRunning);
        Assert.Equal([SagaNodeEventKind.Started, SagaNodeEventKind.Succeeded, SagaNodeEventKind.Started], (await model.ReadEventsAsync(saga.Id)).Select(entry => entry.EventType.Kind));
        TestWorld next = new();
        await using SagaCoordinator<TestWorld> second = new(model, TestWorld.Actions, next);
        RecoveryReport recovery = await second.RecoverAsync(model).Ends();
        await recovery.Sagas[0].Handle!.Completion.Ends();
        Assert.Equal(["do a", "do b"], next.Calls);
    }

    [Fact]
    public async Task Stop_WithAnActionThatHeedsNothing_EndsAndNamesTheSaga()
    {
        FakeTimeProvider clock = new();
        TaskCompletionSource isRunning = new();
        TaskCompletionSource never = new();
        TestWorld world = new() { Do = { ["a"] = async _ => { isRunning.SetResult(); await never.Task; return ActionResult.Success; } } };
        ModelSecStore model = new();
        SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world, new() { TimeProvider = clock });
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        await isRunning.Task.Ends();

        Task<StopReport> stop = coordinator.StopAsync(TimeSpan.FromSeconds(10));
        while (!stop.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            await Task.Yield();
        }

        Assert.Equal([saga.Id], (await stop.Ends()).LeftRunning);
        Assert.IsType<SagaSuspendedException>(await Eventually.Outcome(async () => await saga.Completion));
        never.SetResult();
        Assert.Equal(3, (await model.ReadEventsAsync(saga.Id)).Count);
    }

    [Fact]
    public async Task Stop_WithSagasThatWereNeverStarted_LeavesThemToRecovery()
    {
        ModelSecStore model = new();
        SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, new TestWorld());
        SagaHandle saga = await coordinator.CreateSagaAsync(SagaId.New(), Of("a")).Ends();

        Assert.True((await coordinator.StopAsync().Ends()).WasOrderly);

        Assert.IsType<SagaSuspendedException>(await Eventually.Outcome(async () => await saga.Completion));
        await using SagaCoordinator<TestWorld> second = new(model, TestWorld.Actions, new TestWorld());
        RecoveryReport report = await second.RecoverAsync(model).Ends();
        Assert.IsType<SagaResult.Succeeded>(await Assert.Single(report.Sagas).Handle!.Completion.Ends());
    }

    [Fact]
    public async Task AfterStop_EverythingNewIsRefused()
    {
        SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, new TestWorld());
        await coordinator.StopAsync().Ends();

        Assert.IsType<CoordinatorStoppedException>(await Eventually.Outcome(async () => await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a"))));
        Assert.Throws<CoordinatorStoppedException>(() => coordinator.ResumeSaga(SagaId.New(), Of("a"), []));
        await coordinator.DisposeAsync();
    }

    // A saga that was abandoned has ended, and its action has not: whoever stops wants to know that.
    [Fact]
    public async Task Stop_WhileAnActionOfAnAbandonedSagaRuns_WaitsForItAndNamesIt()
    {
        FakeTimeProvider clock = new();
        TaskCompletionSource bothRun = new();
        TaskCompletionSource never = new();
        CountdownEvent running = new(2);
        TestWorld world = new() { Do = { ["a"] = async _ => { if (running.Signal()) { bothRun.SetResult(); } await never.Task; return ActionResult.Success; } } };
        SagaCoordinator<TestWorld> coordinator = new(new ModelSecStore(), TestWorld.Actions, world, new() { TimeProvider = clock, FinishedSagasKept = 0 });
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        SagaHandle other = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        await bothRun.Task.Ends();
        await coordinator.AbandonSagaAsync(saga.Id, "x").Ends();
        await coordinator.AbandonSagaAsync(other.Id, "x").Ends();
        await saga.Completion.Ends();

        Task<StopReport> stop = coordinator.StopAsync(TimeSpan.FromSeconds(10));
        Assert.False(stop.IsCompleted);
        while (!stop.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            await Task.Yield();
        }

        Assert.False((await stop.Ends()).WasOrderly);
        Assert.Equal(((SagaId[])[saga.Id, other.Id]).Order(), (await stop).LeftRunning);
        Assert.NotNull(coordinator.GetSaga(saga.Id));
        never.SetResult();
        using CancellationTokenSource limit = new(Eventually.Limit);
        while (coordinator.GetSaga(saga.Id) is not null)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Stop_WhenTheActionOfAnAbandonedSagaEnds_IsOrderly()
    {
        TaskCompletionSource isRunning = new();
        TaskCompletionSource release = new();
        TestWorld world = new() { Do = { ["a"] = async _ => { isRunning.SetResult(); await release.Task; return ActionResult.Success; } } };
        SagaCoordinator<TestWorld> coordinator = new(new ModelSecStore(), TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        await isRunning.Task.Ends();
        await coordinator.AbandonSagaAsync(saga.Id, "x").Ends();

        Task<StopReport> stop = coordinator.StopAsync();
        Assert.False(stop.IsCompleted);
        release.SetResult();

        Assert.True((await stop.Ends()).WasOrderly);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_WhileASagaIsBeingCreated_WaitsAndLeavesItToRecovery(bool startsIt)
    {
        TaskCompletionSource create = new();
        ModelSecStore model = new();
        GatedSecStore store = new(model) { Before = (number, _) => number == 0 ? new ValueTask(create.Task) : default };
        TestWorld world = new();
        SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world);
        SagaId id = SagaId.New();
        Task<SagaHandle> creating = startsIt ? coordinator.CreateAndStartSagaAsync(id, Of("a")) : coordinator.CreateSagaAsync(id, Of("a"));
        Assert.Equal(SagaPhase.Creating, Assert.Single(coordinator.ListSagas()).Phase);
        Assert.Equal(SagaPhase.Creating, Assert.Throws<SagaStateException>(() => coordinator.StartSaga(id)).Phase);
        Assert.IsType<SagaStateException>(await Eventually.Outcome(async () => await coordinator.AbandonSagaAsync(id, "x")));

        Task<StopReport> stop = coordinator.StopAsync();
        Assert.False(stop.IsCompleted);
        create.SetResult();

        SagaHandle saga = await creating.Ends();
        Assert.True((await stop.Ends()).WasOrderly);
        Assert.IsType<SagaSuspendedException>(await Eventually.Outcome(async () => await saga.Completion));
        Assert.Empty(world.Calls);
        await using SagaCoordinator<TestWorld> second = new(model, TestWorld.Actions, world);
        RecoveryReport report = await second.RecoverAsync(model).Ends();
        Assert.IsType<SagaResult.Succeeded>(await Assert.Single(report.Sagas).Handle!.Completion.Ends());
    }

    [Fact]
    public async Task Stop_WhileACreationFails_HoldsNoSaga()
    {
        TaskCompletionSource create = new();
        GatedSecStore store = new(new ModelSecStore()) { Before = (_, _) => new ValueTask(create.Task) };
        SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, new TestWorld());
        Task<SagaHandle> creating = coordinator.CreateSagaAsync(SagaId.New(), Of("a"));

        Task<StopReport> stop = coordinator.StopAsync();
        create.SetException(new IOException("gone"));

        Assert.IsType<IOException>(await Eventually.Outcome(async () => await creating));
        Assert.True((await stop.Ends()).WasOrderly);
        Assert.Empty(coordinator.ListSagas());
    }

    // Creations and a stop at random moments: a creation gives a saga or says that the coordinator stopped, nothing else.
    [Fact]
    public async Task StopAtAnyMomentOfCreations_GivesSagasOrSaysThatItStopped()
    {
        for (int round = 0; round < 2_000; round++)
        {
            SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, new TestWorld());
            using Barrier both = new(2);
            Task<Exception?> creating = Task.Run(async () =>
            {
                both.SignalAndWait(Eventually.Limit);
                Exception? refused = null;
                for (int i = 0; i < 30 && refused is null; i++)
                {
                    refused = await Eventually.Outcome(async () => await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a")));
                }
                return refused;
            });
            both.SignalAndWait(Eventually.Limit);
            Thread.SpinWait(round % 400);
            Assert.True((await coordinator.StopAsync().Ends()).WasOrderly);
            if (await creating is { } refusal)
            {
                Assert.IsType<CoordinatorStoppedException>(refusal);
            }
        }
    }

    [Fact]
    public async Task Stop_WithANegativeDeadline_IsRefusedAndTheCoordinatorGoesOn()
    {
        SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, new TestWorld());

        Assert.IsType<ArgumentOutOfRangeException>(await Eventually.Outcome(async () => await coordinator.StopAsync(TimeSpan.FromSeconds(-5))));

        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a")).Ends();
        await saga.Completion.Ends();
        Assert.True((await coordinator.StopAsync().Ends()).WasOrderly);
    }

    [Fact]
    public async Task Stop_WithADeadlineThatNoTimerTakes_WaitsAsLongAsOneCan()
    {
        FakeTimeProvider clock = new();
        TaskCompletionSource isRunning = new();
        TaskCompletionSource release = new();
        TestWorld world = new() { Do = { ["a"] = async _ => { isRunning.SetResult(); await release.Task; return ActionResult.Success; } } };
        SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, world, new() { TimeProvider = clock, StopDeadline = TimeSpan.MaxValue, CancelGrace = TimeSpan.MaxValue });
        await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a")).Ends();
        await isRunning.Task.Ends();

        ValueTask stop = coordinator.DisposeAsync();
        clock.Advance(TimeSpan.FromDays(49));
        Assert.False(stop.IsCompleted);
        release.SetResult();

        await stop.Ends();
    }

    // Whoever is told that the coordinator stopped first must not find the saga abandoned, and the other way round.
    [Fact]
    public async Task AbandonDuringAStop_IsDoneOrRefusedAndTheStoreAgrees()
    {
        for (int round = 0; round < 2_000; round++)
        {
            ModelSecStore model = new();
            TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
            TestWorld world = new() { Do = { ["a"] = async _ => { await release.Task; return ActionResult.Success; } } };
            SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
            SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
            Task<StopReport> stop = Task.Run(() => coordinator.StopAsync());
            Thread.SpinWait(500);
            release.SetResult();
            Thread.SpinWait(round % 600);

            Exception? refused = await Eventually.Outcome(async () => await coordinator.AbandonSagaAsync(saga.Id, "x"));

            await stop.Ends();
            Assert.Equal(refused is null ? 1 : 0, (await model.ReadNotesAsync(saga.Id)).Count);
            bool hasEnded = await Eventually.Outcome(async () => await saga.Completion) is null;
            // One that was suspended first can be abandoned in the store.
            Assert.Equal(hasEnded || refused is null, (await model.GetSagaAsync(saga.Id))!.State == SagaCachedState.Done);
            Assert.True(hasEnded || refused is null || refused is CoordinatorStoppedException or SagaStateException { Phase: SagaPhase.Suspended }, refused?.ToString());
        }
    }

    // Stops at random moments of many sagas: every completion ends, every saga's next life ends right.
    [Fact]
    public async Task StopAtAnyMoment_LosesNothing()
    {
        for (int round = 0; round < 100; round++)
        {
            ModelSecStore model = new();
            TestWorld world = new() { Do = { ["b"] = async _ => { await Task.Yield(); return ActionResult.Success; } } };
            SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
            List<SagaHandle> sagas = [];
            for (int i = 0; i < 10; i++)
            {
                sagas.Add(await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b,c d")).Ends());
            }
            await coordinator.StopAsync().Ends();
            Exception?[] ends = await Task.WhenAll(sagas.Select(saga => Eventually.Outcome(async () => await saga.Completion)));
            await using SagaCoordinator<TestWorld> second = new(model, TestWorld.Actions, new TestWorld());
            RecoveryReport report = await second.RecoverAsync(model).Ends();
            Assert.Equal(ends.Count(end => end is not null), report.Sagas.Count);
            foreach (RecoveredSaga saga in report.Sagas)
            {
                Assert.IsType<SagaResult.Succeeded>(await saga.Handle!.Completion.Ends());
            }
        }
    }
}

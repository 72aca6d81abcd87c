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

using Steno.Json;
using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

public class AbandonTests
{
    [Fact]
    public async Task Abandon_WhileAnActionRuns_StopsTheSagaAndKeepsTheReason()
    {
        TaskCompletionSource isRunning = new();
        TaskCompletionSource release = new();
        CancellationToken seen = default;
        TestWorld world = new() { Do = { ["b"] = async context => { seen = context.Cancellation; isRunning.SetResult(); await release.Task; return ActionResult.Success; } } };
        ModelSecStore model = new();
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b c")).Ends();
        await isRunning.Task.Ends();

        await coordinator.AbandonSagaAsync(saga.Id, "the customer left").Ends();
        release.SetResult();

        Assert.Equal("the customer left", Assert.IsType<SagaResult.Abandoned>(await saga.Completion.Ends()).Reason);
        Assert.True(seen.IsCancellationRequested);
        Assert.Equal(["the customer left"], await model.ReadNotesAsync(saga.Id));
        Assert.Equal(SagaCachedState.Done, (await model.GetSagaAsync(saga.Id))!.State);
        Assert.Equal(["do a", "do b"], world.Calls);
        Assert.Equal((SagaPhase.Abandoned, "the customer left"), (saga.GetView().Phase, saga.GetView().AbandonReason));
        Assert.Empty((await coordinator.RecoverAsync(model).Ends()).Sagas);
    }

    [Fact]
    public async Task Abandon_OfASagaThatOnlyTheStoreKnows_Works()
    {
        ModelSecStore model = new();
        SagaId id = SagaId.New();
        await model.CreateSagaAsync(new SagaCreateParams(id, new SagaName("x"), RawJson.Parse("\"not a DAG\""), SagaCachedState.Running));
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, new TestWorld());
        Assert.Equal(RecoveryOutcome.Corrupt, Assert.Single((await coordinator.RecoverAsync(model).Ends()).Sagas).Outcome);

        await coordinator.AbandonSagaAsync(id, "damaged").Ends();

        Assert.Equal(["damaged"], await model.ReadNotesAsync(id));
        Assert.Empty((await coordinator.RecoverAsync(model).Ends()).Sagas);
        Assert.IsType<UnknownSagaException>(await Eventually.Outcome(async () => await coordinator.AbandonSagaAsync(SagaId.New(), "x")));
    }

    [Fact]
    public async Task Abandon_OfALoadedSaga_NeverRunsIt()
    {
        TestWorld world = new();
        await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateSagaAsync(SagaId.New(), Of("a")).Ends();

        await coordinator.AbandonSagaAsync(saga.Id, "never mind").Ends();

        Assert.IsType<SagaResult.Abandoned>(await saga.Completion.Ends());
        Assert.Empty(world.Calls);
        Assert.Throws<SagaStateException>(() => coordinator.StartSaga(saga.Id));
    }

    [Fact]
    public async Task Abandon_OfAFinishedSaga_IsRefused()
    {
        await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, new TestWorld());
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a")).Ends();
        await saga.Completion.Ends();

        Assert.IsType<SagaStateException>(await Eventually.Outcome(async () => await coordinator.AbandonSagaAsync(saga.Id, "too late")));
    }

    [Fact]
    public async Task Abandon_WhenTheStoreFails_SuspendsAndSaysSo()
    {
        ModelSecStore model = new();
        GatedSecStore store = new(model) { Before = (number, _) => number == 1 ? throw new IOException("gone") : default };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, new TestWorld());
        SagaHandle saga = await coordinator.CreateSagaAsync(SagaId.New(), Of("a")).Ends();

        Assert.IsType<IOException>(await Eventually.Outcome(async () => await coordinator.AbandonSagaAsync(saga.Id, "x")));

        Assert.IsType<SagaSuspendedException>(await Eventually.Outcome(async () => await saga.Completion));
        await coordinator.AbandonSagaAsync(saga.Id, "second try").Ends();
        Assert.Equal(["second try"], await model.ReadNotesAsync(saga.Id));
    }

    // Requests to abandon at random moments: whatever wins, exactly one end is told and the store agrees with it.
    [Fact]
    public async Task Abandon_AtAnyMoment_EndsOnce()
    {
        for (int round = 0; round < 300; round++)
        {
            ModelSecStore model = new();
            TestWorld world = new() { Do = { ["b"] = async _ => { await Task.Yield(); return ActionResult.Success; } } };
            await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
            SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b,c d")).Ends();
            for (int spin = 0; spin < round; spin++)
            {
                await Task.Yield();
            }
            Exception? refused = await Eventually.Outcome(async () => await coordinator.AbandonSagaAsync(saga.Id, "now"));
            SagaResult result = await saga.Completion.Ends();
            Assert.Equal(refused is null, result is SagaResult.Abandoned);
            Assert.Equal(refused is null ? 1 : 0, (await model.ReadNotesAsync(saga.Id)).Count);
            Assert.Equal(SagaCachedState.Done, (await model.GetSagaAsync(saga.Id))!.State);
        }
    }

    // A reason without a UTF-8 form used to be noticed by the driver, after everybody had been told that the saga is given up:
    // it stayed running for ever, or the exception ended the process.
    [Fact]
    public async Task Abandon_WithAReasonThatHasNoUtf8Form_IsRefusedAndTheSagaGoesOn()
    {
        TaskCompletionSource write = new();
        GatedSecStore store = new(new ModelSecStore()) { Before = (number, _) => number == 1 ? new ValueTask(write.Task) : default };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, new TestWorld());
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();

        Assert.IsType<StenoJsonException>(await Eventually.Outcome(async () => await coordinator.AbandonSagaAsync(saga.Id, "\ud800")));
        write.SetResult();

        Assert.IsType<SagaResult.Succeeded>(await saga.Completion.Ends());
    }

    // Outcomes that arrive and steps that are decided while the store has the note are not lost when it refuses it.
    [Fact]
    public async Task Abandon_WithAReasonThatTheStoreRefuses_LeavesTheSagaAsItWas()
    {
        TaskCompletionSource isNoteThere = new();
        TaskCompletionSource refuse = new();
        TaskCompletionSource release = new();
        CancellationToken seen = default;
        ModelSecStore model = new(payloadLimitBytes: 4_000);
        GatedSecStore store = new(model)
        {
            Before = (_, records) =>
            {
                if (records.Span[0].Kind != SagaRecordKind.Note)
                {
                    return default;
                }
                isNoteThere.TrySetResult();
                return new ValueTask(refuse.Task);
            },
        };
        TestWorld world = new() { Do = { ["b"] = async context => { seen = context.Cancellation; await release.Task; return ActionResult.Success; } } };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b c")).Ends();
        while (!world.Calls.Contains("do b"))
        {
            await Task.Yield();
        }

        Task abandoning = coordinator.AbandonSagaAsync(saga.Id, new string('x', 5_000));
        await isNoteThere.Task.Ends();
        release.SetResult();
        refuse.SetResult();

        Assert.IsType<PayloadTooLargeException>(await Eventually.Outcome(async () => await abandoning));
        Assert.IsType<SagaResult.Succeeded>(await saga.Completion.Ends());
        Assert.False(seen.IsCancellationRequested);
        Assert.Null(saga.GetView().AbandonReason);
        Assert.Equal(["do a", "do b", "do c"], world.Calls);
        Assert.Empty(await model.ReadNotesAsync(saga.Id));
    }

    [Fact]
    public async Task Abandon_OfALoadedSagaWithAReasonThatTheStoreRefuses_LeavesItToBeStarted()
    {
        await using SagaCoordinator<TestWorld> coordinator = new(new ModelSecStore(payloadLimitBytes: 4_000), TestWorld.Actions, new TestWorld());
        SagaHandle saga = await coordinator.CreateSagaAsync(SagaId.New(), Of("a")).Ends();

        Assert.IsType<PayloadTooLargeException>(await Eventually.Outcome(async () => await coordinator.AbandonSagaAsync(saga.Id, new string('x', 5_000))));

        Assert.Equal(SagaPhase.Loaded, saga.GetView().Phase);
        coordinator.StartSaga(saga.Id);
        Assert.IsType<SagaResult.Succeeded>(await saga.Completion.Ends());
    }

    // Steps that were decided before the abandonment is durable wait for it.
    [Fact]
    public async Task Abandon_DuringAWrite_BeginsNothingMore()
    {
        TaskCompletionSource isWriting = new();
        TaskCompletionSource write = new();
        TestWorld world = new();
        GatedSecStore store = new(new ModelSecStore())
        {
            Before = (number, _) =>
            {
                if (number != 1)
                {
                    return default;
                }
                isWriting.SetResult();
                return new ValueTask(write.Task);
            },
        };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b,c d")).Ends();
        await isWriting.Task.Ends();

        Task abandoning = coordinator.AbandonSagaAsync(saga.Id, "x");
        write.SetResult();
        await abandoning.Ends();

        Assert.Equal(["do a"], world.Calls);
        Assert.IsType<SagaResult.Abandoned>(await saga.Completion.Ends());
    }

    // Evicted, so that only the store can tell that there is nothing left to abandon.
    [Theory]
    [InlineData("", SagaPhase.Succeeded)]
    [InlineData("b", SagaPhase.Failed)]
    public async Task Abandon_OfASagaThatEndedAndWasForgotten_IsRefused(string failing, SagaPhase phase)
    {
        ModelSecStore model = new();
        TestWorld world = new() { Do = { [failing] = _ => Fails("boom") } };
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world, new() { FinishedSagasKept = 0 });
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        await saga.Completion.Ends();
        Assert.Null(coordinator.GetSaga(saga.Id));

        SagaStateException refused = Assert.IsType<SagaStateException>(await Eventually.Outcome(async () => await coordinator.AbandonSagaAsync(saga.Id, "too late")));

        Assert.Equal(phase, refused.Phase);
        Assert.Empty(await model.ReadNotesAsync(saga.Id));
    }
}

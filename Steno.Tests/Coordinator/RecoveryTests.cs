using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

public class RecoveryTests
{
    [Fact]
    public async Task Recover_OneBadSagaOfEachKind_NeverStopsTheOthers()
    {
        ModelSecStore model = new();
        SagaId good = await AddAsync(model, Of("a b").ToSortedJson());
        SagaId corruptDag = await AddAsync(model, RawJson.Parse("""{"saga_name":"x"}"""));
        SagaId cyclic = await AddAsync(model, RawJson.Parse(Of("a b").ToSortedJson().ToString().Replace("[0,1,null]", "[0,1,null],[1,0,null]", StringComparison.Ordinal)));
        SagaId unknownAction = await AddAsync(model, RawJson.Parse(Of("a").ToSortedJson().ToString().Replace("\"act\"", "\"other\"", StringComparison.Ordinal)));
        SagaId illegalLog = await AddAsync(model, Of("a b").ToSortedJson(), (1, SagaNodeEventType.Started));
        SagaId foreignNode = await AddAsync(model, Of("a b").ToSortedJson(), (9, SagaNodeEventType.Started));
        SagaId complete = await AddAsync(model, Of("a").ToSortedJson(), CompleteLog);
        SagaId alsoGood = await AddAsync(model, Of("a").ToSortedJson());
        TestWorld world = new();
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);

        RecoveryReport report = await coordinator.RecoverAsync(model).Ends();

        Dictionary<SagaId, RecoveryOutcome> outcomes = report.Sagas.ToDictionary(saga => saga.Id, saga => saga.Outcome);
        Assert.Equal(8, outcomes.Count);
        Assert.Equal(RecoveryOutcome.Resumed, outcomes[good]);
        Assert.Equal(RecoveryOutcome.Resumed, outcomes[alsoGood]);
        Assert.Equal(RecoveryOutcome.Corrupt, outcomes[corruptDag]);
        Assert.Equal(RecoveryOutcome.Corrupt, outcomes[cyclic]);
        Assert.Equal(RecoveryOutcome.Corrupt, outcomes[illegalLog]);
        Assert.Equal(RecoveryOutcome.Corrupt, outcomes[foreignNode]);
        Assert.Equal(RecoveryOutcome.Incompatible, outcomes[unknownAction]);
        Assert.Equal(RecoveryOutcome.AlreadyDone, outcomes[complete]);
        Assert.All(report.Sagas, saga => Assert.Equal(saga.Outcome is RecoveryOutcome.Corrupt or RecoveryOutcome.Incompatible, saga.Problem is not null));
        foreach (SagaId id in (SagaId[])[good, alsoGood, complete])
        {
            Assert.IsType<SagaResult.Succeeded>(await coordinator.WaitForSagaAsync(id).Ends());
            Assert.Equal(SagaCachedState.Done, (await model.GetSagaAsync(id))!.State);
        }
        Assert.Equal(3, world.Calls.Count);
    }

    [Fact]
    public async Task Recover_LoadOnly_WaitsForTheStart()
    {
        ModelSecStore model = new();
        SagaId id = await AddAsync(model, Of("a").ToSortedJson());
        TestWorld world = new();
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);

        RecoveryReport report = await coordinator.RecoverAsync(model, startsSagas: false).Ends();

        Assert.Equal(SagaPhase.Loaded, report.Sagas[0].Handle!.GetView().Phase);
        coordinator.StartSaga(id);
        Assert.IsType<SagaResult.Succeeded>(await coordinator.WaitForSagaAsync(id).Ends());
    }

    [Fact]
    public async Task Recover_Twice_LeavesLiveSagasAlone()
    {
        ModelSecStore model = new();
        await AddAsync(model, Of("a").ToSortedJson());
        TaskCompletionSource release = new();
        TestWorld world = new() { Do = { ["a"] = async _ => { await release.Task; return ActionResult.Success; } } };
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
        RecoveryReport first = await coordinator.RecoverAsync(model).Ends();

        RecoveryReport second = await coordinator.RecoverAsync(model).Ends();

        Assert.Equal(RecoveryOutcome.AlreadyLive, Assert.Single(second.Sagas).Outcome);
        release.SetResult();
        await first.Sagas[0].Handle!.Completion.Ends();
        Assert.Equal(["do a"], world.Calls);
    }

    // A saga that lives here is not read from the store: it may end while its events are being read, and what was read of it
    // would make it run again.
    [Fact]
    public async Task Recover_BesideASagaThatEndsMeanwhile_NeverRunsItAgain()
    {
        ModelSecStore model = new();
        TaskCompletionSource isRunning = new();
        TaskCompletionSource release = new();
        TestWorld world = new() { Do = { ["a"] = async _ => { isRunning.SetResult(); await release.Task; return ActionResult.Success; } } };
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        await isRunning.Task.Ends();
        GatedReader reader = new(model)
        {
            AfterEvents = async _ =>
            {
                release.TrySetResult();
                await saga.Completion.Ends();
            },
        };

        RecoveryReport report = await coordinator.RecoverAsync(reader).Ends();
        release.TrySetResult();
        await saga.Completion.Ends();

        Assert.Equal(RecoveryOutcome.AlreadyLive, Assert.Single(report.Sagas).Outcome);
        Assert.Equal(["do a", "do b"], world.Calls);
        Assert.Equal(8, (await model.ReadEventsAsync(saga.Id)).Count);
    }

    // The store's list of unfinished sagas is older than what is done about it: the saga ended here and was forgotten.
    [Fact]
    public async Task Recover_OfASagaThatEndedSinceItWasListed_LeavesItAlone()
    {
        ModelSecStore model = new();
        TestWorld world = new();
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world, new() { FinishedSagasKept = 0 });
        SagaHandle saga = await coordinator.CreateSagaAsync(SagaId.New(), Of("a")).Ends();
        GatedReader reader = new(model)
        {
            AfterListing = async id =>
            {
                coordinator.StartSaga(id);
                await saga.Completion.Ends();
            },
        };

        RecoveredSaga recovered = Assert.Single((await coordinator.RecoverAsync(reader).Ends()).Sagas);

        Assert.Equal((RecoveryOutcome.AlreadyDone, null), (recovered.Outcome, recovered.Handle));
        Assert.Equal(["do a"], world.Calls);
    }

    // Both would end the saga, each in its own way, and none would know of the other.
    [Fact]
    public async Task Abandon_OfASagaThatIsBeingRecovered_WaitsForIt()
    {
        ModelSecStore model = new();
        SagaId id = await AddAsync(model, Of("a").ToSortedJson());
        TaskCompletionSource isReading = new();
        TaskCompletionSource go = new();
        TestWorld world = new();
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
        GatedReader reader = new(model) { AfterEvents = async _ => { isReading.SetResult(); await go.Task; } };
        Task<RecoveryReport> recovery = coordinator.RecoverAsync(reader, startsSagas: false);
        await isReading.Task.Ends();

        Task abandoning = coordinator.AbandonSagaAsync(id, "x");
        Assert.False(abandoning.IsCompleted);
        Assert.Throws<SagaExistsException>(() => coordinator.ResumeSaga(id, Of("a"), []));
        go.SetResult();
        await abandoning.Ends();

        Assert.Equal(RecoveryOutcome.Resumed, Assert.Single((await recovery.Ends()).Sagas).Outcome);
        Assert.IsType<SagaResult.Abandoned>(await coordinator.WaitForSagaAsync(id).Ends());
        Assert.Empty(world.Calls);
    }

    // One saga's write failed and another of its actions still runs: a second life beside it would run that node twice at once.
    [Fact]
    public async Task Recover_OfASuspendedSagaWithAnActionThatStillRuns_WaitsForALaterRecovery()
    {
        ModelSecStore model = new();
        TaskCompletionSource isRunning = new();
        TaskCompletionSource release = new();
        int now = 0;
        int most = 0;
        TestWorld world = new()
        {
            Do =
            {
                ["slow"] = async _ =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref now));
                    isRunning.TrySetResult();
                    await release.Task;
                    Interlocked.Decrement(ref now);
                    return ActionResult.Success;
                },
                ["quick"] = async _ => { await isRunning.Task; return ActionResult.Success; },
            },
        };
        GatedSecStore store = new(model) { Before = (number, _) => number == 1 ? throw new IOException("for this saga") : default };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world, new() { FinishedSagasKept = 0 });
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("slow,quick z")).Ends();
        Assert.IsType<SagaSuspendedException>(await Eventually.Outcome(async () => await saga.Completion));

        RecoveryReport early = await coordinator.RecoverAsync(model).Ends();
        Assert.Throws<SagaExistsException>(() => coordinator.ResumeSaga(saga.Id, Of("slow,quick z"), []));
        release.SetResult();
        RecoveryReport later;
        using CancellationTokenSource limit = new(Eventually.Limit);
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            later = await coordinator.RecoverAsync(model).Ends();
        }
        while (later.Sagas[0].Outcome == RecoveryOutcome.AlreadyLive);

        Assert.Equal(RecoveryOutcome.AlreadyLive, Assert.Single(early.Sagas).Outcome);
        Assert.Equal(RecoveryOutcome.Resumed, Assert.Single(later.Sagas).Outcome);
        Assert.IsType<SagaResult.Succeeded>(await later.Sagas[0].Handle!.Completion.Ends());
        Assert.Equal(1, most);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task Recover_ReaderThatThrowsForOneSaga_GoesOnWithTheNext(Type thrown)
    {
        ModelSecStore model = new();
        SagaId[] ids = [await AddAsync(model, Of("a").ToSortedJson()), await AddAsync(model, Of("a").ToSortedJson()), await AddAsync(model, Of("a").ToSortedJson())];
        Array.Sort(ids);
        GatedReader reader = new(model) { AfterEvents = id => id == ids[1] ? throw (Exception)Activator.CreateInstance(thrown)! : Task.CompletedTask };
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, new TestWorld());

        RecoveryReport report = await coordinator.RecoverAsync(reader).Ends();

        Assert.Equal([RecoveryOutcome.Resumed, RecoveryOutcome.StoreFailed, RecoveryOutcome.Resumed], report.Sagas.Select(saga => saga.Outcome));
        Assert.IsType(thrown, report.Sagas[1].Problem);
        Assert.Equal(RecoveryOutcome.Resumed, (await coordinator.RecoverAsync(model).Ends()).Sagas.Single(saga => saga.Id == ids[1]).Outcome);
    }

    [Fact]
    public async Task Resume_OfASagaThatEndedHere_IsRefused()
    {
        ModelSecStore model = new();
        TestWorld world = new();
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a")).Ends();
        await saga.Completion.Ends();

        Assert.Throws<SagaExistsException>(() => coordinator.ResumeSaga(saga.Id, Of("a"), []));
    }

    // The Rust crate refuses such a log: a node that never started beside a parent that was undone.
    [Fact]
    public async Task Recover_HalfUnwoundForkJoin_FromEveryPoint()
    {
        const string Stages = "a b,c d e";
        ModelSecStore complete = new();
        SagaId id = SagaId.New();
        await using (SagaCoordinator<TestWorld> coordinator = new(complete, TestWorld.Actions, new TestWorld { Do = { ["d"] = _ => Fails("boom") } }))
        {
            await (await coordinator.CreateAndStartSagaAsync(id, Of(Stages)).Ends()).Completion.Ends();
        }
        IReadOnlyList<SagaNodeEvent> events = await complete.ReadEventsAsync(id);
        for (int count = 0; count <= events.Count; count++)
        {
            TestWorld world = new() { Do = { ["d"] = _ => Fails("boom") } };
            await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, world);
            SagaHandle saga = coordinator.ResumeSaga(id, Of(Stages), [.. events.Take(count)]);
            coordinator.StartSaga(id);

            SagaResult.Failed result = Assert.IsType<SagaResult.Failed>(await saga.Completion.Ends());

            Assert.Equal(new NodeName("d"), result.Node);
            Assert.Equal("a:undone b:undone c:undone d:failed e:abandoned (start):undone (end):abandoned", saga.GetView().States());
        }
    }

    private static readonly (uint, SagaNodeEventType)[] CompleteLog =
    [
        (1, SagaNodeEventType.Started), (1, SagaNodeEventType.Succeeded(default)),
        (0, SagaNodeEventType.Started), (0, SagaNodeEventType.Succeeded(default)),
        (2, SagaNodeEventType.Started), (2, SagaNodeEventType.Succeeded(default)),
    ];

    private static async Task<SagaId> AddAsync(ModelSecStore model, RawJson dag, params (uint Node, SagaNodeEventType Type)[] events)
    {
        SagaId id = SagaId.New();
        await model.CreateSagaAsync(new SagaCreateParams(id, new SagaName("test"), dag, SagaCachedState.Running));
        foreach ((uint node, SagaNodeEventType type) in events)
        {
            await model.RecordEventAsync(new SagaNodeEvent(id, new SagaNodeId(node), type));
        }
        return id;
    }
}

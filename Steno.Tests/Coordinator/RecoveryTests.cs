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

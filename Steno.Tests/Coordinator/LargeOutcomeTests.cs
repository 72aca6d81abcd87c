using Steno.Json;
using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

/// <summary>Outcomes near and beyond what a store takes: alone, together, and in the place of what followed from them.</summary>
public class LargeOutcomeTests
{
    private const int LimitBytes = 3_000_000;
    private const int TogetherBytes = LimitBytes + (1 << 20);

    // The output of a subsaga is recorded twice: as its last node's and as its own. In one call that was more than the store
    // takes, in every life.
    [Fact]
    public async Task SubsagaWithAnOutputNearTheLimit_IsRecordedInTwoCalls()
    {
        string text = new('x', 2_500_000);
        TestWorld world = new() { Do = { ["i"] = _ => ValueTask.FromResult(ActionResult.Succeeded(text)) } };
        ModelSecStore model = new(LimitBytes, TogetherBytes);
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
        Dag inner = new DagBuilder(new SagaName("inner")).Append(Act_("i")).Build();
        SagaDag dag = new(new DagBuilder(new SagaName("outer")).Append(Act_("a")).Append(Node.Subsaga("s", inner, "a")).Append(Act_("z")).Build(), default);

        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), dag).Ends();

        Assert.Equal(text, Assert.IsType<SagaResult.Succeeded>(await saga.Completion.Ends()).NodeOutput<string>("s"));
        Assert.Equal(await model.ReadEventsAsync(saga.Id), saga.GetView().Log.Events);
    }

    [Fact]
    public async Task OutputsThatArriveTogether_AreRecordedInAsManyCallsAsTheyNeed()
    {
        TestWorld world = new();
        ModelSecStore model = new(LimitBytes, TogetherBytes);
        SagaResult result = await RunTogetherAsync(world, model, new('x', 2_500_000), new('y', 2_500_000));

        Assert.Equal(2_500_000, Assert.IsType<SagaResult.Succeeded>(result).NodeOutput<string>("c").Length);
        Assert.Equal(1, world.Calls.Count(call => call == "do d"));
    }

    // A decision in several calls fails at each of them once: what was written is what is shown, and the next life ends right.
    [Fact]
    public async Task EveryCallOfALargeDecisionFailsOnce_NextLifeEndsRight()
    {
        bool isThrough = false;
        for (int failAt = 1; !isThrough; failAt++)
        {
            ModelSecStore model = new(LimitBytes, TogetherBytes);
            SagaId id = SagaId.New();
            bool hasFailed = false;
            TestWorld world = new();
            SagaResult? result = null;
            Exception? suspended = await Eventually.Outcome(async () => result = await RunTogetherAsync(
                world, model, new('x', 2_000_000), new('y', 2_000_000), id,
                fails: number => number == failAt && (hasFailed = true),
                check: saga => Assert.Equal(Recorded(model, id), saga.GetView().Log.Events)));
            isThrough = !hasFailed;
            if (isThrough)
            {
                Assert.IsType<SagaResult.Succeeded>(result);
                Assert.True(failAt > 5, $"only {failAt - 1} calls");
                return;
            }
            Assert.IsType<IOException>(Assert.IsType<SagaSuspendedException>(suspended).InnerException);
            Assert.Equal(Recorded(model, id).Any(recorded => recorded.NodeId == Of("a b,c,e d").Index("d")), world.Calls.Contains("do d"));
            await using SagaCoordinator<TestWorld> second = new(model, TestWorld.Actions, new TestWorld());
            RecoveryReport report = await second.RecoverAsync(model).Ends();
            Assert.IsType<SagaResult.Succeeded>(await Assert.Single(report.Sagas).Handle!.Completion.Ends());
        }
    }

    [Fact]
    public async Task CreateWithLargeConstants_IsCreatedInTheFirstCallAndGoesOn()
    {
        ModelSecStore model = new(LimitBytes, TogetherBytes);
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, new TestWorld());
        string value = new('x', 1_400_000);
        SagaDag dag = new(new DagBuilder(new SagaName("constants")).AppendParallel(Node.Constant("c", value), Node.Constant("d", value)).Append(Act_("a")).Build(), default);

        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), dag).Ends();

        Assert.Equal(value, Assert.IsType<SagaResult.Succeeded>(await saga.Completion.Ends()).NodeOutput<string>("d"));
    }

    [Theory]
    [InlineData("output")]
    [InlineData("error")]
    public async Task OutcomeThatTheStoreRefuses_IsAFailureAndWhatSucceededIsUndone(string what)
    {
        RawJson large = RawJson.Parse($"\"{new string('x', 5_000)}\"");
        TestWorld world = new()
        {
            Do = { ["b"] = _ => ValueTask.FromResult(what == "output" ? ActionResult.Succeeded(large) : ActionResult.Failed(new ActionError.ActionFailed(large))) },
        };
        ModelSecStore model = new(payloadLimitBytes: 4_000);
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b c")).Ends();

        SagaResult.Failed failed = Assert.IsType<SagaResult.Failed>(await saga.Completion.Ends());

        Assert.Equal(new NodeName("b"), failed.Node);
        Assert.Contains("limit", Assert.IsType<ActionError.SerializeFailed>(failed.Error).Message);
        Assert.Equal(["do a", "do b", "undo a"], world.Calls);
        Assert.Equal(SagaCachedState.Done, (await model.GetSagaAsync(saga.Id))!.State);
        Assert.Equal(await model.ReadEventsAsync(saga.Id), saga.GetView().Log.Events);
    }

    [Fact]
    public async Task UndoErrorThatTheStoreRefuses_IsAnUndoFailureAllTheSame()
    {
        TestWorld world = new() { Do = { ["b"] = _ => Fails("boom") }, Undo = { ["a"] = _ => UndoFails(new string('x', 5_000)) } };

        SagaResult.Stuck stuck = Assert.IsType<SagaResult.Stuck>(await RunAsync("a b", world, new ModelSecStore(payloadLimitBytes: 4_000)));

        Assert.Contains("PayloadTooLarge", Assert.IsType<UndoActionError.PermanentFailure>(stuck.UndoError).SourceError.ToString());
    }

    // One of several outcomes in one call is refused: the others stay what they are, and nothing that would have followed runs.
    [Fact]
    public async Task OneOfSeveralOutcomesIsRefused_OnlyThatNodeFails()
    {
        TestWorld world = new();
        ModelSecStore model = new(payloadLimitBytes: 4_000);

        SagaResult.Failed failed = Assert.IsType<SagaResult.Failed>(await RunTogetherAsync(world, model, new('x', 3_000), new('y', 5_000)));

        Assert.Equal(new NodeName("c"), failed.Node);
        Assert.DoesNotContain("do d", world.Calls);
        Assert.Equal(["undo a", "undo b", "undo e"], world.Calls.Where(call => call.StartsWith("undo", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task ExceptionWithAHugeMessage_IsRecordedWithItsBeginning()
    {
        TestWorld world = new() { Do = { ["b"] = _ => throw new InvalidOperationException(new string('\ud83d', 1) + "\ude00" + new string('x', 40_000_000)) } };

        SagaResult.Failed failed = Assert.IsType<SagaResult.Failed>(await RunAsync("a b", world, new ModelSecStore(payloadLimitBytes: 40_000)));

        ThrownError thrown = failed.Error.Convert<ThrownError>();
        Assert.StartsWith("\ud83d\ude00xxx", thrown.Message);
        Assert.EndsWith("(cut off)", thrown.Message);
        Assert.InRange(thrown.Message.Length, 8_192, 8_300);
    }

    [Fact]
    public async Task ErrorWithoutAJsonForm_IsAFailureThatSaysSo()
    {
        TestWorld world = new() { Do = { ["b"] = _ => ValueTask.FromResult(ActionResult.Failed(new ActionError.DeserializeFailed("\ud800"))) } };

        SagaResult.Failed failed = Assert.IsType<SagaResult.Failed>(await RunAsync("a b", world, new ModelSecStore(payloadLimitBytes: 4_000)));

        Assert.IsType<ActionError.SerializeFailed>(failed.Error);
    }

    // Sizes and orders at random, with and without failures: whatever is refused and decided anew, the log is one that a run
    // can leave, it is complete, and it is what is shown.
    [Fact]
    public async Task OutcomesOfAllSizesInAllOrders_LeaveACompleteLog()
    {
        Random random = new(9);
        int refusals = 0;
        for (int round = 0; round < 300; round++)
        {
            TestWorld world = new();
            foreach (string node in (string[])["a", "b", "c", "d", "e", "f", "g"])
            {
                int length = random.Next(4) == 0 ? 5_000 : random.Next(2_000);
                refusals += length > 4_000 ? 1 : 0;
                bool fails = random.Next(8) == 0;
                world.Do[node] = async _ =>
                {
                    await Task.Yield();
                    string text = new('x', length);
                    return fails ? ActionResult.Failed(new ActionError.ActionFailed(RawJson.Parse($"\"{text}\""))) : ActionResult.Succeeded(text);
                };
            }
            ModelSecStore model = new(payloadLimitBytes: 4_000);
            GatedSecStore store = new(model) { Before = async (_, _) => await Task.Yield() };
            await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world);
            SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b,c,d,e f g")).Ends();

            await saga.Completion.Ends();

            IReadOnlyList<SagaNodeEvent> recorded = await model.ReadEventsAsync(saga.Id);
            Assert.Equal(recorded, saga.GetView().Log.Events);
            Assert.NotEqual(SagaEnd.None, SagaMachine.Recover(saga.GetView().Dag.Shape, saga.Id, recorded).End);
            Assert.Equal(SagaCachedState.Done, (await model.GetSagaAsync(saga.Id))!.State);
        }
        Assert.True(refusals > 100);
    }

    /// <summary>Runs <c>a b,c,e d</c> so that the outcomes of b and c come while that of e is being written, and go into one decision.</summary>
    private static async Task<SagaResult> RunTogetherAsync(
        TestWorld world, ModelSecStore model, string outputOfB, string outputOfC, SagaId? id = null, Func<int, bool>? fails = null, Action<SagaHandle>? check = null)
    {
        HeldUp heldB = new();
        HeldUp heldC = new();
        world.Do["b"] = async _ => { await heldB; return ActionResult.Succeeded(outputOfB); };
        world.Do["c"] = async _ => { await heldC; return ActionResult.Succeeded(outputOfC); };
        world.Do["e"] = async _ => { await Task.WhenAll(heldB.IsAwaited, heldC.IsAwaited); return ActionResult.Success; };
        SagaDag dag = Of("a b,c,e d");
        SagaNodeId e = dag.Index("e");
        GatedSecStore store = new(model)
        {
            Before = (number, records) =>
            {
                bool isOfE = records.ToArray().Any(record => record.Kind == SagaRecordKind.Event && record.NodeEvent.NodeId == e && record.NodeEvent.EventType.Kind == SagaNodeEventKind.Succeeded);
                if (isOfE)
                {
                    // What follows runs inside: both outcomes are in when these return.
                    heldB.Complete();
                    heldC.Complete();
                }
                return fails?.Invoke(number) == true ? throw new IOException("the disk is gone") : default;
            },
        };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(id ?? SagaId.New(), dag).Ends();
        try
        {
            return await saga.Completion.Ends();
        }
        finally
        {
            check?.Invoke(saga);
        }
    }

    private static IReadOnlyList<SagaNodeEvent> Recorded(ModelSecStore model, SagaId id) => model.ReadEventsAsync(id).AsTask().Result;
}

using System.Text.Json;
using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

public class ViewTests
{
    [Fact]
    public async Task Tree_OfASagaWithSubsagaAndParallelNodes_ShowsStagesAndStates()
    {
        TestWorld world = new() { Do = { ["y"] = _ => Fails("boom") } };
        Dag inner = new DagBuilder(new SagaName("inner")).Append(Act_("i")).AppendParallel(Act_("j"), Act_("k")).Append(Act_("l")).Build();
        SagaDag dag = new(new DagBuilder(new SagaName("outer"))
            .Append(Act_("a"))
            .AppendParallel(Act_("b"), Node.Subsaga("s", inner, "a"), Node.Constant("c", 7))
            .Append(Act_("y"))
            .Append(Act_("z"))
            .Build(), default);
        await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, world);
        SagaId id = SagaId.Parse("049b2522-308d-442e-bc65-9bfaef863597");
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(id, dag).Ends();
        await saga.Completion.Ends();

        string[] lines = saga.GetView().ToString().Split('\n');

        Assert.Equal(
        [
            "+ saga execution: 049b2522-308d-442e-bc65-9bfaef863597",
            "+-- undone: (start node)",
            "+-- undone: a (produces \"a\")",
            "+-- (parallel actions):",
            "        +-- undone: b (produces \"b\")",
            "        +-- undone: (subsaga start: \"inner\")",
            "                +-- undone: i (produces \"i\")",
            "                +-- (parallel actions):",
            "                        +-- undone: j (produces \"j\")",
            "                        +-- undone: k (produces \"k\")",
            "                +-- undone: l (produces \"l\")",
            "        +-- undone: (subsaga end) (produces \"s\")",
            "        +-- undone: (constant = 7) (produces \"c\")",
            "+-- failed: y (produces \"y\")",
            "+-- abandoned: z (produces \"z\")",
            "+-- abandoned: (end node)",
            "",
        ], lines);
    }

    [Fact]
    public async Task Json_OfAView_HasNodesAndEvents()
    {
        await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, new TestWorld());
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        await saga.Completion.Ends();

        using JsonDocument json = JsonDocument.Parse(saga.GetView().ToJson().Utf8);

        Assert.Equal("succeeded", json.RootElement.GetProperty("phase").GetString());
        Assert.Equal(4, json.RootElement.GetProperty("nodes").GetArrayLength());
        Assert.Equal(8, json.RootElement.GetProperty("events").GetArrayLength());
        Assert.Equal("done", json.RootElement.GetProperty("nodes")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Tree_OfDeeplyNestedSubsagas_DoesNotGrowTheStack()
    {
        Dag dag = new DagBuilder(new SagaName("s0")).Append(Act_("a")).Build();
        for (int depth = 1; depth < 1_500; depth++)
        {
            dag = new DagBuilder(new SagaName($"s{depth}")).Append(Node.Constant("p", 1)).Append(Node.Subsaga("s", dag, "p")).Build();
        }
        await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, new TestWorld());
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), new SagaDag(dag, default)).Ends();
        Assert.IsType<SagaResult.Succeeded>(await saga.Completion.Ends());

        Assert.Equal(3 + 1_499 * 3 + 2, saga.GetView().ToString().Split('\n').Length);
    }
}

using System.Text.Json;
using Steno.Store;
using Steno.Tests.Dags;
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

    // A line indented by its depth makes text that grows with the square of the nesting: at 16,000 levels it did not fit in memory.
    [Fact]
    public async Task Tree_OfVeryDeeplyNestedSubsagas_SaysHowDeepInsteadOfIndenting()
    {
        const int Depth = 16_000;
        string nodes = "p=1 " + string.Concat(Enumerable.Repeat("(p p=1 ", Depth)) + string.Concat(Enumerable.Repeat(")e ", Depth)) + "START END";
        int last = 3 * Depth;
        string edges = string.Join(' ', Enumerable.Range(0, last).Select(i => $"{i}>{i + 1}")) + $" {last + 1}>0 {last}>{last + 2}";
        await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, new TestWorld());
        SagaHandle saga = coordinator.ResumeSaga(SagaId.New(), GraphText.Saga(nodes, edges, last + 1, last + 2), []);

        string[] lines = saga.GetView().ToString().Split('\n');

        Assert.Equal(last + 5, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 400));
        Assert.Equal(new string(' ', 320) + "+-- blocked: (constant = 1) (produces \"p\")", lines[2 + 80]);
        Assert.Equal(new string(' ', 320) + "+-- [depth 41] blocked: (constant = 1) (produces \"p\")", lines[2 + 82]);
    }

    // The reason of an abandonment that failed is none that the store keeps.
    [Fact]
    public async Task View_OfASagaWhoseAbandonmentFailed_ShowsNoReason()
    {
        GatedSecStore store = new(new ModelSecStore()) { Before = (_, records) => records.Span[0].Kind == SagaRecordKind.Note ? throw new IOException("gone") : default };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, new TestWorld());
        SagaHandle saga = await coordinator.CreateSagaAsync(SagaId.New(), Of("a")).Ends();

        Assert.IsType<IOException>(await Eventually.Outcome(async () => await coordinator.AbandonSagaAsync(saga.Id, "why")));

        Assert.Equal((SagaPhase.Suspended, null), (saga.GetView().Phase, saga.GetView().AbandonReason));
    }
}

using System.Text.Json;
using Steno.Cli.Demo.Provision;
using Steno.Store;
using Steno.Tests.Disk;
using Steno.Tests.Golden;

namespace Steno.Tests.Cli;

public sealed class DemoCommandTests : IDisposable
{
    private const string Id = "11111111-308d-442e-bc65-9bfaef863597";
    private readonly TemporaryDirectory _directory = new();

    private string StorePath => _directory["store"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TheSaga_IsTheOneOfTheRustCrate_ByteForByte()
    {
        JsonElement golden = GoldenFiles.Cases("dags.jsonl").Single(each => each.GetProperty("name").GetString() == "provision/fake-o instance/1");
        SagaDag dag = ProvisionSaga.Create();
        Assert.Equal(golden.GetProperty("bytes").GetString(), dag.ToJson().ToString());
        Assert.Equal(golden.GetProperty("value_bytes").GetString(), dag.ToSortedJson().ToString());
    }

    [Fact]
    public async Task Dot_PrintsEveryNodeAndEdge()
    {
        CliRun run = await CliRun.RunAsync("demo", "dot");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(ProvisionSaga.Create().ToDot(), run.Output);
        Assert.Equal(15, run.Lines.Count(line => line.Contains("->", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Info_PrintsTheDagAndTheTreeBeforeTheStart()
    {
        CliRun run = await CliRun.RunAsync("demo", "info");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(ProvisionSaga.Create().ToDot(), run.Output, StringComparison.Ordinal);
        Assert.Contains("+-- queued-todo: (start node)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("                +-- blocked: ServerReserve (produces \"server_reserve\")\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InMemory_RunsEveryActionAndPrintsTheFinalTree()
    {
        CliRun run = await CliRun.RunAsync("demo", "run", "--id", Id);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(9, run.ErrorLines.Count(line => line.StartsWith("running ", StringComparison.Ordinal)));
        Assert.Contains($"+ saga execution: {Id}\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(14, run.Lines.Count(line => line.Contains("+-- done: ", StringComparison.Ordinal)));
        Assert.Equal("result: succeeded, output \"instance 1211 runs on server 1212 with volume 1213 at 10.120.121.122\"", run.Lines[^1]);
    }

    [Fact]
    public async Task Run_Quiet_PrintsNothing()
        => Assert.Equal(new CliRun(0, "", ""), await CliRun.RunAsync("demo", "run", "--quiet", "--inject-error", "print"));

    [Fact]
    public async Task Run_WithEveryNodeFailingInTurn_UndoesWhatHadSucceeded()
    {
        foreach (SagaDagNode node in ProvisionSaga.Create().Nodes)
        {
            CliRun run = await CliRun.RunAsync("demo", "run", "--inject-error", node.Name.Value);
            Assert.Equal(0, run.ExitCode);
            Assert.StartsWith($"result: failed at node \"{node.Name}\": \"InjectedError\"", run.Lines[^1], StringComparison.Ordinal);
            string[] ran = [.. Labels("running ")];
            Assert.DoesNotContain(node.Label, ran);
            Assert.Equal(ran.Order(), Labels("undoing ").Order());

            IEnumerable<string> Labels(string verb)
                => run.ErrorLines.Where(line => line.StartsWith(verb, StringComparison.Ordinal)).Select(line => line[verb.Length..]);
        }
    }

    [Fact]
    public async Task Run_WithTwoNodesOfOneStageFailing_ReportsTheLowerIndex()
    {
        CliRun run = await CliRun.RunAsync("demo", "run", "--inject-error", "volume_id", "--inject-error", "instance_ip");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("result: failed at node \"instance_ip\"", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAFailingUndo_IsStuckAndTheStoreShowsIt()
    {
        CliRun run = await CliRun.RunAsync("demo", "run", "--store", StorePath, "--id", Id, "--inject-error", "instance_boot", "--inject-undo-error", "volume_attach");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("+-- undo-failed: VolumeAttach", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("result: stuck: node \"instance_boot\" failed: \"InjectedError\", then the undo of \"volume_attach\" failed:", run.Lines[^1], StringComparison.Ordinal);

        JsonElement listed = JsonDocument.Parse((await CliRun.RunAsync("store", "list", "--store", StorePath, "--stuck", "--json")).Output).RootElement;
        Assert.Equal((Id, "done"), (Assert.Single(listed.EnumerateArray()).GetProperty("id").GetString(), listed[0].GetProperty("state").GetString()));
        JsonElement shown = JsonDocument.Parse((await CliRun.RunAsync("store", "show", "--store", StorePath, Id, "--json")).Output).RootElement;
        Assert.Equal("instance_boot", shown.GetProperty("failed_node").GetProperty("name").GetString());
        Assert.Equal("volume_attach", shown.GetProperty("undo_failed_node").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Run_OnAStoreWithSeveralUnfinishedSagas_FinishesThemAndBeginsNoNewOne()
    {
        string[] ids = [Id, "22222222-308d-442e-bc65-9bfaef863597"];
        await ImportAsync([.. ids.Select(id => Create(id, ProvisionSaga.Create().ToSortedJson().ToString()))]);
        CliRun refused = await CliRun.RunAsync("demo", "run", "--store", StorePath, "--dump-to", "-");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("--dump-to writes one saga, and 2 are unfinished", refused.Error, StringComparison.Ordinal);

        CliRun run = await CliRun.RunAsync("demo", "run", "--store", StorePath);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, run.Lines.Count(line => line.StartsWith("result: succeeded", StringComparison.Ordinal)));
        JsonElement listed = JsonDocument.Parse((await CliRun.RunAsync("store", "list", "--store", StorePath, "--state", "done", "--json")).Output).RootElement;
        Assert.Equal(ids, listed.EnumerateArray().Select(saga => saga.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Run_OnAStoreWithAForeignSaga_SaysSoRunsANewOneAndExitsWithOne()
    {
        Dag foreign = new DagBuilder(new SagaName("foreign")).Append(Node.Action("a", "A", new ActionName("nobody_has_this"))).Build();
        await ImportAsync(Create(Id, new SagaDag(foreign, default).ToSortedJson().ToString(), "foreign"));
        CliRun run = await CliRun.RunAsync("demo", "run", "--store", StorePath);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"steno: saga {Id} (foreign) was not recovered: incompatible: Node \"a\" needs the action \"nobody_has_this\"", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("result: succeeded", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAnUnknownNode_ExitsWithTwoNamesTheNodesAndRecordsNothing()
    {
        foreach (string option in new[] { "--inject-error", "--inject-undo-error" })
        {
            CliRun run = await CliRun.RunAsync("demo", "run", "--store", StorePath, option, "nonsense");
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.Contains("has no node \"nonsense\". Its nodes are instance_id, server_alloc_params,", run.Error, StringComparison.Ordinal);
        }
        Assert.Equal("[]\n", (await CliRun.RunAsync("store", "list", "--store", StorePath, "--json")).Output);
    }

    [Fact]
    public async Task Run_WithAnIdThatTheStoreHas_ExitsWithOne()
    {
        Assert.Equal(0, (await CliRun.RunAsync("demo", "run", "--store", StorePath, "--id", Id)).ExitCode);
        CliRun run = await CliRun.RunAsync("demo", "run", "--store", StorePath, "--id", Id);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("exists already", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnAStoreThatIsOpen_ExitsWithFour()
    {
        await using FasterSecStore owner = FasterSecStore.Open(new FasterSecStoreOptions { Directory = StorePath });
        Assert.Equal(4, (await CliRun.RunAsync("demo", "run", "--store", StorePath)).ExitCode);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("demo", "run", "--id", "not-an-id")]
    [InlineData("demo", "run", "--crash-after", "3")]
    [InlineData("demo", "run", "--store", "x", "--crash-after", "0")]
    [InlineData("demo", "run", "--delay", "-1")]
    [InlineData("demo", "run", "--store", "x", "--recover-from", "y")]
    [InlineData("demo", "run", "--id", Id, "--recover-from", "y")]
    [InlineData("demo", "dot", "nonsense")]
    public async Task AnyDemoCommand_UsedWrongly_ExitsWithTwo(params string[] args)
    {
        CliRun run = await CliRun.RunAsync(args);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("steno: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private async Task ImportAsync(params string[] lines)
        => Assert.Equal(0, (await CliRun.RunAsync(string.Join('\n', lines), ["store", "import", "--store", StorePath])).ExitCode);

    private static string Create(string id, string dag, string name = "DemoVmProvision") => $$$"""{"create":{"id":"{{{id}}}","name":"{{{name}}}","dag":{{{dag}}},"state":"running"}}""";
}

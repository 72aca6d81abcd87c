using System.Text.Json;
using System.Text.Json.Nodes;
using Steno.Cli;
using Steno.Tests.Disk;

namespace Steno.Tests.Cli;

public sealed class DemoDumpTests : IDisposable
{
    private const string Id = "11111111-308d-442e-bc65-9bfaef863597";
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, NewLine = "\n" };
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Dump_IsOneIndentedObject_AndAloneOnStandardOutput()
    {
        CliRun run = await CliRun.RunAsync("demo", "run", "--id", Id, "--dump-to", "-");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("result: succeeded", run.Error, StringComparison.Ordinal);
        JsonNode dump = JsonNode.Parse(run.Output)!;
        Assert.Equal(["saga_id", "dag", "events"], dump.AsObject().Select(member => member.Key));
        Assert.Equal(28, dump["events"]!.AsArray().Count);
        Assert.Equal($$$$"""{"saga_id":"{{{{Id}}}}","node_id":12,"event_type":"started"}""", dump["events"]![0]!.ToJsonString());
        Assert.Equal(dump.ToJsonString(Pretty) + "\n", run.Output.Replace("'", "\\u0027", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dump_GoesToAFileAsToStandardOutput()
    {
        string file = _directory["dump.json"];
        CliRun run = await CliRun.RunAsync("demo", "run", "--quiet", "--id", Id, "--dump-to", file);
        Assert.Equal(new CliRun(0, "", ""), run);
        CliRun again = await CliRun.RunAsync("demo", "run", "--quiet", "--recover-from", file, "--dump-to", "-");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(Events(JsonNode.Parse(File.ReadAllText(file))!), Events(JsonNode.Parse(again.Output)!));
    }

    [Theory]
    [InlineData("result: succeeded")]
    [InlineData("result: failed at node \"instance_boot\"", "--inject-error", "instance_boot")]
    [InlineData("result: failed at node \"server_reserve\"", "--inject-error", "server_reserve")]
    [InlineData("result: stuck: node \"print\"", "--inject-error", "print", "--inject-undo-error", "server_id")]
    public async Task RecoverFrom_ADumpCutAfterAnyEvent_EndsAsTheWholeRunDid(string result, params string[] injected)
    {
        JsonNode whole = JsonNode.Parse((await CliRun.RunAsync(["demo", "run", "--dump-to", "-", "--quiet", .. injected])).Output)!;
        for (int count = 0; count <= whole["events"]!.AsArray().Count; count++)
        {
            JsonNode cut = whole.DeepClone();
            JsonArray events = cut["events"]!.AsArray();
            events.RemoveRange(count, events.Count - count);
            string dumped = _directory[$"{count}.json"];

            // A node that has failed already does not fail again: the injection is for those that have not.
            CliRun run = await CliRun.RunAsync(cut.ToJsonString(), ["demo", "run", "--recover-from", "-", "--dump-to", dumped, .. injected]);
            Assert.True(run.ExitCode == 0, $"After {count} events: {run.Error}");
            Assert.Contains($"with {count} events", run.Output, StringComparison.Ordinal);
            Assert.StartsWith(result, run.Lines[^1], StringComparison.Ordinal);
            if (injected.Length <= 2)
            {
                Assert.Equal(Events(whole), Events(JsonNode.Parse(File.ReadAllText(dumped))!));
            }
        }
    }

    [Fact]
    public async Task RecoverFrom_ACompactDumpWithOtherMembersAndOrder_Works()
    {
        JsonNode whole = JsonNode.Parse((await CliRun.RunAsync("demo", "run", "--dump-to", "-", "--quiet")).Output)!;
        string shuffled = $$$$"""{"events":[],"extra":1,"dag":{{{{whole["dag"]!.ToJsonString()}}}},"saga_id":"{{{{Id}}}}"}""";
        CliRun run = await CliRun.RunAsync(shuffled, ["demo", "run", "--recover-from", "-"]);
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("result: succeeded", run.Lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "stopped before the saga's end. Run it again with --recover-from and the dump to go on.")]
    [InlineData(false, "stopped before the saga's end; it was in memory only. With --store it could go on.")]
    public async Task Run_StoppedInMemory_DumpsHowFarItCame(bool dumps, string message)
    {
        using var stop = new CancellationTokenSource();
        using var error = new StoppingWriter(stop);
        string file = _directory["dump.json"];
        var streams = new CliStreams(Stream.Null, Stream.Null, error);
        int exitCode = await CliApp.RunAsync(["demo", "run", "--delay", "600000", .. dumps ? new[] { "--dump-to", file } : []], streams, stop.Token);
        Assert.Equal(1, exitCode);
        Assert.EndsWith($"steno: {message}", error.ToString().TrimEnd(), StringComparison.Ordinal);
        if (dumps)
        {
            CliRun next = await CliRun.RunAsync("demo", "run", "--recover-from", file);
            Assert.Equal(0, next.ExitCode);
            Assert.Contains("with 3 events\n", next.Output, StringComparison.Ordinal);
            Assert.StartsWith("result: succeeded", next.Lines[^1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "SagaDump")]
    [InlineData("[]", "SagaDump")]
    [InlineData("""{"saga_id":"x","dag":{},"events":[]}""", "saga_id")]
    [InlineData("""{"saga_id":"11111111-308d-442e-bc65-9bfaef863597","dag":{},"events":[]}""", "SagaDag")]
    [InlineData("""{"saga_id":"11111111-308d-442e-bc65-9bfaef863597","dag":DAG,"events":{}}""", "not an array")]
    [InlineData("""{"saga_id":"11111111-308d-442e-bc65-9bfaef863597","dag":DAG,"events":[7]}""", "SagaNodeEvent")]
    [InlineData("""{"saga_id":"11111111-308d-442e-bc65-9bfaef863597","dag":DAG,"events":[{"saga_id":"11111111-308d-442e-bc65-9bfaef863597","node_id":99,"event_type":"started"}]}""", "14 nodes")]
    [InlineData("""{"saga_id":"22222222-308d-442e-bc65-9bfaef863597","dag":DAG,"events":[{"saga_id":"11111111-308d-442e-bc65-9bfaef863597","node_id":12,"event_type":"started"}]}""", "is of saga")]
    public async Task RecoverFrom_WhatIsNoDump_ExitsWithOneAndSaysWhy(string text, string reason)
    {
        string dag = Steno.Cli.Demo.Provision.ProvisionSaga.Create().ToSortedJson().ToString();
        CliRun run = await CliRun.RunAsync(text.Replace("DAG", dag, StringComparison.Ordinal), ["demo", "run", "--recover-from", "-"]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("steno: Standard input is not the dump of a saga that can be gone on with: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DumpOrRecover_WithAFileThatCannotBe_ExitsWithOne()
    {
        foreach (string[] args in new string[][] { ["--recover-from", _directory["none"]], ["--recover-from", _directory.FullPath], ["--dump-to", _directory.FullPath], ["--dump-to", _directory["none/dump"]] })
        {
            CliRun run = await CliRun.RunAsync(["demo", "run", "--quiet", .. args]);
            Assert.Equal(1, run.ExitCode);
            Assert.StartsWith("steno: ", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("unexpected", run.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>The order of parallel nodes differs from run to run.</summary>
    private static IEnumerable<string> Events(JsonNode dump) => dump["events"]!.AsArray().Select(each => each!.ToJsonString()).Order(StringComparer.Ordinal);

    /// <summary>Stops the run at the first action, as a signal would.</summary>
    private sealed class StoppingWriter(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("running ", StringComparison.Ordinal) == true)
            {
                stop.Cancel();
            }
        }
    }
}

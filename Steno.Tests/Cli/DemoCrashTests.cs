using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Steno.Tests.Crash;
using Steno.Tests.Disk;

namespace Steno.Tests.Cli;

/// <summary>The demo saga in child processes that are killed: whatever was durable then, running again finishes the saga.</summary>
[Collection("processes")]
public sealed partial class DemoCrashTests : IDisposable
{
    private const string Id = "11111111-308d-442e-bc65-9bfaef863597";
    private const int SigTerm = 15;
    private const int KilledExitCode = 128 + 9;
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory(Timeout = 300_000)]
    [InlineData("result: succeeded")]
    [InlineData("result: failed at node \"instance_boot\"", "--inject-error", "instance_boot")]
    [InlineData("result: stuck: node \"print\"", "--inject-error", "print", "--inject-undo-error", "volume_id")]
    public async Task Run_KilledAfterAnyDurableWrite_IsFinishedByTheNextRun(string result, params string[] injected)
    {
        int lives = 0;
        for (int crashAfter = 1; ;)
        {
            string store = _directory[$"store-{crashAfter}"];
            Life killed = await RunAsync([store, "--id", Id, "--crash-after", crashAfter.ToString(), .. injected]);
            if (killed.ExitCode == 0)
            {
                // The whole saga has fewer events than that.
                break;
            }
            lives++;
            Assert.Equal(KilledExitCode, killed.ExitCode);
            Assert.Contains($"steno: {crashAfter} events are durable: killing this process.", killed.Error, StringComparison.Ordinal);
            JsonElement left = await ShowAsync(store);
            int durable = left.GetProperty("events").GetInt32();
            Assert.True(durable >= crashAfter);

            Life next = await RunAsync([store, .. injected]);
            if (left.GetProperty("state").GetString() == "done")
            {
                // That was said in the last write too, so the next run begins another saga.
                Assert.StartsWith("new saga ", next.Output, StringComparison.Ordinal);
            }
            else
            {
                Assert.StartsWith($"recovered saga {Id} with {durable} events\n", next.Output, StringComparison.Ordinal);
            }
            Assert.Equal(0, next.ExitCode);
            Assert.Contains($"\n{result}", next.Output, StringComparison.Ordinal);
            Assert.Equal("done", (await ShowAsync(store)).GetProperty("state").GetString());
            Assert.Equal(0, (await CliRun.RunAsync("store", "verify", "--store", store)).ExitCode);
            // The same writes would be there again for every number up to this one.
            crashAfter = durable + 1;
        }
        Assert.True(lives > 8, $"Only {lives} kills.");
    }

    [Fact(Timeout = 300_000)]
    public async Task Run_KilledAfterItsFirstWriteInEveryLife_StillFinishes()
    {
        string store = _directory["store"];
        int lives = 0;
        do
        {
            Life life = await RunAsync([store, "--id", Id, "--crash-after", "1"]);
            Assert.Equal(KilledExitCode, life.ExitCode);
            lives++;
            Assert.True(lives < 60, "The saga makes no progress.");
        }
        while ((await ShowAsync(store)).GetProperty("state").GetString() != "done");
        JsonElement saga = await ShowAsync(store);
        Assert.Equal(28, saga.GetProperty("events").GetInt32());
        Assert.False(saga.GetProperty("stuck").GetBoolean());
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_ToldToStop_SaysThatRunningAgainGoesOnAndItDoes()
    {
        string store = _directory["store"];
        using (Process child = ChildImport.Start("demo", "run", "--store", store, "--id", Id, "--delay", "600000"))
        {
            Assert.Equal("running InstanceCreate", await child.StandardError.ReadLineAsync());
            Assert.Equal(0, Kill(child.Id, SigTerm));
            string error = await child.StandardError.ReadToEndAsync();
            await child.WaitForExitAsync();
            Assert.Equal((1, "steno: stopped with 1 unfinished saga. Run it again with the same --store to go on.\n"), (child.ExitCode, error));
        }
        Assert.Equal("running", (await ShowAsync(store)).GetProperty("state").GetString());
        Life next = await RunAsync([store]);
        Assert.Equal(0, next.ExitCode);
        Assert.StartsWith($"recovered saga {Id} with 3 events\n", next.Output, StringComparison.Ordinal);
        Assert.Contains("\nresult: succeeded", next.Output, StringComparison.Ordinal);
    }

    private static async Task<Life> RunAsync(string[] storeAndMore)
    {
        using Process child = ChildImport.Start(["demo", "run", "--store", .. storeAndMore]);
        Task<string> error = child.StandardError.ReadToEndAsync();
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return new Life(child.ExitCode, output, await error);
    }

    private static async Task<JsonElement> ShowAsync(string store)
    {
        CliRun run = await CliRun.RunAsync("store", "show", "--store", store, Id, "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output).RootElement;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    private sealed record Life(int ExitCode, string Output, string Error);
}

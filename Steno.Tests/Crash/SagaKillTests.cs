using System.Diagnostics;
using Steno.Store;
using Steno.Tests.LongRuns;
using Steno.Tests.Processes;
using Xunit.Abstractions;

namespace Steno.Tests.Crash;

/// <summary>
/// The coordinator with the demo saga on a real store, killed with SIGKILL while it works and while it opens; invariant I7
/// is checked against a ledger outside of the process after every kill. 300 cycles in the normal run;
/// STENO_LONG_CYCLES sets how many, STENO_SEED replays one run.
/// </summary>
[Collection("processes")]
[Trait(LongRun.Trait, LongRun.Long)]
public class SagaKillTests(ITestOutputHelper output)
{
    private const int CyclesPerRun = 300;
    private const int LongCycles = 20_000;
    private const int CyclesPerDirectory = 10;
    private const int MaxSpinMicroseconds = 3_000;
    private const int MaxOpeningMicroseconds = 40_000;
    private static readonly int[] s_writers = [1, 2, 8, 64];

    [Fact(Timeout = 360_000_000)]
    public async Task Coordinator_KilledAtRandomMoments_NeverBreaksASaga()
    {
        LongRun? longRun = LongRun.Of("saga-kills");
        int seed = int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int given) ? given : longRun?.Seed ?? Environment.TickCount;
        int cycles = int.TryParse(Environment.GetEnvironmentVariable("STENO_LONG_CYCLES"), out int many) ? many : longRun is null ? CyclesPerRun : LongCycles;
        string replay = $"Replay: STENO_SEED={seed} STENO_LONG_CYCLES={cycles} dotnet test -c Release --filter SagaKillTests";
        output.WriteLine(replay);
        (int sagas, int ended, int duringOpening) = (0, 0, 0);
        long start = Stopwatch.GetTimestamp();
        int first = (int)(longRun?.Count ?? 0);
        for (int done = first; done < cycles; done += CyclesPerDirectory)
        {
            var random = new Random(seed + done);
            using var directory = new Disk.TemporaryDirectory();
            var oracle = new SagaOracle();
            string store = directory["store"], ledger = directory["ledger"];
            int end = Math.Min(cycles, done + CyclesPerDirectory);
            for (int cycle = done; cycle <= end; cycle++)
            {
                try
                {
                    if (cycle < end)
                    {
                        (List<string> said, bool isOpening) = await KillAsync(store, ledger, random);
                        duringOpening += isOpening ? 1 : 0;
                        await oracle.CheckAsync(store, ledger, said, isFinished: false);
                    }
                    else
                    {
                        ProcessEnd last = await TestProcess.RunAsync([], SagaChild.Part, store, ledger, "0");
                        Assert.True(last.ExitCode == 0, last.Error);
                        await oracle.CheckAsync(store, ledger, last.Output.Split('\n'), isFinished: true);
                    }
                }
                catch (Exception violation)
                {
                    throw new InvalidOperationException($"Cycle {cycle}. {replay}", violation);
                }
            }
            Assert.True(FasterSecStore.Verify(new FasterSecStoreOptions { Directory = store }).IsSound, replay);
            sagas += oracle.SagaCount;
            ended += oracle.EndedCount;
            longRun?.Save(done / CyclesPerDirectory + 1, done + CyclesPerDirectory);
        }
        output.WriteLine($"{cycles - first} kills, {duringOpening} of them while opening, {sagas} sagas, {ended} heard of as ended before a kill; {Stopwatch.GetElapsedTime(start).TotalMilliseconds / Math.Max(1, cycles - first):F0} ms a cycle");
        Assert.True((ended > 0 && sagas > 0) || first >= cycles, "No saga ended in any life: the test proved nothing.");
    }

    /// <summary>One life: what it said, and whether it was killed before it said that the store was open.</summary>
    private static async Task<(List<string> Said, bool WasOpening)> KillAsync(string store, string ledger, Random random)
    {
        int writers = s_writers[random.Next(s_writers.Length)];
        bool killsOpening = random.Next(4) == 0;
        using Process process = TestProcess.Start(SagaChild.Part, store, ledger, writers.ToString());
        int wanted = killsOpening ? 1 : 3 + random.Next(writers * 4 + 10);
        var said = new List<string>();
        while (said.Count < wanted && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line == "idle")
            {
                break;
            }
        }
        if (process.HasExited || said.Count == 0)
        {
            Assert.Fail($"The process ended by itself after saying {said.Count} lines: {await process.StandardError.ReadToEndAsync()}");
        }
        SpinFor(TimeSpan.FromMicroseconds(random.Next(killsOpening ? MaxOpeningMicroseconds : MaxSpinMicroseconds)));
        process.Kill();
        await process.WaitForExitAsync();
        Assert.Equal(128 + 9, process.ExitCode);
        // What is in the pipe was said, too; a line without its end was not.
        said.AddRange((await process.StandardOutput.ReadToEndAsync()).Split('\n')[..^1]);
        return (said, !said.Contains("opened"));
    }

    /// <summary>Not a wait for anything: it moves the kill to another instruction.</summary>
    private static void SpinFor(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            Thread.SpinWait(20);
        }
    }
}

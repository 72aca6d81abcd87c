using System.Diagnostics;
using Steno.Store;
using Steno.Tests.LongRuns;
using Xunit.Abstractions;

namespace Steno.Tests.Crash;

/// <summary>
/// Real processes, real SIGKILL, real disk. 450 cycles in the normal run, which with those of <see cref="SagaKillTests"/> and
/// <see cref="TidyKillTests"/> are 1,050; STENO_LONG_CYCLES sets how many per in-flight value, STENO_SEED replays one run, STENO_BINARY runs the published
/// binary instead of the plain build.
/// </summary>
[Collection("processes")]
[Trait(LongRun.Trait, LongRun.Long)]
public class KillTests(ITestOutputHelper output)
{
    private const int CyclesPerDirectory = 20;
    private const int MaxLinesPerLife = 4_000;
    private const int LongCycles = 33_000;

    [Theory(Timeout = 360_000_000)]
    [InlineData(1, 150)]
    [InlineData(16, 200)]
    [InlineData(256, 100)]
    public async Task Import_KilledAtRandomMoments_KeepsEveryAcknowledgedLine(int inFlight, int cyclesPerRun)
    {
        LongRun? longRun = LongRun.Of($"import-kills-{inFlight}");
        int seed = int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int given) ? given : longRun?.Seed ?? Environment.TickCount;
        int cycles = int.TryParse(Environment.GetEnvironmentVariable("STENO_LONG_CYCLES"), out int many) ? many : longRun is null ? cyclesPerRun : LongCycles;
        long start = Stopwatch.GetTimestamp();
        string replay = $"Replay: STENO_SEED={seed} STENO_LONG_CYCLES={cycles} dotnet test -c Release --filter KillTests";
        output.WriteLine(replay);
        long acknowledgedLines = 0;
        int first = (int)(longRun?.Count ?? 0);
        for (int done = first; done < cycles; done += CyclesPerDirectory)
        {
            var random = new Random(seed + done);
            using var directory = new Disk.TemporaryDirectory();
            string store = Path.Combine(directory.FullPath, "store");
            var oracle = new CrashOracle();
            for (int cycle = done; cycle < Math.Min(cycles, done + CyclesPerDirectory); cycle++)
            {
                await RunOneLifeAsync(store, inFlight, random, oracle, $"Cycle {cycle}. {replay}");
            }
            Assert.True(FasterSecStore.Verify(new FasterSecStoreOptions { Directory = store }).IsSound, replay);
            acknowledgedLines += oracle.AcknowledgedLines;
            longRun?.Save(done / CyclesPerDirectory + 1, done + CyclesPerDirectory);
        }
        output.WriteLine($"{cycles - first} kills with {inFlight} in flight, {acknowledgedLines} acknowledged lines, none lost; {Stopwatch.GetElapsedTime(start).TotalMilliseconds / Math.Max(1, cycles - first):F0} ms a cycle");
        Assert.True(acknowledgedLines > 0 || first >= cycles, "No line was acknowledged in any life: the test proved nothing.");
    }

    private static async Task RunOneLifeAsync(string directory, int inFlight, Random random, CrashOracle oracle, string replay)
    {
        using var child = new ChildImport(directory, inFlight, new LineSource(random.Next()), MaxLinesPerLife);
        int wanted = random.Next(inFlight * 4 + 40);
        int read = await child.ReadAcknowledgementsAsync(wanted);
        if (read < wanted)
        {
            // Fewer lines than it was sent: the child ended by itself, which no cycle may count as survived.
            Assert.Fail($"The import ended by itself after {read} lines: {await child.ReadErrorAsync()} {replay}");
        }
        SpinFor(TimeSpan.FromMicroseconds(random.Next(3_000)));
        int acknowledged = await child.KillAsync(read);
        await using FasterSecStore store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = directory });
        await oracle.CheckAsync(store, child.Sent, acknowledged, replay);
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

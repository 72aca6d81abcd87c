using System.Diagnostics;
using Steno.Tests.LongRuns;
using Steno.Tests.Processes;
using Xunit.Abstractions;

namespace Steno.Tests.Crash;

/// <summary>
/// Real kills while a store is tidied and while it opens. A life is killed in the middle of a snapshot or of a compaction, then
/// up to five openings after each other within 20 ms of their beginning; after every kill everything acknowledged is there.
/// STENO_LONG_CYCLES sets how many kills, STENO_SEED replays one run.
/// </summary>
[Collection("processes")]
[Trait(LongRun.Trait, LongRun.Long)]
public class TidyKillTests(ITestOutputHelper output)
{
    private const int KillsPerRun = 300;
    private const int LongKills = 10_000;
    private const int KillsPerDirectory = 30;
    private const int MostOpeningsInARow = 5;
    private const int MaxOpeningMicroseconds = 20_000;
    private const int MaxTidyMicroseconds = 4_000;
    private static readonly int[] s_writers = [1, 4, 16];

    [Fact(Timeout = 36_000_000)]
    public async Task Store_KilledWhileTidiedAndWhileOpening_KeepsEverythingAcknowledged()
    {
        LongRun? longRun = LongRun.Of("tidy-kills");
        int seed = int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int given) ? given : longRun?.Seed ?? Environment.TickCount;
        int kills = int.TryParse(Environment.GetEnvironmentVariable("STENO_LONG_CYCLES"), out int many) ? many : longRun is null ? KillsPerRun : LongKills;
        output.WriteLine($"Replay: STENO_SEED={seed} STENO_LONG_CYCLES={kills} dotnet test -c Release --filter TidyKillTests");
        var landed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        (long acknowledged, long start, int done) = (0, Stopwatch.GetTimestamp(), 0);
        for (long unit = longRun?.Unit ?? 0; (longRun?.Count ?? done) < kills; unit++)
        {
            (int unitKills, long unitAcknowledged) = await UseOneDirectory(new Random((int)(seed + unit)), landed, $"STENO_SEED={seed + unit} STENO_LONG_CYCLES=1");
            done += unitKills;
            acknowledged += unitAcknowledged;
            longRun?.Save(unit + 1, longRun.Count + unitKills);
        }
        output.WriteLine($"{done} kills: {string.Join(", ", landed.Select(pair => $"{pair.Value} {pair.Key}"))}; {acknowledged:N0} acknowledged records, none lost; {Stopwatch.GetElapsedTime(start).TotalMilliseconds / done:F0} ms a kill");
        Assert.True(acknowledged > 0, "Nothing was acknowledged in any life: the test proved nothing.");
        Assert.True(done < KillsPerRun || (Landed("in a snapshot") > 10 && Landed("in a compaction") > 10 && Landed("in an opening") > 30), "Too few kills landed where they should.");
        int Landed(string where) => landed.GetValueOrDefault(where);
    }

    private static async Task<(int Kills, long Acknowledged)> UseOneDirectory(Random random, SortedDictionary<string, int> landed, string replay)
    {
        using var directory = new Disk.TemporaryDirectory();
        string store = directory["store"];
        var oracle = new TidyOracle();
        int kills = 0;
        while (kills < KillsPerDirectory)
        {
            int openings = random.Next(MostOpeningsInARow + 1);
            for (int depth = 0; depth <= openings; depth++)
            {
                List<string> said = await KillAsync(store, random, isOpening: depth > 0);
                kills++;
                string where = Where(said);
                landed[where] = landed.GetValueOrDefault(where) + 1;
                try
                {
                    await oracle.CheckAsync(store, said);
                }
                catch (Exception violation)
                {
                    throw new InvalidOperationException($"Kill {kills}, {where}. Replay: {replay} dotnet test -c Release --filter TidyKillTests", violation);
                }
            }
        }
        return (kills, oracle.AcknowledgedCount);
    }

    /// <summary>One life: what it said before it was killed.</summary>
    private static async Task<List<string>> KillAsync(string store, Random random, bool isOpening)
    {
        using Process process = TestProcess.Start(TidyChild.Part, store, s_writers[random.Next(s_writers.Length)].ToString());
        string awaited = isOpening ? "opening" : random.Next(2) == 0 ? "snapshotting" : "compacting";
        int times = isOpening ? 1 : random.Next(1, 4);
        var said = new List<string>();
        while (times > 0 && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            times -= line == awaited ? 1 : 0;
        }
        if (times > 0)
        {
            Assert.Fail($"The process ended by itself after saying {said.Count} lines: {await process.StandardError.ReadToEndAsync()}");
        }
        SpinFor(TimeSpan.FromMicroseconds(random.Next(isOpening ? MaxOpeningMicroseconds : MaxTidyMicroseconds)));
        process.Kill();
        await process.WaitForExitAsync();
        Assert.Equal(128 + 9, process.ExitCode);
        // What is in the pipe was said, too; a line without its end was not.
        said.AddRange((await process.StandardOutput.ReadToEndAsync()).Split('\n')[..^1]);
        return said;
    }

    private static string Where(List<string> said) => said.FindLast(line => !line.Contains(' ', StringComparison.Ordinal)) switch
    {
        "opening" => "in an opening",
        "snapshotting" => "in a snapshot",
        "compacting" => "in a compaction",
        _ => "in between",
    };

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

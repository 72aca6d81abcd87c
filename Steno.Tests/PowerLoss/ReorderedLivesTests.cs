using System.Diagnostics;
using Steno.Store;
using Steno.Tests.Growth;
using Steno.Tests.LongRuns;
using Steno.Tests.Security;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;
using Xunit.Abstractions;

namespace Steno.Tests.PowerLoss;

/// <summary>
/// Chains of lives on a disk that has several operations in flight and ends them in any order, while calls, snapshots,
/// compactions and archiving go on at once. The power is cut where several are in flight, and each of them is then there, or not,
/// or torn. The steps, delays and cuts follow from the seed; which threads meet is the machine's own, so a seed may have to be
/// tried more than once.
/// </summary>
[Trait(LongRun.Trait, LongRun.Long)]
public sealed class ReorderedLivesTests(ITestOutputHelper output)
{
    private const int SeedsPerRun = 8;
    private const int LongSeeds = 100_000;
    private const int LongUnitSeeds = 100;
    private const int LivesPerSeed = 4;
    private const int CutsPerLife = 12;

    [Theory]
    [InlineData(Durability.Commit)]
    [InlineData(Durability.Buffered)]
    public async Task PowerCuts_WithSeveralOperationsInFlight_KeepTheAcknowledged(Durability durability)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int replayed))
        {
            await LiveAll(durability, replayed, 1, new CutTally());
            return;
        }
        var tally = new CutTally();
        if (LongRun.Of($"reordered-lives-{durability}") is { } run)
        {
            for (long unit = run.Unit; run.Count < LongSeeds; unit++)
            {
                await LiveAll(durability, run.Seed + unit * LongUnitSeeds, LongUnitSeeds, tally);
                run.Save(unit + 1, run.Count + LongUnitSeeds);
            }
            output.WriteLine($"{run}; since then {tally}");
            return;
        }
        long start = Stopwatch.GetTimestamp();
        await LiveAll(durability, 1, SeedsPerRun, tally);
        output.WriteLine($"{tally}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        Assert.True(tally.OverlappingCount > SeedsPerRun * LivesPerSeed, $"too few: {tally}");
        Assert.True(tally.OvertakingCount > SeedsPerRun * LivesPerSeed, $"too few: {tally}");
        // A buffered store commits seldom, so it is the other one that must have met these.
        bool commitsEach = durability == Durability.Commit;
        Assert.True(!commitsEach || tally.BatchAndSuperblockCount > SeedsPerRun / 2, $"too few: {tally}");
        Assert.True(!commitsEach || tally.SeveralTornCount > 0, $"too few: {tally}");
    }

    private static Task LiveAll(Durability durability, long firstSeed, int count, CutTally tally)
        => Parallel.ForEachAsync(Enumerable.Range(0, count), async (i, _) => await LiveSomeTimes(durability, (int)(firstSeed + i), tally));

    private static async Task LiveSomeTimes(Durability durability, int seed, CutTally tally)
    {
        try
        {
            var random = new Random(seed);
            SimDisk start = new() { RecordsData = true };
            var kept = new List<Step>();
            var log = new CapturedLog();
            var judge = new ImageJudge(everyNthForWriting: 3);
            for (int number = 0; number < LivesPerSeed; number++)
            {
                FasterSecStoreOptions options = Lives.Options with
                {
                    SnapshotIntervalBytes = 64 << 10,
                    CommitOnLoneCaller = random.Next(2) == 0,
                    Durability = durability,
                    BufferedCommitInterval = TimeSpan.FromMicroseconds(200),
                    LoggerFactory = log,
                };
                var workload = new Workload(seed * 100, kept, largestBytes: 20_000, archives: random.Next(2) == 0, archivesBeside: true, givesUp: true);
                List<Step> steps = [.. workload.Next(random.Next(10, 50))];
                var schedule = new CompletionSchedule(random.Next(), mostOvertaking: random.Next(1, 12));
                OverlappingLife life = await OverlappingLife.Record(start, kept, steps, options, schedule, closes: random.Next(2) == 0, burst: random.Next(2, 12));
                tally.AddLife(life);
                for (int cut = 1; ; cut++)
                {
                    int position = Position(life, random);
                    SimDisk image = life.Image(position, Choices.Random(random.Next()), out IReadOnlyList<DiskOperation> torn);
                    tally.AddCut(life.InFlight[position], torn);
                    int found = await life.Check(image, position, judge, $"life {number}, cut {cut}");
                    if (cut == CutsPerLife)
                    {
                        start = image;
                        kept.AddRange(steps.Take(found));
                        break;
                    }
                }
                Assert.DoesNotContain(log.Lines, line => line.Contains("snapshot is damaged", StringComparison.Ordinal));
            }
        }
        catch (Exception violation)
        {
            throw new InvalidOperationException($"Seed {seed}: {violation.Message}\nReplay: STENO_SEED={seed} dotnet test -c Release --filter \"FullyQualifiedName~ReorderedLivesTests&DisplayName~{durability}\"", violation);
        }
    }

    /// <summary>Where to cut: mostly where several operations are in flight, and among those where a batch and a superblock are.</summary>
    private static int Position(OverlappingLife life, Random random)
    {
        int kind = random.Next(6);
        List<int> wanted = [];
        if (kind >= 3)
        {
            wanted = Positions(life, CutTally.HasBatchAndSuperblock);
        }
        if (kind >= 1 && wanted.Count == 0)
        {
            wanted = Positions(life, static inFlight => inFlight.Count >= 2);
        }
        return wanted.Count == 0 ? random.Next(1, life.Events.Count + 1) : wanted[random.Next(wanted.Count)];
    }

    private static List<int> Positions(OverlappingLife life, Predicate<IReadOnlyList<DiskOperation>> isWanted)
        => [.. Enumerable.Range(1, life.Events.Count).Where(position => isWanted(life.InFlight[position]))];
}

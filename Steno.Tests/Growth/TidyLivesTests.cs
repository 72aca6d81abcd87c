using System.Diagnostics;
using Steno.Store;
using Steno.Tests.LongRuns;
using Steno.Tests.PowerLoss;
using Steno.Tests.Security;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;
using Xunit.Abstractions;

namespace Steno.Tests.Growth;

/// <summary>
/// Chains of lives that are cut off at random while the log is tidied up beside writers. What a cut leaves holds the same from
/// every snapshot of the chain and from none, and none of them contradicts the log. The steps follow from the seed; how compaction
/// and writers take turns is the machine's own, so a seed may have to be tried more than once.
/// </summary>
[Trait(LongRun.Trait, LongRun.Long)]
public sealed class TidyLivesTests(ITestOutputHelper output)
{
    private const int SeedsPerRun = 12;
    private const int LongSeeds = 100_000;
    private const int LongUnitSeeds = 100;
    private const int LivesPerSeed = 6;
    private const int CutsPerLife = 3;

    /// <summary>What is special about the sagas of a chain.</summary>
    public enum Kind
    {
        /// <summary>Up to twelve sagas, most of them small.</summary>
        Small,
        /// <summary>Up to three sagas that take several parts to be written again.</summary>
        Large,
        /// <summary>Done ones are archived.</summary>
        Archives,
        /// <summary>What is acknowledged may not be durable.</summary>
        Buffered,
        /// <summary>Both.</summary>
        BufferedArchives,
    }

    [Theory]
    [InlineData(Kind.Small)]
    [InlineData(Kind.Large)]
    [InlineData(Kind.Archives)]
    [InlineData(Kind.Buffered)]
    [InlineData(Kind.BufferedArchives)]
    public async Task Cuts_WhileTidiedBesideWriters_KeepTheAcknowledged(Kind kind)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int replayed))
        {
            await LiveAll(kind, replayed, 1);
            return;
        }
        if (LongRun.Of($"tidy-lives-{kind}") is { } run)
        {
            for (long unit = run.Unit; run.Count < LongSeeds; unit++)
            {
                await LiveAll(kind, run.Seed + unit * LongUnitSeeds, LongUnitSeeds);
                run.Save(unit + 1, run.Count + LongUnitSeeds);
            }
            output.WriteLine(run.ToString());
            return;
        }
        long start = Stopwatch.GetTimestamp();
        await LiveAll(kind, 1, SeedsPerRun);
        output.WriteLine($"{SeedsPerRun * LivesPerSeed * CutsPerLife} cuts, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
    }

    private static Task LiveAll(Kind kind, long firstSeed, int count)
        => Parallel.ForEachAsync(Enumerable.Range(0, count), async (i, _) => await LiveSomeTimes(kind, (int)(firstSeed + i)));

    private static async Task LiveSomeTimes(Kind kind, int seed)
    {
        try
        {
            var random = new Random(seed);
            bool archives = kind is Kind.Archives or Kind.BufferedArchives;
            SimDisk start = new() { RecordsData = true };
            var kept = new List<Step>();
            var snapshots = new List<byte[]>();
            var log = new CapturedLog();
            for (int number = 0; number < LivesPerSeed; number++)
            {
                FasterSecStoreOptions options = Lives.Options with
                {
                    SnapshotIntervalBytes = 64 << 10,
                    CommitOnLoneCaller = random.Next(2) == 0,
                    Durability = kind is Kind.Buffered or Kind.BufferedArchives ? Durability.Buffered : Durability.Commit,
                    LoggerFactory = log,
                };
                var workload = kind == Kind.Large
                    ? new Workload(seed * 100, kept, largestBytes: 250_000, ids: 3, givesUp: true)
                    : new Workload(seed * 100, kept, largestBytes: 30_000, archives: archives, givesUp: true);
                List<Step> steps = [.. workload.Next(random.Next(5, kind == Kind.Large ? 25 : 50))];
                RecordedLife life = await RecordedLife.Record(start, kept, steps, options, closes: random.Next(2) == 0, burst: random.Next(2, 12));
                for (int cut = 1; ; cut++)
                {
                    int cutAt = random.Next(1, life.Operations.Count + 1);
                    bool isInFlight = random.Next(2) == 0;
                    var image = new CrashImage(life.Image(cutAt, isInFlight, Choices.Random(random.Next())), cutAt, isInFlight, life);
                    string where = $"life {number}, cut {cut}";
                    int found = await life.Check(image, new ImageJudge(), where);
                    byte[][] usable = [.. snapshots, .. life.Snapshots.Where(taken => taken.At < cutAt).Select(taken => taken.Bytes)];
                    await CheckSnapshots(image.Disk, usable, options, where);
                    if (cut == CutsPerLife)
                    {
                        start = image.Disk;
                        snapshots = [.. usable];
                        kept.AddRange(steps.Take(found));
                        break;
                    }
                }
                Assert.DoesNotContain(log.Lines, line => line.Contains("snapshot is damaged", StringComparison.Ordinal));
            }
            if (archives)
            {
                await CheckNothingIsBoth(start);
            }
        }
        catch (Exception violation)
        {
            throw new InvalidOperationException($"Seed {seed}: {violation.Message}\nReplay: STENO_SEED={seed} dotnet test -c Release --filter \"FullyQualifiedName~TidyLivesTests&DisplayName~{kind}\"", violation);
        }
    }

    /// <summary>Everything before a snapshot's end was durable when it got its name, so all of them are right as long as the log begins before them.</summary>
    private static async Task CheckSnapshots(SimDisk image, IEnumerable<byte[]> snapshots, FasterSecStoreOptions options, string where)
    {
        if (!image.Names.Contains("superblock"))
        {
            return;
        }
        FasterSecStoreOptions readOnly = options with { ReadOnly = true };
        SimDisk disk = image.Clone();
        if (disk.Names.Contains("snapshot"))
        {
            disk.Remove("snapshot");
        }
        string expected = await Lives.Text(disk, readOnly);
        foreach (byte[] snapshot in snapshots)
        {
            disk.Put("snapshot", snapshot);
            Assert.True(expected == await Lives.Text(disk, readOnly), $"{where}: a snapshot says something else than the log");
        }
    }

    /// <summary>Once what was archived is settled, a live saga that is done is in no archive, so it can be deleted.</summary>
    private static async Task CheckNothingIsBoth(SimDisk disk)
    {
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        await store.TakeSnapshotAsync().Ends();
        foreach (SagaInfo info in await store.ListSagasAsync(new SagaQuery { WithoutArchived = true, States = [SagaCachedState.Done] }).Ends())
        {
            await store.DeleteSagaAsync(info.Id).Ends();
        }
    }
}

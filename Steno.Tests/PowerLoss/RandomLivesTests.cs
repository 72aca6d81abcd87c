using System.Diagnostics;
using Steno.Store;
using Steno.Tests.Growth;
using Steno.Tests.LongRuns;
using Steno.Tests.Simulation;
using Xunit.Abstractions;

namespace Steno.Tests.PowerLoss;

/// <summary>
/// Chains of ten lives, each cut off at a random operation with a random subset of what was unsynced, the next one going on from
/// what was left. Every choice follows from the seed.
/// </summary>
[Trait(LongRun.Trait, LongRun.Long)]
public sealed class RandomLivesTests(ITestOutputHelper output)
{
    private const int SeedsPerRun = 2_000;
    private const int LongSeeds = 1_000_000;
    private const int LongUnitSeeds = 1_000;
    private const int LivesPerSeed = 10;

    [Fact]
    public async Task PowerCuts_AtRandomOverTenLives_KeepTheAcknowledged()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int replayed))
        {
            await LiveTenTimes(replayed);
            return;
        }
        if (LongRun.Of("random-lives") is { } run)
        {
            for (long unit = run.Unit; run.Count < LongSeeds; unit++)
            {
                await LiveAll(run.Seed + unit * LongUnitSeeds, LongUnitSeeds);
                run.Save(unit + 1, run.Count + LongUnitSeeds);
            }
            output.WriteLine(run.ToString());
            return;
        }
        long start = Stopwatch.GetTimestamp();
        await LiveAll(1, SeedsPerRun);
        output.WriteLine($"{SeedsPerRun} seeds, {SeedsPerRun * LivesPerSeed} power cuts; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
    }

    private static Task LiveAll(long firstSeed, int count)
        => Parallel.ForEachAsync(Enumerable.Range(0, count), async (i, _) => await LiveTenTimes((int)(firstSeed + i)));

    private static async Task LiveTenTimes(int seed)
    {
        try
        {
            var random = new Random(seed);
            int pageSizeBytes = random.Next(3) == 0 ? SmallStore.SegmentSizeBytes : SmallStore.PageSizeBytes;
            int blockSizeBytes = random.Next(3) == 0 ? 4096 : 512;
            SimDisk start = SmallStore.Create(pageSizeBytes, blockSizeBytes, new Guid("5eed5eed-0000-4000-8000-00000000000b"));
            var kept = new List<Step>();
            for (int number = 0; number < LivesPerSeed; number++)
            {
                FasterSecStoreOptions options = SmallStore.OptionsOf(blockSizeBytes) with { CommitOnLoneCaller = random.Next(2) == 0, SnapshotIntervalBytes = 64 << 10 };
                List<Step> steps = [.. new Workload(seed, kept, largestBytes: random.Next(5) == 0 ? 20_000 : 1_500).Next(random.Next(1, 7))];
                RecordedLife life = await RecordedLife.Record(start, kept, steps, options, closes: random.Next(2) == 0);
                int cutAt = random.Next(1, life.Operations.Count + 1);
                bool isInFlight = random.Next(4) != 0;
                var image = new CrashImage(life.Image(cutAt, isInFlight, Choices.Random(random.Next())), cutAt, isInFlight, life);
                int found = await life.Check(image, new ImageJudge(), $"life {number}");
                start = image.Disk;
                kept.AddRange(steps.Take(found));
            }
        }
        catch (Exception violation)
        {
            throw new InvalidOperationException($"Seed {seed}: {violation.Message}\nReplay: STENO_SEED={seed} dotnet test -c Release --filter RandomLivesTests", violation);
        }
    }
}

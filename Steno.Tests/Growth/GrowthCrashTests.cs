using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.LongRuns;
using Steno.Tests.PowerLoss;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;
using Xunit.Abstractions;

namespace Steno.Tests.Growth;

/// <summary>Crashes while the log is tidied up: snapshots, deletions and compaction lose nothing and bring nothing back.</summary>
public sealed class GrowthCrashTests(ITestOutputHelper output)
{
    private const int LongSeeds = 1_500;

    private static FasterSecStoreOptions Options => Lives.Options with { SnapshotIntervalBytes = 64 << 10 };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Crash_AfterEveryOperation_KeepsTheSteps(int seed)
    {
        List<Step> steps = [.. new Workload(seed).Next(100), Step.Compact, Step.Snapshot];
        RecordedLife life = await RecordedLife.Record(new SimDisk { RecordsData = true }, [], steps, Options, closes: true);
        var judge = new ImageJudge();
        foreach (CrashImage image in life.Images(fromOperation: 0, new SubsetSample(ExhaustiveChoices: 3, MostPerKind: 2, RandomSubsets: 2)))
        {
            await life.Check(image, judge, $"seed {seed}");
        }
        output.WriteLine($"{judge.TriedCount} images, {judge.OpenedCount} of them different, {life.Operations.Count} operations");
        Assert.True(judge.OpenedCount > 400, $"only {judge.OpenedCount} images");
        Assert.Contains(life.Operations, operation => operation.Kind == DiskOperationKind.Delete && operation.Name.StartsWith("segment-", StringComparison.Ordinal));
        Assert.Contains(life.Operations, operation => operation.Kind == DiskOperationKind.Rename && operation.Target == "snapshot");
    }

    /// <summary>A slot that a power loss left as garbage while it was written: the other one alone must find the log.</summary>
    [Fact]
    public async Task Crash_WhileASuperblockSlotIsWritten_LeavesTheOtherOne()
    {
        List<Step> steps = [.. new Workload(2).Next(100), Step.Compact];
        RecordedLife life = await RecordedLife.Record(new SimDisk { RecordsData = true }, [], steps, Options, closes: true);
        byte[] garbage = new byte[4096];
        garbage.AsSpan().Fill(0xA5);
        var judge = new ImageJudge();
        int slots = 0;
        for (int done = 0; done < life.Operations.Count; done++)
        {
            DiskOperation next = life.Operations[done];
            if (next.Kind == DiskOperationKind.Write && next.Name == "superblock")
            {
                SimDisk image = life.Image(done, isInFlight: false, Choices.None);
                image.Overwrite(next.Name, (int)next.OffsetBytes, garbage);
                await life.Check(new CrashImage(image, done + 1, IsInFlight: true, life), judge, "superblock");
                slots++;
            }
        }
        Assert.Contains(life.Operations, operation => operation.Kind == DiskOperationKind.Delete && operation.Name.StartsWith("segment-", StringComparison.Ordinal));
        Assert.True(slots >= 6, $"only {slots} slots were written");
    }

    /// <summary>
    /// A crash between the two slots of a compaction, another one anywhere in the opening after it, and then one slot is lost: the
    /// other one must still find the log, so the opening may delete nothing that only one slot has given up.
    /// </summary>
    [Fact]
    public async Task Crash_WhileOpeningBetweenTheSlots_LeavesAStoreForEitherSlot()
    {
        List<Step> steps = [.. new Workload(2).Next(60)];
        RecordedLife life = await RecordedLife.Record(new SimDisk { RecordsData = true }, [], [.. steps, Step.Compact], Options, closes: false);
        int between = 0;
        for (int done = life.LastStepFrom; done < life.Operations.Count; done++)
        {
            SimDisk image = life.Image(done, isInFlight: false, Choices.None);
            if (FindOneBegin(image))
            {
                continue;
            }
            between++;
            SimDisk opened = image.Clone();
            FasterSecStore store = FasterSecStore.Open(Options, opened);
            IReadOnlyList<DiskOperation> operations = opened.Operations;
            await store.DisposeAsync().Ends();
            for (int count = 0; count <= operations.Count; count++)
            {
                foreach (int slot in (int[])[0, 1])
                {
                    SimDisk left = image.Clone();
                    left.Replay(operations.Take(count), lastIsInFlight: false);
                    left = left.Crash(Choices.None);
                    left.Overwrite("superblock", slot * SuperblockFile.SlotStrideBytes, new byte[Superblock.SizeBytes]);
                    string text = await Lives.Text(left, Options);
                    Assert.True(text == life.FinalText, $"operation {count} of {operations.Count}, without slot {slot}");
                }
            }
        }
        Assert.True(between > 0, "there was no such moment");
    }

    /// <summary>Whether both slots say that the log begins at the same place.</summary>
    private static bool FindOneBegin(SimDisk disk)
    {
        byte[] bytes = disk.ReadAll("superblock");
        return Superblock.TryRead(bytes.AsSpan(0, Superblock.SizeBytes), "")?.Begin == Superblock.TryRead(bytes.AsSpan(SuperblockFile.SlotStrideBytes, Superblock.SizeBytes), "")?.Begin;
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, LongRun.IsOn ? LongSeeds : 60)];

    [Theory]
    [Trait(LongRun.Trait, LongRun.Long)]
    [MemberData(nameof(Seeds))]
    public async Task Crash_AtRandom_OverTenLives_KeepsTheSteps(int seed)
    {
        var random = new Random(seed);
        SimDisk start = new() { RecordsData = true };
        var kept = new List<Step>();
        // Lives go on from what was kept, so each draws its steps for itself.
        for (int number = 0; number < 10; number++)
        {
            var workload = new Workload(seed * 100, kept);
            List<Step> steps = [.. workload.Next(random.Next(5, 40))];
            FasterSecStoreOptions options = Options with { BlockSizeBytes = 512, CommitOnLoneCaller = random.Next(2) == 0 };
            RecordedLife life = await RecordedLife.Record(start, kept, steps, options, closes: random.Next(2) == 0);
            int crashAt = random.Next(1, life.Operations.Count + 1);
            bool isInFlight = random.Next(2) == 0;
            var image = new CrashImage(life.Image(crashAt, isInFlight, Choices.Random(random.Next())), crashAt, isInFlight, life);
            int found = await life.Check(image, new ImageJudge(), $"seed {seed}, life {number}");
            start = image.Disk;
            kept.AddRange(steps.Take(found));
        }
    }
}

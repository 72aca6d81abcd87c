using Steno.Store;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;
using Xunit.Abstractions;

namespace Steno.Tests.Growth;

/// <summary>Crashes while the log is tidied up: snapshots, deletions and compaction lose nothing and bring nothing back.</summary>
public sealed class GrowthCrashTests(ITestOutputHelper output)
{
    private static FasterSecStoreOptions Options => Lives.Options with { SnapshotIntervalBytes = 64 << 10 };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Crash_AfterEveryOperation_KeepsTheSteps(int seed)
    {
        List<Step> steps = [.. new Workload(seed).Next(100), Step.Compact, Step.Snapshot];
        RecordedLife life = await RecordedLife.Record(new SimDisk { RecordsData = true }, [], steps, Options, closes: true);
        var seen = new HashSet<string>();
        for (int count = 1; count <= life.Operations.Count; count++)
        {
            DiskOperation last = life.Operations[count - 1];
            if ((last.Kind & DiskOperationKind.Changes) == 0)
            {
                continue;
            }
            foreach (Choice choose in (Choice[])[Choices.None, Choices.All, Choices.First(1), Choices.AllButFirst(1), Choices.Random(count)])
            {
                SimDisk image = life.Image(count, isInFlight: true, choose);
                if (seen.Add(image.Fingerprint() + count))
                {
                    await life.Check(image, count, isInFlight: true, Options, $"seed {seed}, operation {count} of {life.Operations.Count}: {last}");
                }
            }
        }
        output.WriteLine($"{seen.Count} images, {life.Operations.Count} operations");
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
        int slots = 0;
        for (int done = 0; done < life.Operations.Count; done++)
        {
            DiskOperation next = life.Operations[done];
            if (next.Kind == DiskOperationKind.Write && next.Name == "superblock")
            {
                SimDisk image = life.Image(done, isInFlight: false, Choices.None);
                image.Overwrite(next.Name, (int)next.OffsetBytes, garbage);
                await life.Check(image, done + 1, isInFlight: true, Options, $"operation {done + 1} of {life.Operations.Count}: {next}");
                slots++;
            }
        }
        Assert.Contains(life.Operations, operation => operation.Kind == DiskOperationKind.Delete && operation.Name.StartsWith("segment-", StringComparison.Ordinal));
        Assert.True(slots >= 6, $"only {slots} slots were written");
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    [Theory]
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
            start = life.Image(crashAt, isInFlight, Choices.Random(random.Next()));
            int found = await life.Check(start, crashAt, isInFlight, options, $"seed {seed}, life {number}, operation {crashAt}: {life.Operations[crashAt - 1]}");
            kept.AddRange(steps.Take(found));
        }
    }
}

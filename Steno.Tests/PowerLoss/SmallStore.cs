using Microsoft.Extensions.Time.Testing;
using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.PowerLoss;

/// <summary>
/// A store to begin with, and the steps that made it. Pages of 4 KB, smaller than any that the library makes itself, so that
/// batches over several pages stay small enough to try every subset of their sectors. The clock stands still: the same image
/// leads to the same recovered image.
/// </summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Disk">The files; left as they are.</param>
/// <param name="Steps">What it holds.</param>
/// <param name="Options">How to open it.</param>
internal sealed record SmallStore(string Name, SimDisk Disk, IReadOnlyList<Step> Steps, FasterSecStoreOptions Options)
{
    internal const int PageSizeBytes = 4096;
    internal const int SegmentSizeBytes = 64 << 10;

    /// <summary>The saga that steps append to.</summary>
    internal static SagaId Running { get; } = Sample.Id(1);

    /// <summary>The first of some sagas that are done.</summary>
    internal const int FirstDone = 10;
    internal const int DoneCount = 3;

    /// <summary>There is no directory yet.</summary>
    internal static SmallStore None() => new("none", new SimDisk { RecordsData = true }, [], OptionsOf(512));

    /// <summary>The log ends so far from the end of the first segment that the largest step goes into the next one.</summary>
    internal static Task<SmallStore> BeforeSegmentEnd(int blockSizeBytes = 512)
        => Filled($"before the segment's end, blocks of {blockSizeBytes}", PageSizeBytes, blockSizeBytes, fillerBytes: [11_000, 11_000, 11_000, 11_000, 10_500], extra: []);

    /// <summary>The next step beyond a few kilobytes has the next segment prepared beside it.</summary>
    internal static Task<SmallStore> BeforePreparation()
        => Filled("before the next segment is prepared", PageSizeBytes, 512, fillerBytes: [11_000], extra: []);

    /// <summary>Pages as the library cuts them.</summary>
    internal static Task<SmallStore> LargePages()
        => Filled("large pages", SegmentSizeBytes, 512, fillerBytes: [3_000], extra: []);

    /// <summary>Three segments, the first one mostly dead, and a snapshot: compaction has something to do.</summary>
    internal static Task<SmallStore> WorthTidying()
        => Filled("worth tidying", PageSizeBytes, 512, fillerBytes: [20_000, 20_000, 20_000, 20_000, 20_000, 20_000, 14_000], extra: [Step.Snapshot]);

    internal static FasterSecStoreOptions OptionsOf(int blockSizeBytes) => Lives.Options with
    {
        BlockSizeBytes = blockSizeBytes,
        SnapshotIntervalBytes = 1 << 30, // when a step says so, not when the keeper thinks so
        TimeProvider = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
    };

    /// <summary>An empty store cut into pages, blocks and segments like that.</summary>
    internal static SimDisk Create(int pageSizeBytes, int blockSizeBytes, Guid storeId)
    {
        var disk = new SimDisk { RecordsData = true };
        disk.CreateDirectory();
        using var files = new SegmentFiles(disk, new LogLayout(SegmentSizeBytes, pageSizeBytes, blockSizeBytes));
        files.CreateZeroed(0, static () => false);
        SuperblockFile.Create(disk, new Superblock
        {
            StoreId = storeId,
            Version = 1,
            Generation = 0,
            Begin = new LogPoint(LogLayout.FirstAddress, 1, 0),
            ProvenAddress = LogLayout.FirstAddress,
            SegmentCount = 1,
            CreatedUtcMs = 0,
            Layout = files.Layout,
        });
        return disk;
    }

    private static async Task<SmallStore> Filled(string name, int pageSizeBytes, int blockSizeBytes, int[] fillerBytes, Step[] extra)
    {
        var steps = new List<Step> { Step.Write(SagaRecord.Create(Sample.Create(Running)), SagaRecord.Event(Sample.Started(Running))) };
        uint node = 1000;
        for (int i = 0; i < DoneCount; i++)
        {
            SagaId id = Sample.Id(FirstDone + i);
            steps.Add(Step.Write(SagaRecord.Create(Sample.Create(id)), SagaRecord.Event(Sample.Started(id, node++)), SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done))));
        }
        // Fillers die at once but for the last one: dead weight for compaction.
        for (int i = 0; i < fillerBytes.Length; i++)
        {
            SagaId id = Sample.Id(50 + i);
            SagaNodeEvent filler = Sample.Event(id, node++, SagaNodeEventType.Succeeded(Sample.JsonOfLength(fillerBytes[i])));
            steps.Add(Step.Write(SagaRecord.Create(Sample.Create(id)), SagaRecord.Event(filler), SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done))));
            if (i < fillerBytes.Length - 1)
            {
                steps.Add(Step.Delete(id));
            }
        }
        steps.AddRange(extra);
        FasterSecStoreOptions options = OptionsOf(blockSizeBytes);
        SimDisk disk = Create(pageSizeBytes, blockSizeBytes, new Guid("5eed5eed-0000-4000-8000-000000000001"));
        RecordedLife life = await RecordedLife.Record(disk, [], steps, options, closes: true);
        disk.Replay(life.Operations, lastIsInFlight: false);
        return new SmallStore(name, disk, steps, options);
    }
}

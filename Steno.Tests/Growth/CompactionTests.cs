using Microsoft.Extensions.Time.Testing;
using Steno.Store;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Growth;

public sealed class CompactionTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private FasterSecStoreOptions Options => Lives.Options with { TimeProvider = _time };

    [Theory]
    [InlineData(Durability.Commit)]
    [InlineData(Durability.Buffered)]
    public async Task Compact_OfAStoreWithMuchDead_KeepsEveryRecordAndTime(Durability durability)
    {
        var disk = new SimDisk();
        FasterSecStoreOptions options = Options with { Durability = durability };
        List<SagaRecord[]> calls = Lives.Calls(0, 10, payloadBytes: 20_000);
        FasterSecStore store = FasterSecStore.Open(options, disk);
        foreach (SagaRecord[] call in calls)
        {
            await store.WriteAsync(call).Ends();
            _time.Advance(TimeSpan.FromSeconds(1.5));
        }
        string expected = (await Lives.Texts(calls))[^1];
        string times = await Times(store);
        CompactionReport report = await store.CompactAsync().Ends();
        // The keeper may have done some of it before it was asked.
        Assert.True(report.SegmentsFreed > 0, report.ToString());
        Assert.DoesNotContain("segment-00000002.log", disk.Names);
        Assert.Equal((expected, times), (await StoreText.Of(store), await Times(store)));
        if (durability == Durability.Commit)
        {
            Assert.Equal(expected, await Lives.Text(disk.CrashedCopy(Choices.None), options));
        }
        await store.DisposeAsync().Ends();
        await using FasterSecStore reopened = FasterSecStore.Open(options, disk);
        Assert.Equal((expected, durability == Durability.Commit ? times : await Times(reopened)), (await StoreText.Of(reopened), await Times(reopened)));
    }

    /// <summary>A saga that is larger than a batch is written again in parts.</summary>
    [Fact]
    public async Task Compact_OfASagaOfSeveralMegabytes_KeepsIt()
    {
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Options, disk);
        SagaId id = Sample.Id(1);
        var model = new ModelSecStore();
        await Both(SagaRecord.Create(Sample.Create(id)));
        for (uint node = 0; node < 40; node++)
        {
            await Both(SagaRecord.Event(Sample.Event(id, node, SagaNodeEventType.Succeeded(Sample.JsonOfLength(100_000)))));
        }
        string expected = await StoreText.Of(model);
        CompactionReport report = await store.CompactAsync().Ends();
        Assert.Equal(1, report.SagasRewritten);
        Assert.Equal(expected, await StoreText.Of(store));
        await Both(SagaRecord.Event(Sample.Started(id, 77)));
        SimDisk crashed = disk.CrashedCopy(Choices.None);
        expected = await StoreText.Of(model);
        await store.DisposeAsync().Ends();
        Assert.Equal(expected, await Lives.Text(crashed, Options));
        Assert.Empty(FasterSecStore.Verify(Options, disk).Damages);

        async Task Both(SagaRecord record)
        {
            await store.WriteAsync(new[] { record }).Ends();
            await model.WriteAsync(new[] { record });
        }
    }

    /// <summary>Both slots know the new beginning before anything is deleted: either one alone finds the log.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    public async Task Compact_ThenLosingASuperblockSlot_LosesNothing(int slotOffset)
    {
        var disk = new SimDisk();
        List<SagaRecord[]> calls = Lives.Calls(0, 10, payloadBytes: 20_000);
        FasterSecStore store = FasterSecStore.Open(Options, disk);
        await Lives.WriteAll(store, calls);
        await store.CompactAsync().Ends();
        SimDisk crashed = disk.CrashedCopy(Choices.None);
        await store.DisposeAsync().Ends();
        crashed.Overwrite("superblock", slotOffset, new byte[4096]);
        Assert.Equal((await Lives.Texts(calls))[^1], await Lives.Text(crashed, Options));
    }

    /// <summary>The space of a dropped saga is not used again before its drop is durable: what is left of it would have no beginning.</summary>
    [Fact]
    public async Task Compact_OfABufferedStoreWhoseSagasWereDropped_MakesTheDropsDurableFirst()
    {
        FasterSecStoreOptions options = Options with { Durability = Durability.Buffered, BufferedCommitInterval = TimeSpan.FromSeconds(6) };
        // Notes of the last saga lie in the last segment, in batches of their own: they stay when the beginning moves on.
        IEnumerable<SagaRecord[]> notes = Enumerable.Range(0, 20).Select(number => new[] { SagaRecord.Note(new SagaNote(Sample.Id(9), $"note {number}")) });
        SimDisk disk = await Lives.Sealed([.. Lives.Calls(0, 10, payloadBytes: 20_000), .. notes], Options);
        // A new life has nothing to commit but the drops, and its interval is long.
        FasterSecStore store = FasterSecStore.Open(options, disk);
        Assert.Equal(10, await store.DeleteSagasAsync(new SagaQuery()).Ends());
        CompactionReport report = await store.CompactAsync().Ends();
        SimDisk crashed = await Lives.Kill(store, disk, Choices.None);
        Assert.True(report.SegmentsFreed >= 3, report.ToString());
        Assert.Equal("", await Lives.Text(crashed, options));
    }

    [Fact]
    public async Task ReadOnlyStore_WhoseOwnerCompacts_SaysSo()
    {
        var disk = new SimDisk();
        List<SagaRecord[]> calls = Lives.Calls(0, 10, payloadBytes: 20_000);
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        await Lives.WriteAll(store, calls);
        await using FasterSecStore beside = FasterSecStore.Open(Options with { ReadOnly = true }, disk);
        string expected = (await Lives.Texts(calls))[^1];
        Assert.Equal(expected, await StoreText.Of(beside));
        await store.CompactAsync().Ends();
        // Files that are open stay readable; those that are not are gone.
        await using FasterSecStore late = FasterSecStore.Open(Options with { ReadOnly = true }, disk);
        Assert.Equal(expected, await StoreText.Of(late));
        Exception? outcome = await Record.ExceptionAsync(() => StoreText.Of(beside));
        Assert.True(outcome is null or StoreCompactedException, outcome?.ToString());
    }

    [Fact]
    public async Task Statistics_CountWhatIsThere()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        await Lives.WriteAll(store, Lives.Calls(0, 10, payloadBytes: 20_000));
        await store.CreateSagaAsync(Sample.Create(Sample.Id(100))).Ends();
        StoreStatistics before = store.GetStatistics();
        Assert.Equal((11, 1, 0, 10, 50L), (before.SagaCount, before.RunningCount, before.UnwindingCount, before.DoneCount, before.EventCount));
        Assert.True(before.LiveBytes > 200_000 && before.LogBytes >= before.LiveBytes && before.LastSnapshot is null);
        Assert.Equal(before.LogBytes, before.LogBytesSinceSnapshot);
        await store.TakeSnapshotAsync().Ends();
        Assert.Equal(_time.GetUtcNow(), store.GetStatistics().LastSnapshot);
        Assert.Equal(0, store.GetStatistics().LogBytesSinceSnapshot);
        await store.DeleteSagaAsync(Sample.Id(3)).Ends();
        await store.CompactAsync().Ends();
        StoreStatistics after = store.GetStatistics();
        Assert.Equal((10, 1, 0, 9, 45L), (after.SagaCount, after.RunningCount, after.UnwindingCount, after.DoneCount, after.EventCount));
        Assert.True(after.LiveBytes < before.LiveBytes && after.SegmentCount <= before.SegmentCount);
        await using FasterSecStore reader = FasterSecStore.Open(Options with { ReadOnly = true }, disk);
        Assert.Equal((after.EventCount, after.LiveBytes), (reader.GetStatistics().EventCount, reader.GetStatistics().LiveBytes));
    }

    /// <summary>Each operation of the disk fails in turn: the store keeps what was acknowledged, and goes on or is poisoned.</summary>
    [Theory]
    [InlineData(SimDisk.EIO, false)]
    [InlineData(SimDisk.EIO, true)]
    [InlineData(SimDisk.ENOSPC, false)]
    [InlineData(SimDisk.ENOSPC, true)]
    public async Task Keeping_WithTheNthOperationFailing_LosesNothing(int errno, bool isSticky)
    {
        List<SagaRecord[]> calls = Lives.Calls(0, 8, payloadBytes: 20_000);
        string expected = (await Lives.Texts(calls))[^1];
        SimDisk full = await Lives.KilledBusy(calls, Options, new SimDisk());
        for (int nth = 1; ; nth++)
        {
            SimDisk disk = full.Clone();
            FasterSecStore store = FasterSecStore.Open(Options, disk);
            disk.Fail(DiskOperationKind.Changes | DiskOperationKind.Read | DiskOperationKind.Open | DiskOperationKind.List, nth, errno, isSticky);
            Exception? compaction = await Record.ExceptionAsync(async () => await store.CompactAsync().Ends());
            Exception? snapshot = await Record.ExceptionAsync(async () => await store.TakeSnapshotAsync().Ends());
            Assert.True(compaction is null or SecStoreException, $"{nth}: {compaction}");
            Assert.True(snapshot is null or SecStoreException, $"{nth}: {snapshot}");
            await Eventually.Outcome(store.DisposeAsync);
            bool wasMet = disk.WasFaultMet;
            disk.ClearFaults();
            foreach (Choice choose in (Choice[])[Choices.None, Choices.All])
            {
                Assert.True(expected == await Lives.Text(disk.CrashedCopy(choose), Options), $"operation {nth}, errno {errno}");
            }
            if (!wasMet)
            {
                Assert.Null(compaction ?? snapshot);
                return;
            }
        }
    }

    /// <summary>
    /// A saga that goes on for long is written again whole: with little to gain that would go on for ever, and cost its writer more
    /// than its own writing.
    /// </summary>
    [Fact]
    public async Task Keeper_OfASagaThatGoesOnForLong_LeavesItAloneForLittle()
    {
        var disk = new SimDisk();
        // Batches that are two thirds full: every third byte is dead.
        long written = await WriteOneSaga(disk, events: 3_000, payloadBytes: 600, after: store => Task.CompletedTask);
        Assert.Contains("segment-00000000.log", disk.Names);
        Assert.True(written > 40 * Options.SegmentSizeBytes);
    }

    [Fact]
    public async Task Keeper_OfASagaThatGoesOnForLong_WritesItAgainForMuch()
    {
        var disk = new SimDisk();
        // One small record a batch of 512 bytes: most of it is padding.
        await WriteOneSaga(disk, events: 3_000, payloadBytes: 2, after: async store =>
        {
            // What the keeper was at is done when this is.
            await store.TakeSnapshotAsync().Ends();
        });
        Assert.DoesNotContain("segment-00000000.log", disk.Names);
    }

    private async Task<long> WriteOneSaga(SimDisk disk, int events, int payloadBytes, Func<FasterSecStore, Task> after)
    {
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        SagaId id = Sample.Id(1);
        await store.CreateSagaAsync(Sample.Create(id)).Ends();
        SagaNodeEventType output = SagaNodeEventType.Succeeded(Sample.JsonOfLength(payloadBytes));
        for (uint node = 0; node < events; node++)
        {
            await store.RecordEventAsync(Sample.Event(id, node, output)).Ends();
        }
        await after(store);
        return store.GetStatistics().LogBytes;
    }

    private static async Task<string> Times(FasterSecStore store)
        => string.Join("\n", (await store.ListSagasAsync(new SagaQuery()).Ends()).Select(info => $"{info.Id} {info.LastCommitTime:O}"));
}

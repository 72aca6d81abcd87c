using Steno.Store;
using Steno.Tests.Growth;
using Steno.Tests.PowerLoss;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;
using Xunit.Abstractions;

namespace Steno.Tests.Archives;

/// <summary>Crashes and failing disks while sagas are archived and archives merged: none is lost, none is shown twice.</summary>
public sealed class ArchiveCrashTests(ITestOutputHelper output)
{
    private static FasterSecStoreOptions Options => Lives.Options with { SnapshotIntervalBytes = 64 << 10 };

    /// <summary>Enough to make an archive many times, to merge, and to compact the log after it.</summary>
    private static List<Step> Steps()
    {
        var steps = new List<Step>();
        for (int number = 0; number < 10; number++)
        {
            steps.Add(Step.Write(ArchiveScene.Done(number, payloadBytes: number == 4 ? 70_000 : 300)));
            steps.Add(Step.Write(SagaRecord.Create(Sample.Create(Sample.Id(100 + number)))));
            steps.Add(number % 3 == 0 ? Step.ArchiveAll : Step.Archive(Sample.Id(number)));
        }
        steps.Add(Step.Write(SagaRecord.Update(new SagaUpdate(Sample.Id(100), SagaCachedState.Done)), SagaRecord.Update(new SagaUpdate(Sample.Id(101), SagaCachedState.Done))));
        steps.Add(Step.Archive(Sample.Id(100)));
        steps.Add(Step.Delete(Sample.Id(101)));
        steps.Add(Step.Compact);
        steps.Add(Step.Snapshot);
        return steps;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Crash_AfterEveryOperation_LosesNothingAndShowsNothingTwice(bool isInFlight)
    {
        RecordedLife life = await RecordedLife.Record(new SimDisk { RecordsData = true }, [], Steps(), Options, closes: true);
        var judge = new ImageJudge();
        var seen = new HashSet<(UInt128, int)>();
        for (int count = 1; count <= life.Operations.Count; count++)
        {
            DiskOperation last = life.Operations[count - 1];
            if ((last.Kind & DiskOperationKind.Changes) == 0)
            {
                continue;
            }
            foreach (Choice choose in (Choice[])[Choices.None, Choices.All, Choices.First(1), Choices.AllButFirst(1), Choices.Random(count)])
            {
                SimDisk image = life.Image(count, isInFlight, choose);
                if (seen.Add((image.Fingerprint(), count)))
                {
                    await life.Check(new CrashImage(image, count, isInFlight, life), judge, "archives");
                    await Lives.Text(image, Options);
                    // Whatever the crash left of files that do not count is gone after an opening.
                    StoreVerification verified = FasterSecStore.Verify(Options, image);
                    Assert.Equal(verified.ArchiveCount, ArchiveScene.Files(image).Count());
                }
            }
        }
        output.WriteLine($"{seen.Count} images, {life.Operations.Count} operations");
        Assert.Contains(life.Operations, operation => operation.Kind == DiskOperationKind.Delete && operation.Name.StartsWith("archive/", StringComparison.Ordinal));
        Assert.Contains(life.Operations, operation => operation.Kind == DiskOperationKind.Rename && operation.Name.StartsWith("archive/", StringComparison.Ordinal));
    }

    /// <summary>After each crash, what is archived and still live is dropped by the next life, and goes on being there once.</summary>
    [Fact]
    public async Task Crash_BetweenArchiveAndDrop_IsFinishedByTheNextLife()
    {
        RecordedLife life = await RecordedLife.Record(
            new SimDisk { RecordsData = true },
            [],
            [Step.Write(ArchiveScene.Done(1)), Step.Write(ArchiveScene.Done(2)), Step.Archive(Sample.Id(1), Sample.Id(2))],
            Options,
            closes: false);
        int both = 0;
        for (int count = 1; count <= life.Operations.Count; count++)
        {
            SimDisk image = life.Image(count, isInFlight: false, Choices.None);
            if (!image.Names.Contains("superblock") || FasterSecStore.Verify(Options, image) is not { ArchivedSagaCount: 2, SagaCount: 2 })
            {
                continue;
            }
            both++;
            await using FasterSecStore store = FasterSecStore.Open(Options, image);
            Assert.Equal("1 2", await ArchiveScene.Ids(store, new SagaQuery()));
            Assert.IsType<SagaArchivedException>(await Eventually.Outcome(() => store.DeleteSagaAsync(Sample.Id(1))));
            Assert.Equal(0, await store.DeleteSagasAsync(new SagaQuery()).Ends());
            Assert.Equal(0, store.GetStatistics().SagaCount);
            Assert.Equal("1 2", await ArchiveScene.Ids(store, new SagaQuery()));
        }
        Assert.True(both > 0, "there was no such moment");
    }

    /// <summary>What was archived is no longer in the log, so both slots must name the archive before its sagas go.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    public async Task Archiving_ThenLosingASuperblockSlot_LosesNothing(int slotOffset)
    {
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Options, disk);
        await ArchiveScene.Write(store, [1, 2, 3]);
        string expected = await StoreText.Of(store);
        Assert.Equal(3, await store.ArchiveSagasAsync(new SagaQuery()).Ends());
        SimDisk crashed = disk.CrashedCopy(Choices.None);
        await store.DisposeAsync().Ends();
        crashed.Overwrite("superblock", slotOffset, new byte[4096]);
        Assert.Equal(expected, await Lives.Text(crashed, Options));
    }

    public static TheoryData<int, int, bool> Faults()
    {
        var data = new TheoryData<int, int, bool>();
        foreach (DiskOperationKind kind in (DiskOperationKind[])[DiskOperationKind.Open, DiskOperationKind.Create, DiskOperationKind.Read, DiskOperationKind.Write,
            DiskOperationKind.Sync, DiskOperationKind.SyncDirectory, DiskOperationKind.Rename, DiskOperationKind.Delete, DiskOperationKind.List, DiskOperationKind.CreateDirectory])
        {
            data.Add((int)kind, SimDisk.EIO, false);
            data.Add((int)kind, SimDisk.ENOSPC, true);
        }
        return data;
    }

    /// <summary>Each call to the disk fails in turn while sagas are archived; whatever the answer, nothing is lost.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Archiving_WithTheNthCallFailing_LosesNothing(int kind, int errno, bool isSticky)
    {
        SimDisk before;
        string expected;
        {
            before = new SimDisk { RecordsData = true };
            await using FasterSecStore store = FasterSecStore.Open(Options, before);
            for (int number = 0; number < 8; number++)
            {
                await ArchiveScene.Write(store, [number]);
                if (number < 7)
                {
                    await store.ArchiveSagasAsync(new SagaQuery()).Ends();
                }
            }
            expected = await StoreText.Of(store);
        }
        for (int nth = 1; ; nth++)
        {
            string where = $"{(DiskOperationKind)kind} {nth}";
            SimDisk disk = before.Clone();
            FasterSecStore store = FasterSecStore.Open(Options, disk);
            await store.TakeSnapshotAsync().Ends(); // the keeper has nothing of its own to do any more
            disk.Fail((DiskOperationKind)kind, nth, errno, isSticky);
            Exception? outcome = await Record.ExceptionAsync(async () => await store.ArchiveSagasAsync(new SagaQuery()).Ends());
            Assert.True(outcome is null or SecStoreException, $"{where}: {outcome}");
            bool wasMet = disk.WasFaultMet;
            disk.ClearFaults();
            Assert.True(expected == await StoreText.Of(store), where);
            foreach (SimDisk survivor in (SimDisk[])[disk.CrashedCopy(Choices.None), disk.CrashedCopy(Choices.All), disk.CrashedCopy(Choices.Random(nth))])
            {
                Assert.True(expected == await Lives.Text(survivor, Options), where);
                Assert.True(FasterSecStore.Verify(Options, survivor).IsSound, where);
            }
            Exception? again = await Record.ExceptionAsync(async () => await store.ArchiveSagasAsync(new SagaQuery()).Ends());
            Assert.True(again is null or StorePoisonedException, $"{where}, again: {again}");
            Assert.True(expected == await StoreText.Of(store), where);
            await Eventually.Outcome(store.DisposeAsync);
            Assert.True(expected == await Lives.Text(disk, Options), where);
            if (!wasMet)
            {
                Assert.Null(outcome);
                return;
            }
            Assert.True(nth < 1000);
        }
    }
}

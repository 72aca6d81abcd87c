using Microsoft.Extensions.Time.Testing;
using Steno.Store;
using Steno.Store.Archives;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Archives;

public sealed class ArchiveTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private FasterSecStoreOptions Options => Lives.Options with { TimeProvider = _time };

    [Fact]
    public async Task Archived_SagasAreReadAsBefore_AndAreNoLongerInTheLog()
    {
        var disk = new SimDisk();
        string before;
        List<SagaInfo> infos;
        await using (FasterSecStore store = FasterSecStore.Open(Options, disk))
        {
            for (int number = 0; number < 40; number++)
            {
                await ArchiveScene.Write(store, [number], payloadBytes: 3000);
                _time.Advance(TimeSpan.FromMilliseconds(1234));
            }
            await store.CreateSagaAsync(Sample.Create(Sample.Id(100))).Ends();
            before = await StoreText.Of(store);
            infos = [.. await store.ListSagasAsync(new SagaQuery()).Ends()];
            Assert.Equal(40, await store.ArchiveSagasAsync(new SagaQuery()).Ends());
            Assert.Equal(before, await StoreText.Of(store));
            Assert.Equal(infos.Select(info => info with { IsArchived = info.State == SagaCachedState.Done }), await store.ListSagasAsync(new SagaQuery()).Ends());
            StoreStatistics found = store.GetStatistics();
            Assert.Equal((1, 40L, 1), (found.SagaCount, found.ArchivedSagaCount, found.ArchiveCount));
            Assert.Equal(infos.Sum(info => info.EventCount), found.ArchivedEventCount);
            Assert.Equal(0, await store.ArchiveSagasAsync(new SagaQuery()).Ends());
            // The keeper may have been faster.
            CompactionReport compacted = await store.CompactAsync().Ends();
            Assert.InRange(compacted.LogBytesAfter, 0, 2 * Options.SegmentSizeBytes);
        }
        for (int opening = 0; opening < 2; opening++)
        {
            Assert.Equal(before, await Lives.Text(disk, Options));
            Assert.Equal(before, await Lives.Text(disk, Options with { ReadOnly = true }));
        }
        StoreVerification verified = FasterSecStore.Verify(Options, disk);
        Assert.True(verified.IsSound);
        Assert.Equal((1L, 40L, 1), (verified.SagaCount, verified.ArchivedSagaCount, verified.ArchiveCount));
    }

    [Fact]
    public async Task Archived_SagasAreNeitherCreatedAgainNorChangedNorDeleted()
    {
        await using FasterSecStore store = FasterSecStore.Open(Options, await ArchiveScene.Small());
        string before = await StoreText.Of(store);
        SagaId id = Sample.Id(1);
        Assert.Equal(id, Assert.IsType<SagaExistsException>(await Eventually.Outcome(() => store.CreateSagaAsync(Sample.Create(id)))).SagaId);
        Assert.Equal(id, Assert.IsType<SagaArchivedException>(await Eventually.Outcome(() => store.RecordEventAsync(Sample.Started(id)))).SagaId);
        Assert.IsType<SagaArchivedException>(await Eventually.Outcome(() => store.UpdateSagaAsync(id, SagaCachedState.Done)));
        Assert.IsType<SagaArchivedException>(await Eventually.Outcome(() => store.RecordNoteAsync(Sample.Note(id))));
        Assert.IsType<SagaArchivedException>(await Eventually.Outcome(() => store.DeleteSagaAsync(id)));
        Assert.IsType<SagaArchivedException>(await Record.ExceptionAsync(async () => await store.ArchiveSagasAsync([id]).Ends()));
        Assert.IsType<UnknownSagaException>(await Record.ExceptionAsync(async () => await store.ArchiveSagasAsync([Sample.Id(77)]).Ends()));
        Assert.IsType<SagaUnfinishedException>(await Record.ExceptionAsync(async () => await store.ArchiveSagasAsync([Sample.Id(5)]).Ends()));
        Assert.IsType<UnknownSagaException>(await Eventually.Outcome(() => store.RecordEventAsync(Sample.Started(Sample.Id(77)))));
        // A call that has one of them is refused whole.
        Assert.IsType<SagaExistsException>(await Eventually.Outcome(() => store.WriteAsync(new[] { SagaRecord.Create(Sample.Create(Sample.Id(77))), SagaRecord.Create(Sample.Create(id)) })));
        Assert.Equal(before, await StoreText.Of(store));
        Assert.Equal(1, await store.DeleteSagasAsync(new SagaQuery()).Ends());
        Assert.Equal("0 1 2 3 5", await ArchiveScene.Ids(store, new SagaQuery()));
    }

    [Fact]
    public async Task Unfinished_AreNeverReadFromArchives()
    {
        await using FasterSecStore store = FasterSecStore.Open(Options, await ArchiveScene.Small());
        var found = new List<SagaId>();
        await foreach (SagaInfo info in store.ReadUnfinishedAsync())
        {
            found.Add(info.Id);
        }
        Assert.Equal([Sample.Id(5)], found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task List_PageByPage_HasLiveAndArchivedInOneOrder(int limit)
    {
        await using FasterSecStore store = FasterSecStore.Open(Options, new SimDisk());
        int[] numbers = Enumerable.Range(0, 60).ToArray();
        await ArchiveScene.Write(store, numbers);
        foreach (int remainder in (int[])[0, 1, 2])
        {
            await store.ArchiveSagasAsync(numbers.Where(number => number % 4 == remainder).Select(Sample.Id).ToArray()).Ends();
        }
        foreach (SagaQuery query in (SagaQuery[])[new(), new() { OnlyStuck = true }, new() { WithoutArchived = true }, new() { States = [SagaCachedState.Running] }, new() { States = [SagaCachedState.Done] }])
        {
            IEnumerable<int> expected = numbers.Where(number => (!query.OnlyStuck || number % 5 == 3) && (!query.WithoutArchived || number % 4 == 3) && query.States?.First() != SagaCachedState.Running);
            var found = new List<SagaId>();
            for (SagaQuery next = query with { Limit = limit }; ; next = next with { After = found[^1] })
            {
                IReadOnlyList<SagaInfo> page = await store.ListSagasAsync(next).Ends();
                found.AddRange(page.Select(info => info.Id));
                if (page.Count < limit)
                {
                    break;
                }
            }
            Assert.Equal(expected.Select(Sample.Id), found);
        }
        Assert.Empty(await store.ListSagasAsync(new SagaQuery { Limit = 0 }).Ends());
    }

    [Fact]
    public async Task ArchiveSagas_ByAge_AndUpToALimit_ArchivesOnlyThose()
    {
        await using FasterSecStore store = FasterSecStore.Open(Options, new SimDisk());
        await ArchiveScene.Write(store, [1, 2]);
        _time.Advance(TimeSpan.FromHours(1));
        await ArchiveScene.Write(store, [3, 4, 5]);
        Assert.Equal(2, await store.ArchiveSagasAsync(new SagaQuery { CommittedBefore = _time.GetUtcNow() - TimeSpan.FromMinutes(1) }).Ends());
        Assert.Equal("3 4 5", await ArchiveScene.Ids(store, new SagaQuery { WithoutArchived = true }));
        Assert.Equal(1, await store.ArchiveSagasAsync(new SagaQuery { OnlyStuck = true }).Ends());
        Assert.Equal("4 5", await ArchiveScene.Ids(store, new SagaQuery { WithoutArchived = true }));
        Assert.Equal(1, await store.ArchiveSagasAsync(new SagaQuery { Limit = 1 }).Ends());
        Assert.Equal("1 2 3 4 5", await ArchiveScene.Ids(store, new SagaQuery()));
        Assert.Equal("1 2", await ArchiveScene.Ids(store, new SagaQuery { CommittedBefore = _time.GetUtcNow() - TimeSpan.FromMinutes(1) }));
    }

    [Fact]
    public async Task Retention_ByAgeAndByCount_ArchivesAllButStuckOnes()
    {
        await using FasterSecStore store = FasterSecStore.Open(Options, new SimDisk());
        for (int number = 0; number < 10; number++)
        {
            await ArchiveScene.Write(store, [number]);
            _time.Advance(TimeSpan.FromMinutes(1));
        }
        CompactionReport report = await store.CompactAsync(SagaRetention.ArchiveAfter(TimeSpan.FromSeconds(450))).Ends();
        Assert.Equal((0L, 3L), (report.SagasDropped, report.SagasArchived));
        Assert.Equal("3 4 5 6 7 8 9", await ArchiveScene.Ids(store, new SagaQuery { WithoutArchived = true }));
        report = await store.CompactAsync(SagaRetention.ArchiveBeyond(2)).Ends();
        Assert.Equal("3 7 8 9", await ArchiveScene.Ids(store, new SagaQuery { WithoutArchived = true }));
        report = await store.CompactAsync(SagaRetention.ArchiveBeyond(0) with { IncludeStuck = true }).Ends();
        Assert.Equal(4, report.SagasArchived);
        Assert.Equal("0 1 2 3 4 5 6 7 8 9", await ArchiveScene.Ids(store, new SagaQuery()));
    }

    /// <summary>In the background, without anybody asking: neither the index nor the log grows, the archives stay few, and nothing is lost.</summary>
    [Fact]
    public async Task Background_WhileSagasComeAndGo_KeepsLogIndexAndFilesSmall()
    {
        var disk = new SimDisk();
        FasterSecStoreOptions options = Options with { Retention = SagaRetention.ArchiveBeyond(10) with { IncludeStuck = true }, SnapshotIntervalBytes = 256 << 10 };
        int written = 0;
        await using (FasterSecStore store = FasterSecStore.Open(options, disk))
        {
            var merged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            int deleted = 0;
            disk.AfterOperation = operation =>
            {
                if (operation.Kind == DiskOperationKind.Delete && operation.Name.StartsWith("archive/", StringComparison.Ordinal) && ++deleted == 8)
                {
                    merged.TrySetResult();
                }
            };
            while (!merged.Task.IsCompleted)
            {
                await ArchiveScene.Write(store, [written++], payloadBytes: 1000);
                Assert.True(written < 100_000, "nothing was ever archived and merged");
            }
            disk.AfterOperation = null;
        }
        await using FasterSecStore reopened = FasterSecStore.Open(Options, disk);
        Assert.Equal(written, (await reopened.ListSagasAsync(new SagaQuery()).Ends()).Count);
        StoreStatistics found = reopened.GetStatistics();
        Assert.Equal(written, found.SagaCount + found.ArchivedSagaCount);
        Assert.True(found.ArchiveCount < 16, found.ToString());
        Assert.Equal(found.ArchiveCount, ArchiveScene.Files(disk).Count());
    }

    [Fact]
    public async Task Merging_OfManyArchives_KeepsEverySaga_AndFewFiles()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        int[] numbers = Enumerable.Range(0, 150).ToArray();
        await ArchiveScene.Write(store, numbers);
        string before = await StoreText.Of(store);
        new Random(1).Shuffle(numbers);
        int most = 0;
        foreach (int number in numbers)
        {
            Assert.Equal(1, await store.ArchiveSagasAsync([Sample.Id(number)]).Ends());
            most = Math.Max(most, store.GetStatistics().ArchiveCount);
        }
        Assert.InRange(most, 2, 15);
        Assert.Equal(before, await StoreText.Of(store));
        Assert.Equal(before, await Lives.Text(disk.CrashedCopy(Choices.None), Options));
        Assert.Equal(store.GetStatistics().ArchiveCount, ArchiveScene.Files(disk).Count());
        Assert.True(FasterSecStore.Verify(Options, disk).IsSound);
    }

    /// <summary>What a saga takes in memory once it is archived.</summary>
    [Fact]
    public async Task Memory_OfAnArchivedSaga_IsAFewBytes()
    {
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options with { Directory = Options.Directory, SegmentSizeBytes = 1 << 20 }, new SimDisk());
        const int Sagas = 20_000;
        await ArchiveScene.Write(store, Enumerable.Range(0, Sagas), payloadBytes: 500);
        Assert.Equal(Sagas, await store.ArchiveSagasAsync(new SagaQuery()).Ends());
        StoreStatistics found = store.GetStatistics();
        Assert.InRange((double)found.ArchiveIndexBytes / Sagas, 1.5, 3);
    }

    /// <summary>Nearly every new id is told apart without a read.</summary>
    [Fact]
    public void Filter_HasEveryIdThatWasAdded_AndFewOthers()
    {
        var filter = new byte[ArchiveFilter.SizeFor(20_000)];
        for (int number = 0; number < 20_000; number++)
        {
            ArchiveFilter.Add(filter, Sample.Id(number));
        }
        Assert.All(Enumerable.Range(0, 20_000), number => Assert.True(ArchiveFilter.MayContain(filter, Sample.Id(number))));
        int counted = Enumerable.Range(20_000, 100_000).Count(number => ArchiveFilter.MayContain(filter, Sample.Id(number)));
        int random = Enumerable.Range(0, 100_000).Count(_ => ArchiveFilter.MayContain(filter, SagaId.New()));
        Assert.InRange(counted, 0, 1000);
        Assert.InRange(random, 0, 1000);
    }

    [Fact]
    public async Task Create_OfANewId_ReadsNothing()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        await ArchiveScene.Write(store, Enumerable.Range(0, 500));
        await store.ArchiveSagasAsync(new SagaQuery()).Ends();
        int before = disk.Operations.Count(operation => operation.Kind == DiskOperationKind.Read && operation.Name.StartsWith("archive/", StringComparison.Ordinal));
        for (int number = 0; number < 1000; number++)
        {
            await store.CreateSagaAsync(Sample.Create(SagaId.New())).Ends();
        }
        int reads = disk.Operations.Count(operation => operation.Kind == DiskOperationKind.Read && operation.Name.StartsWith("archive/", StringComparison.Ordinal)) - before;
        Assert.InRange(reads, 0, 30);
    }

    [Fact]
    public async Task Backup_HasTheArchives_AndGoesOnWithThem()
    {
        var target = new SimDisk { Directory = "/sim/copy" };
        await using FasterSecStore store = FasterSecStore.Open(Options, await ArchiveScene.Small());
        string before = await StoreText.Of(store);
        BackupReport report = await store.BackupAsync(target).Ends();
        Assert.Equal((2, 4L), (report.SagaCount, report.ArchivedSagaCount));
        SimDisk copy = target.CrashedCopy(Choices.None);
        Assert.Equal(before, await Lives.Text(copy, Options));
        await using FasterSecStore opened = FasterSecStore.Open(Options, copy);
        Assert.Equal(1, await opened.ArchiveSagasAsync(new SagaQuery()).Ends());
        Assert.Equal(before, await StoreText.Of(opened));
    }

    /// <summary>A note that comes while its saga is archived keeps the saga in the log, with the note.</summary>
    [Fact]
    public async Task Note_ThatComesWhileItsSagaIsArchived_IsNotLost()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        await ArchiveScene.Write(store, [1, 2, 3]);
        disk.AfterOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Rename && operation.Name.StartsWith("archive/", StringComparison.Ordinal))
            {
                disk.AfterOperation = null;
                store.RecordNoteAsync(Sample.Note(Sample.Id(2), "just in time")).AsTask().GetAwaiter().GetResult();
            }
        };
        Assert.Equal(2, await store.ArchiveSagasAsync(new SagaQuery()).Ends());
        Assert.Equal("2", await ArchiveScene.Ids(store, new SagaQuery { WithoutArchived = true }));
        Assert.Equal("1 2 3", await ArchiveScene.Ids(store, new SagaQuery()));
        Assert.Contains("just in time", await store.ReadNotesAsync(Sample.Id(2)).Ends());
        string text = await StoreText.Of(store);
        Assert.Equal(1, await store.ArchiveSagasAsync(new SagaQuery()).Ends());
        Assert.Equal(text, await StoreText.Of(store));
        for (int number = 10; number < 20; number++)
        {
            await ArchiveScene.Write(store, [number]);
            await store.ArchiveSagasAsync(new SagaQuery()).Ends();
        }
        Assert.True(store.GetStatistics().ArchiveCount < 8);
        Assert.Contains("just in time", await store.ReadNotesAsync(Sample.Id(2)).Ends());
        Assert.Equal(13, store.GetStatistics().ArchivedSagaCount);
    }

    /// <summary>A deletion that comes while its saga is archived is refused: one that held would be undone when the archive counts.</summary>
    [Theory]
    [InlineData(Durability.Commit)]
    [InlineData(Durability.Buffered)]
    public async Task Deletion_ThatComesWhileItsSagaIsArchived_IsRefused(Durability durability)
    {
        SimDisk written = await Lives.Sealed([ArchiveScene.Done(1), ArchiveScene.Done(2), ArchiveScene.Done(3)], Options);
        for (int nth = 1; ; nth++)
        {
            SimDisk disk = written.Clone();
            // Just opened, so sagas are read from the disk, not from memory.
            await using FasterSecStore store = FasterSecStore.Open(Options with { Durability = durability }, disk);
            await store.TakeSnapshotAsync().Ends(); // the keeper has nothing of its own to do any more
            Thread? keeper = null;
            Exception? outcome = null;
            int count = 0;
            disk.BeforeOperation = operation =>
            {
                keeper ??= operation.Kind == DiskOperationKind.Read ? Thread.CurrentThread : null;
                if (Thread.CurrentThread == keeper && ++count == nth)
                {
                    // The one that is read first.
                    outcome = Record.Exception(() => store.DeleteSagaAsync(Sample.Id(1)).AsTask().GetAwaiter().GetResult());
                }
            };
            Assert.Equal((nth, 3L), (nth, await store.ArchiveSagasAsync(new SagaQuery()).Ends()));
            disk.BeforeOperation = null;
            if (count < nth)
            {
                Assert.True(nth > 5, $"only {count} operations");
                return;
            }
            Assert.True(outcome is SagaArchivedException, $"operation {nth}: {outcome}");
            Assert.Equal("1 2 3", await ArchiveScene.Ids(store, new SagaQuery()));
        }
    }

    /// <summary>Many sagas are archived part by part: one that is deleted before its part is read is gone for good.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deletion_BeforeTheSagasPartIsRead_Holds(bool createsAgain)
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Options with { SegmentSizeBytes = 16 << 20 }, disk);
        await ArchiveScene.Write(store, [1], payloadBytes: 9_000_000);
        await ArchiveScene.Write(store, [2], payloadBytes: 9_000_000);
        await ArchiveScene.Write(store, [3, 4]);
        disk.AfterOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Rename && operation.Name.StartsWith("archive/", StringComparison.Ordinal))
            {
                disk.AfterOperation = null;
                store.DeleteSagaAsync(Sample.Id(3)).AsTask().GetAwaiter().GetResult();
                if (createsAgain)
                {
                    store.CreateSagaAsync(Sample.Create(Sample.Id(3))).AsTask().GetAwaiter().GetResult();
                }
            }
        };
        Assert.Equal(3, await store.ArchiveSagasAsync(new SagaQuery()).Ends());
        Assert.Null(disk.AfterOperation);
        Assert.Equal(3, store.GetStatistics().ArchivedSagaCount);
        Assert.Equal(createsAgain ? "1 2 3 4" : "1 2 4", await ArchiveScene.Ids(store, new SagaQuery()));
        if (createsAgain)
        {
            await store.UpdateSagaAsync(Sample.Id(3), SagaCachedState.Done).Ends();
            await store.DeleteSagaAsync(Sample.Id(3)).Ends();
            Assert.Equal("1 2 4", await ArchiveScene.Ids(store, new SagaQuery()));
        }
    }

    /// <summary>What a buffered store shows and has not committed is committed before its archive counts.</summary>
    [Fact]
    public async Task Buffered_Store_LosesNothingByArchiving()
    {
        var disk = new SimDisk();
        FasterSecStoreOptions options = Options with { Durability = Durability.Buffered, BufferedCommitInterval = TimeSpan.FromSeconds(1) };
        FasterSecStore store = FasterSecStore.Open(options, disk);
        await ArchiveScene.Write(store, [1, 2, 3]);
        string before = await StoreText.Of(store);
        Assert.Equal(3, await store.ArchiveSagasAsync(new SagaQuery()).Ends());
        SimDisk survivor = await Lives.Kill(store, disk, Choices.None);
        Assert.Equal(before, await Lives.Text(survivor, Options));
    }

    /// <summary>Merging says that nothing of the archives is in the log any more, so what a buffered store dropped is durable before.</summary>
    [Fact]
    public async Task Buffered_Store_KilledAfterMerging_HasNoSagaInBoth()
    {
        var disk = new SimDisk();
        FasterSecStoreOptions options = Options with { Durability = Durability.Buffered, BufferedCommitInterval = TimeSpan.FromMilliseconds(200) };
        FasterSecStore store = FasterSecStore.Open(options, disk);
        SimDisk? atTheEnd = null;
        disk.AfterOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Delete && operation.Name.StartsWith("archive/", StringComparison.Ordinal))
            {
                atTheEnd = disk.CrashedCopy(Choices.None);
            }
        };
        for (int number = 0; atTheEnd is null; number++)
        {
            Assert.True(number < 100, "nothing was ever merged");
            await ArchiveScene.Write(store, [number]);
            await store.ArchiveSagasAsync(new SagaQuery()).Ends();
        }
        disk.AfterOperation = null;
        await store.DisposeAsync().Ends();
        await using FasterSecStore reopened = FasterSecStore.Open(options, atTheEnd);
        await reopened.TakeSnapshotAsync().Ends(); // what is archived and still in the log has been dropped before
        Assert.Equal(0, reopened.GetStatistics().SagaCount);
    }

    /// <summary>A large saga has a block of its own.</summary>
    [Fact]
    public async Task Large_SagaBesideSmallOnes_ComesBackWhole()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        await ArchiveScene.Write(store, [1]);
        await ArchiveScene.Write(store, [2], payloadBytes: 5_000_000);
        await ArchiveScene.Write(store, [3]);
        string before = await StoreText.Of(store);
        Assert.Equal(3, await store.ArchiveSagasAsync(new SagaQuery()).Ends());
        Assert.Equal(before, await StoreText.Of(store));
        Assert.True(FasterSecStore.Verify(Options, disk).IsSound);
    }
}

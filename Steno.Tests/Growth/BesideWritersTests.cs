using Steno.Store;
using Steno.Tests.PowerLoss;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Growth;

/// <summary>Snapshots and compaction while sagas are written, deleted and created again, step by step between the operations of the disk.</summary>
public sealed class BesideWritersTests
{
    private const int Sagas = 6_000;

    private static FasterSecStoreOptions Options => Lives.Options with { SegmentSizeBytes = 1 << 20, SnapshotIntervalBytes = 1 << 30 };

    /// <summary>A snapshot has a block for every 4,096 sagas: between two of them everything happens to sagas on both sides.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Snapshot_WhileEverySideOfItChanges_LosesNothing(bool isBuffered)
    {
        FasterSecStoreOptions options = Options with { Durability = isBuffered ? Durability.Buffered : Durability.Commit };
        var disk = new SimDisk();
        var model = new ModelSecStore();
        FasterSecStore store = FasterSecStore.Open(options, disk);
        await Fill(store, model);
        var random = new Random(5);
        int changes = 0;
        disk.BeforeOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Write && operation.Name == "snapshot.tmp")
            {
                changes += Change(store, model, random, 60);
            }
        };
        await store.TakeSnapshotAsync().Ends();
        disk.BeforeOperation = null;
        Assert.True(changes > 100, $"{changes} changes");
        string expected = await StoreText.Of(model);
        Assert.Equal(expected, await StoreText.Of(store));
        // Buffered steps after the snapshot's end may be lost, the others not: so end on what is durable.
        await store.DisposeAsync().Ends();
        SimDisk survivor = disk.Clone();
        Assert.Contains("snapshot", survivor.Names);
        Assert.Equal(expected, await Lives.Text(survivor, options));
        // The same without the snapshot: what it says is what the log says.
        survivor = disk.Clone();
        survivor.Remove("snapshot");
        Assert.Equal(expected, await Lives.Text(survivor, options));
    }

    [Fact]
    public async Task Crash_RightAfterASnapshotBesideWriters_LosesNothing()
    {
        var disk = new SimDisk();
        var model = new ModelSecStore();
        FasterSecStore store = FasterSecStore.Open(Options, disk);
        await Fill(store, model);
        var random = new Random(6);
        SimDisk? atTheEnd = null;
        string expected = "";
        disk.BeforeOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Write && operation.Name == "snapshot.tmp")
            {
                Change(store, model, random, 60);
            }
        };
        disk.AfterOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.SyncDirectory && atTheEnd is null && disk.Names.Contains("snapshot"))
            {
                atTheEnd = disk.CrashedCopy(Choices.None);
                expected = StoreText.Of(model).GetAwaiter().GetResult();
            }
        };
        await store.TakeSnapshotAsync().Ends();
        disk.BeforeOperation = disk.AfterOperation = null;
        await store.DisposeAsync().Ends();
        Assert.Equal(expected, await Lives.Text(atTheEnd!, Options));
    }

    /// <summary>While old segments are read and deleted, the sagas in them get records, are deleted and created again, and are read.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Compaction_WhileSagasChangeAndAreRead_LosesNothing(int seed)
    {
        var disk = new SimDisk();
        var model = new ModelSecStore();
        FasterSecStore store = FasterSecStore.Open(Options, disk);
        await Fill(store, model);
        var random = new Random(seed);
        int changes = 0;
        bool isChanging = false;
        Exception? failure = null;
        disk.BeforeOperation = operation =>
        {
            bool isTidying = operation.Kind == DiskOperationKind.Read || (operation.Kind == DiskOperationKind.Delete && operation.Name.StartsWith("segment-", StringComparison.Ordinal));
            if (isTidying && !isChanging && random.Next(3) == 0)
            {
                isChanging = true;
                // The keeper outlives what fails on its thread; this test does not.
                failure ??= Record.Exception(() =>
                {
                    changes += Change(store, model, random, 5);
                    SagaId id = Sample.Id(random.Next(Sagas));
                    string? found = store.GetSagaAsync(id).AsTask().GetAwaiter().GetResult() is { } info ? Sample.Text(info) : null;
                    string? expected = model.GetSagaAsync(id).AsTask().GetAwaiter().GetResult() is { } known ? Sample.Text(known) : null;
                    Assert.Equal(expected, found);
                });
                isChanging = false;
            }
        };
        CompactionReport report = await store.CompactAsync().Ends();
        disk.BeforeOperation = null;
        // What the keeper began of its own accord, changes in it included, has ended when this has.
        await store.TakeSnapshotAsync().Ends();
        Assert.Null(failure);
        Assert.True(report.SegmentsFreed > 0 && report.SagasRewritten > 1000, report.ToString());
        Assert.True(changes > 20, $"{changes} changes");
        string text = await StoreText.Of(model);
        Assert.Equal(text, await StoreText.Of(store));
        SimDisk crashed = disk.CrashedCopy(Choices.None);
        await store.DisposeAsync().Ends();
        Assert.Equal(text, await Lives.Text(crashed, Options));
        Assert.Equal(text, await Lives.Text(disk, Options));
        Assert.Empty(FasterSecStore.Verify(Options, disk).Damages);
    }

    /// <summary>A saga of which something is on its way to the disk all the time is compacted, too, and keeps what it gets meanwhile.</summary>
    [Fact]
    public async Task Compaction_BesideABusySaga_EndsAndLosesNothing()
    {
        const int Writers = 8;
        const int EventsEach = 3_000;
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Options, disk);
        SagaId busy = Sample.Id(Sagas);
        await store.CreateSagaAsync(Sample.Create(busy)).Ends();
        await Fill(store, new ModelSecStore());
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < EventsEach; i++)
            {
                await store.RecordEventAsync(Sample.Started(busy, (uint)writer));
            }
        }))];
        CompactionReport report = await store.CompactAsync().Ends();
        await Task.WhenAll(writers).Ends();
        Assert.True(report.SegmentsFreed > 0, report.ToString());
        Assert.Equal(Writers * EventsEach, (await store.ReadEventsAsync(busy).Ends()).Count);
        await store.DisposeAsync().Ends();

        Assert.Empty(FasterSecStore.Verify(Options, disk).Damages);
        await using FasterSecStore reopened = FasterSecStore.Open(Options, disk);
        Assert.Equal(Writers * EventsEach, (await reopened.ReadEventsAsync(busy).Ends()).Count);
        Assert.Equal(Writers * EventsEach, (await reopened.GetSagaAsync(busy).Ends())!.EventCount);
    }

    private static async Task Fill(FasterSecStore store, ModelSecStore model)
    {
        foreach (int[] numbers in Enumerable.Range(0, Sagas).Chunk(500))
        {
            SagaRecord[] records = [.. numbers.SelectMany(number => (SagaRecord[])[
                SagaRecord.Create(Sample.Create(Sample.Id(number))),
                SagaRecord.Event(Sample.Event(Sample.Id(number), 0, SagaNodeEventType.Succeeded(Sample.JsonOfLength(300)))),
                .. number % 3 == 0 ? (SagaRecord[])[SagaRecord.Update(new SagaUpdate(Sample.Id(number), SagaCachedState.Done))] : []])];
            await store.WriteAsync(records).Ends();
            await model.WriteAsync(records);
        }
    }

    /// <summary>On the thread that tidies up, so that nothing moves meanwhile but this.</summary>
    private static int Change(FasterSecStore store, ModelSecStore model, Random random, int count)
    {
        for (int i = 0; i < count; i++)
        {
            SagaId id = Sample.Id(random.Next(Sagas));
            SagaInfo? info = model.GetSagaAsync(id).AsTask().GetAwaiter().GetResult();
            Step step = info switch
            {
                null => Step.Write(SagaRecord.Create(Sample.Create(id)), SagaRecord.Event(Sample.Started(id, 7))),
                { State: SagaCachedState.Done } => Step.Delete(id),
                _ when random.Next(2) == 0 => Step.Write(SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done))),
                _ => Step.Write(SagaRecord.Event(Sample.Started(id, 9))),
            };
            step.Run(store).GetAwaiter().GetResult();
            step.Apply(model);
            if (step.Name.StartsWith("delete", StringComparison.Ordinal) && random.Next(2) == 0)
            {
                Step again = Step.Write(SagaRecord.Create(Sample.Create(id)));
                again.Run(store).GetAwaiter().GetResult();
                again.Apply(model);
            }
        }
        return count;
    }
}

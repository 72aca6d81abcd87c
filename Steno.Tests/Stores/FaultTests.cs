using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Simulation;

namespace Steno.Tests.Stores;

/// <summary>
/// Each call to the disk fails in turn, once or from then on: nothing is acknowledged that is not there, every waiter hears
/// the first cause, later calls are refused, and the reopened store holds what was acknowledged and perhaps what was in flight.
/// </summary>
public sealed class FaultTests
{
    private static readonly List<SagaRecord[]> s_calls = Lives.Calls(0, 6, payloadBytes: 20_000);

    public static TheoryData<int, int, bool> Faults()
    {
        var data = new TheoryData<int, int, bool>();
        foreach (DiskOperationKind kind in (DiskOperationKind[])[DiskOperationKind.Open, DiskOperationKind.Create, DiskOperationKind.Read, DiskOperationKind.Write,
            DiskOperationKind.Sync, DiskOperationKind.SyncDirectory, DiskOperationKind.Rename, DiskOperationKind.Delete, DiskOperationKind.List, DiskOperationKind.Lock, DiskOperationKind.CreateDirectory])
        {
            foreach (int errno in (int[])[SimDisk.EIO, SimDisk.ENOSPC])
            {
                data.Add((int)kind, errno, false);
                data.Add((int)kind, errno, true);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Store_WithTheNthCallFailing_KeepsItsPromises(int kind, int errno, bool isSticky)
    {
        int nth = 1;
        while (await Run(new SimDisk { RecordsData = true }, (DiskOperationKind)kind, nth, errno, isSticky))
        {
            Assert.True(++nth < 10_000);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Reopening_WithTheNthCallFailing_LosesNothing(int kind, int errno, bool isSticky)
    {
        List<SagaRecord[]> earlier = Lives.Calls(100, 1);
        SimDisk before = await Lives.KilledBusy(earlier, Lives.Options, new SimDisk());
        string expected = (await Lives.Texts(earlier))[^1];
        for (int nth = 1; ; nth++)
        {
            SimDisk disk = before.Clone();
            disk.Fail((DiskOperationKind)kind, nth, errno, isSticky);
            Exception? error = await Record.ExceptionAsync(() => Lives.Text(disk));
            Assert.True(error is null or SecStoreException, error?.ToString());
            bool wasMet = disk.WasFaultMet;
            disk.ClearFaults();
            Assert.Equal(expected, await Lives.Text(disk.CrashedCopy(Choices.None)));
            Assert.Equal(expected, await Lives.Text(disk.CrashedCopy(Choices.All)));
            if (!wasMet)
            {
                Assert.Null(error);
                return;
            }
        }
    }

    [Fact]
    public async Task SyncedWrite_ThatFails_EndsEveryWaiterWithTheFirstCause()
    {
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        await Lives.WriteAll(store, s_calls.Take(1));
        using var gate = new ManualResetEventSlim();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        disk.BeforeOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Write && operation.IsSynced)
            {
                reached.TrySetResult();
                gate.Wait(Eventually.Limit);
            }
        };
        disk.Fail(DiskOperationKind.Write, 1, SimDisk.EIO);
        var calls = Enumerable.Range(1, 50)
            .Select(number => Task.Run(() => Eventually.Outcome(() => store.CreateSagaAsync(Sample.Create(Sample.Id(number))))))
            .ToList();
        await reached.Task.Ends();
        gate.Set();
        Exception?[] outcomes = await Task.WhenAll(calls).Ends();
        var first = Assert.IsType<StorePoisonedException>(outcomes[0]);
        Assert.Equal(SimDisk.EIO, Assert.IsType<StoreIOException>(first.InnerException).Errno);
        Assert.All(outcomes, outcome => Assert.Same(first.InnerException, Assert.IsType<StorePoisonedException>(outcome).InnerException));
        Assert.Same(first.InnerException, (await Eventually.Outcome(() => store.UpdateSagaAsync(Sample.Id(0), SagaCachedState.Done)))!.InnerException);
        // What was acknowledged stays readable.
        Assert.NotNull(await store.GetSagaAsync(Sample.Id(0)).Ends());
        Assert.Null(await store.GetSagaAsync(Sample.Id(1)).Ends());
        await Eventually.Outcome(store.DisposeAsync);
        disk.BeforeOperation = null;
        disk.ClearFaults();
        Assert.Contains(Sample.Text(Sample.Create(Sample.Id(0))), await Lives.Text(disk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FullDisk_AtTheNextSegment_RefusesUntilSpaceIsBack()
    {
        var disk = new SimDisk();
        var model = new ModelSecStore();
        FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
        await model.CreateSagaAsync(Sample.Create(Sample.Id(1)));
        disk.SpaceLimitBytes = disk.UsedBytes + (100 << 10);
        int refused = 0;
        for (uint node = 0; node < 40; node++)
        {
            SagaNodeEvent nodeEvent = Sample.Event(Sample.Id(1), node, SagaNodeEventType.Succeeded(Sample.JsonOfLength(10_000)));
            Exception? outcome = await Eventually.Outcome(() => store.RecordEventAsync(nodeEvent));
            if (outcome is null)
            {
                await model.RecordEventAsync(nodeEvent);
                continue;
            }
            Assert.Equal(SimDisk.ENOSPC, Assert.IsType<StoreIOException>(Assert.IsType<StoreFullException>(outcome).InnerException).Errno);
            Assert.Equal(await StoreText.Of(model), await StoreText.Of(store));
            if (++refused == 5)
            {
                disk.SpaceLimitBytes = long.MaxValue;
            }
        }
        Assert.Equal(5, refused);
        await store.DisposeAsync().Ends();
        Assert.Equal(await StoreText.Of(model), await Lives.Text(disk.Crash(Choices.None)));
    }

    [Fact]
    public async Task FullDisk_ForANewStore_IsTyped()
    {
        var disk = new SimDisk { SpaceLimitBytes = 1000 };
        Assert.Throws<StoreFullException>(() => FasterSecStore.Open(Lives.Options, disk));
        disk.SpaceLimitBytes = long.MaxValue;
        Assert.Equal("", await Lives.Text(disk));
    }

    [Fact]
    public async Task Read_ThatFails_IsTyped_AndTheStoreGoesOn()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        await Lives.WriteAll(store, s_calls);
        disk.Fail(DiskOperationKind.Read, 1, SimDisk.EIO, isSticky: true);
        Exception? error = await Record.ExceptionAsync(() => StoreText.Of(store));
        Assert.Equal(SimDisk.EIO, Assert.IsType<StoreIOException>(error).Errno);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(99))).Ends();
        disk.ClearFaults();
        Assert.Equal((await Lives.Texts([.. s_calls, [SagaRecord.Create(Sample.Create(Sample.Id(99)))]]))[^1], await StoreText.Of(store));
    }

    /// <summary>Reads fetch more than they were asked for; what the disk cannot read there is no concern of theirs.</summary>
    [Fact]
    public async Task BadSector_HidesOnlyTheSagasOfItsBatch()
    {
        const int Sagas = 600;
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options with { SegmentSizeBytes = 1 << 20 }, disk);
        for (int number = 0; number < Sagas; number++)
        {
            await store.CreateSagaAsync(Sample.Create(Sample.Id(number))).Ends();
        }
        disk.BadSector = (SegmentFiles.Name(0), 32 << 10);
        var unreadable = new List<int>();
        for (int number = 0; number < Sagas; number++)
        {
            Exception? error = await Record.ExceptionAsync(async () => Assert.Equal(Sample.Id(number), (await store.GetSagaAsync(Sample.Id(number)).Ends())!.Id));
            Assert.True(error is null or StoreIOException { Errno: SimDisk.EIO }, $"{error}");
            if (error is not null)
            {
                unreadable.Add(number);
            }
        }
        int bad = Assert.Single(unreadable);
        Assert.InRange(bad, 10, Sagas - 10);
        // A list goes through one reader, which fetches many batches at once.
        Assert.Equal(bad, (await store.ListSagasAsync(new SagaQuery { Limit = bad }).Ends()).Count);
        Assert.Equal(Sagas - 1 - bad, (await store.ListSagasAsync(new SagaQuery { After = Sample.Id(bad) }).Ends()).Count);
        Assert.IsType<StoreIOException>(await Record.ExceptionAsync(() => store.ListSagasAsync(new SagaQuery()).Ends()));
    }

    /// <summary>One life with one fault; false when the fault was not met any more.</summary>
    private static async Task<bool> Run(SimDisk disk, DiskOperationKind kind, int nth, int errno, bool isSticky)
    {
        string where = $"{kind} number {nth}, errno {errno}, {(isSticky ? "sticky" : "once")}";
        disk.Fail(kind, nth, errno, isSticky);
        var applied = new List<SagaRecord[]>(); // acknowledged or unknown, in order of issue
        int acknowledged = 0;
        FasterSecStore? store = null;
        try
        {
            store = FasterSecStore.Open(Lives.Options, disk);
        }
        catch (SecStoreException)
        {
        }
        if (store is not null)
        {
            (applied, acknowledged) = await Write(store, where, errno, isSticky);
            Exception? closing = await Eventually.Outcome(store.DisposeAsync);
            Assert.True(closing is null or StorePoisonedException, $"{where}: {closing}");
        }
        bool wasMet = disk.WasFaultMet;
        disk.ClearFaults();
        List<string> allowed = [.. (await Lives.Texts(applied)).Skip(acknowledged)];
        foreach (SimDisk survivor in (SimDisk[])[disk.Clone(), disk.CrashedCopy(Choices.None), disk.CrashedCopy(Choices.All), disk.CrashedCopy(Choices.Random(nth))])
        {
            string text;
            try
            {
                text = await Lives.Text(survivor);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{where}: reopening failed", error);
            }
            Assert.True(allowed.Contains(text), $"{where}: {acknowledged} of {applied.Count} calls acknowledged, found:\n{text}");
            Assert.True(text == await Lives.Text(survivor), $"{where}: the second reopening found other records");
        }
        return wasMet;
    }

    private static async Task<(List<SagaRecord[]> Applied, int Acknowledged)> Write(FasterSecStore store, string where, int errno, bool isSticky)
    {
        var applied = new List<SagaRecord[]>();
        int acknowledged = 0;
        Exception? firstCause = null;
        foreach (SagaRecord[][] group in s_calls.Chunk(3))
        {
            // Three at a time: one that commits itself and two that wait.
            var calls = group.Select(call => (Call: call, Outcome: Eventually.Outcome(() => store.WriteAsync(call)))).ToList();
            foreach ((SagaRecord[] call, Task<Exception?> outcome) in calls)
            {
                switch (await outcome)
                {
                    case null:
                        Assert.True(firstCause is null, $"{where}: acknowledged after the poison");
                        applied.Add(call);
                        acknowledged = applied.Count;
                        break;
                    case StorePoisonedException poisoned:
                        firstCause ??= poisoned.InnerException;
                        Assert.True(firstCause is not null && ReferenceEquals(firstCause, poisoned.InnerException), $"{where}: another cause: {poisoned.InnerException}");
                        applied.Add(call);
                        break;
                    case StoreFullException:
                        Assert.True(errno == SimDisk.ENOSPC, where);
                        break;
                    case UnknownSagaException:
                        break; // its create was refused by the full disk
                    case { } other:
                        Assert.Fail($"{where}: {other}");
                        break;
                }
            }
        }
        return (applied, acknowledged);
    }
}

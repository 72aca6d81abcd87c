using Steno.Store;
using Steno.Tests.Simulation;

namespace Steno.Tests.Stores;

/// <summary>Small stores on simulated disks, and the texts that they must hold.</summary>
internal static class Lives
{
    /// <summary>Small segments, no marks of its own accord, little memory: fast to open thousands of times.</summary>
    internal static FasterSecStoreOptions Options => new()
    {
        Directory = "/sim/store",
        SegmentSizeBytes = 64 << 10,
        BlockSizeBytes = 512,
        MemoryBudgetBytes = 64 << 10,
        IdleTimeBeforeMark = TimeSpan.FromMinutes(1),
    };

    /// <summary>Calls that succeed in this order: sagas of several kinds of record, single and in batches.</summary>
    /// <param name="first">The number of the first saga; each takes 5 calls with 9 records.</param>
    /// <param name="sagas">How many sagas.</param>
    /// <param name="payloadBytes">The size of each output.</param>
    internal static List<SagaRecord[]> Calls(int first, int sagas, int payloadBytes = 20)
    {
        var calls = new List<SagaRecord[]>();
        for (int number = first; number < first + sagas; number++)
        {
            SagaId id = Sample.Id(number);
            calls.Add([SagaRecord.Create(Sample.Create(id))]);
            calls.Add([SagaRecord.Event(Sample.Started(id)), SagaRecord.Event(Sample.Started(id, 1))]);
            calls.Add([SagaRecord.Event(Sample.Event(id, 0, SagaNodeEventType.Succeeded(Sample.JsonOfLength(payloadBytes + number))))]);
            calls.Add([SagaRecord.Event(Sample.Event(id, 1, SagaNodeEventType.Failed(new ActionError.InjectedError()))), SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Unwinding))]);
            calls.Add([SagaRecord.Event(Sample.Event(id, 0, Sample.AllEventTypes[^1])), SagaRecord.Note(new SagaNote(id, $"left as it is: é {number}")), SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done))]);
        }
        return calls;
    }

    internal static async Task WriteAll(ISecStore store, IEnumerable<SagaRecord[]> calls)
    {
        foreach (SagaRecord[] call in calls)
        {
            await store.WriteAsync(call).Ends();
        }
    }

    /// <summary>The text of a store that got the first 0, 1, 2, ... of these calls.</summary>
    internal static async Task<List<string>> Texts(IEnumerable<SagaRecord[]> calls)
    {
        var model = new ModelSecStore();
        var texts = new List<string> { await StoreText.Of(model) };
        foreach (SagaRecord[] call in calls)
        {
            await model.WriteAsync(call);
            texts.Add(await StoreText.Of(model));
        }
        return texts;
    }

    internal static async Task<string> Text(SimDisk disk, FasterSecStoreOptions? options = null)
    {
        FasterSecStore store = FasterSecStore.Open(options ?? Options, disk);
        try
        {
            return await StoreText.Of(store);
        }
        finally
        {
            await store.DisposeAsync().Ends();
        }
    }

    /// <summary>A new store with these calls, closed cleanly.</summary>
    internal static async Task<SimDisk> Sealed(IEnumerable<SagaRecord[]> calls, FasterSecStoreOptions? options = null, SimDisk? disk = null)
    {
        disk ??= new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(options ?? Options, disk);
        await WriteAll(store, calls);
        return disk;
    }

    /// <summary>A store with these calls whose process died when it had nothing to do and had written its mark.</summary>
    internal static async Task<SimDisk> KilledIdle(IEnumerable<SagaRecord[]> calls, FasterSecStoreOptions options, SimDisk disk)
    {
        FasterSecStore store = FasterSecStore.Open(options with { IdleTimeBeforeMark = TimeSpan.FromMilliseconds(1) }, disk);
        await WriteAll(store, calls);
        await MarkWritten(disk, options.BlockSizeBytes);
        return await Kill(store, disk, Choices.None);
    }

    /// <summary>A store with these calls whose process died before it wrote a mark.</summary>
    internal static async Task<SimDisk> KilledBusy(IEnumerable<SagaRecord[]> calls, FasterSecStoreOptions options, SimDisk disk)
    {
        FasterSecStore store = FasterSecStore.Open(options, disk);
        await WriteAll(store, calls);
        return await Kill(store, disk, Choices.None);
    }

    internal static async Task<SimDisk> Kill(FasterSecStore store, SimDisk disk, Choice choose)
    {
        SimDisk survivor = disk.Crash(choose);
        await Eventually.Outcome(store.DisposeAsync); // fails: its disk is gone
        return survivor;
    }

    /// <summary>The names of the files that hold the store's data, and how many bytes of each are used.</summary>
    internal static List<(string Name, int UsedBytes)> UsedParts(SimDisk disk)
        => [.. disk.Names.Select(name => (name, LastNonZero(disk.ReadAll(name)) + 1)).Where(file => file.Item2 > 0)];

    private static int LastNonZero(byte[] bytes) => bytes.AsSpan().LastIndexOfAnyExcept((byte)0);

    private static async Task MarkWritten(SimDisk disk, int blockSizeBytes)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            (string name, int used) = UsedParts(disk).Last(file => file.Name.StartsWith("segment-", StringComparison.Ordinal));
            int block = (used - 1) / blockSizeBytes * blockSizeBytes;
            if (disk.ReadAll(name)[block + 4 + 10] == 3 /* a mark: a header alone, so its frame is one block */)
            {
                written.TrySetResult();
            }
        }
        disk.AfterOperation = _ => Look();
        Look();
        await written.Task.Ends();
        disk.AfterOperation = null;
    }
}

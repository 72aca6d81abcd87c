using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Simulation;

namespace Steno.Tests.Stores;

/// <summary>Every call ends: committed, failed, cancelled or disposed; and whatever the race, acknowledged is kept.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Cancelling_ManyCallsAtRandom_LeavesEachEventWholeOrAbsentAndInOrder()
    {
        const int Writers = 16, Events = 100;
        var disk = new SimDisk();
        var acknowledged = new bool[Writers, Events];
        FasterSecStore store = FasterSecStore.Open(Lives.Options with { SegmentSizeBytes = 256 << 10 }, disk);
        for (int writer = 0; writer < Writers; writer++)
        {
            await store.CreateSagaAsync(Sample.Create(Sample.Id(writer))).Ends();
        }
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            for (int number = 0; number < Events; number++)
            {
                using var source = new CancellationTokenSource();
                Task call = store.RecordEventAsync(Sample.Started(Sample.Id(writer), (uint)number), source.Token).AsTask();
                if (random.Next(2) == 0)
                {
                    await source.CancelAsync();
                }
                try
                {
                    await call.Ends();
                    acknowledged[writer, number] = true;
                }
                catch (OperationCanceledException)
                {
                }
            }
        }))).Ends();
        await store.DisposeAsync().Ends();

        await using FasterSecStore reopened = FasterSecStore.Open(Lives.Options, disk);
        for (int writer = 0; writer < Writers; writer++)
        {
            int[] found = [.. (await reopened.ReadEventsAsync(Sample.Id(writer)).Ends()).Select(e => (int)e.NodeId.Value)];
            Assert.Equal(found.Distinct().Order(), found);
            Assert.All(Enumerable.Range(0, Events).Where(number => acknowledged[writer, number]), number => Assert.Contains(number, found));
        }
    }

    [Fact]
    public async Task Disposal_WithCallsInFlight_EndsThemAll_AndKeepsTheAcknowledged()
    {
        for (int round = 0; round < 40; round++)
        {
            var disk = new SimDisk();
            var acknowledged = new System.Collections.Concurrent.ConcurrentBag<SagaId>();
            FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
            int next = 0;
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            int target = round * 3;
            Task[] writers = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                while (true)
                {
                    int number = Interlocked.Increment(ref next);
                    if (number > target)
                    {
                        enough.TrySetResult();
                    }
                    Exception? outcome = await Eventually.Outcome(() => store.CreateSagaAsync(Sample.Create(Sample.Id(number))));
                    if (outcome is not null)
                    {
                        Assert.IsType<ObjectDisposedException>(outcome);
                        return;
                    }
                    acknowledged.Add(Sample.Id(number));
                    // Reads race with the disposal, too.
                    Exception? read = await Eventually.Outcome(async () => Assert.NotNull(await store.GetSagaAsync(Sample.Id(number))));
                    Assert.True(read is null or ObjectDisposedException, read?.ToString());
                }
            }))];
            await enough.Task.Ends();
            await Task.WhenAll(store.DisposeAsync().Ends(), store.DisposeAsync().Ends());
            await Task.WhenAll(writers).Ends();
            await using FasterSecStore reopened = FasterSecStore.Open(Lives.Options, disk.Crash(Choices.None));
            var found = (await reopened.ListSagasAsync(new SagaQuery()).Ends()).Select(info => info.Id).ToHashSet();
            Assert.True(found.SetEquals(acknowledged), $"round {round}: {acknowledged.Count} acknowledged, {found.Count} found");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_WhileTheDiskStalls_CanBeCancelled_AndReadsDoNotWait(bool commitsOnLoneCaller)
    {
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Lives.Options with { CommitOnLoneCaller = commitsOnLoneCaller }, disk);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
        using var gate = new ManualResetEventSlim();
        TaskCompletionSource stalled = Stall(disk, gate);
        Task first = Task.Run(async () => await store.CreateSagaAsync(Sample.Create(Sample.Id(2))));
        await stalled.Task.Ends();

        using var source = new CancellationTokenSource();
        Task second = Task.Run(async () => await store.CreateSagaAsync(Sample.Create(Sample.Id(3)), source.Token));
        Task third = store.CreateSagaAsync(Sample.Create(Sample.Id(4))).AsTask();
        Assert.NotNull(await Task.Run(async () => await store.GetSagaAsync(Sample.Id(1))).Ends());
        Assert.Null(await Task.Run(async () => await store.GetSagaAsync(Sample.Id(2))).Ends());
        Assert.Single(await Task.Run(async () => await store.ListSagasAsync(new SagaQuery())).Ends());
        Assert.False(third.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.Ends());
        Task closing = Task.Run(async () => await store.DisposeAsync());
        Assert.False(first.IsCompleted);
        gate.Set();
        await Task.WhenAll(first, third, closing).Ends();
        disk.BeforeOperation = null;
        string text = await Lives.Text(disk);
        Assert.Contains(Sample.Text(Sample.Create(Sample.Id(2))), text, StringComparison.Ordinal);
        Assert.Contains(Sample.Text(Sample.Create(Sample.Id(4))), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BufferedCalls_WhileTheDiskStalls_AreAcknowledged_AndDisposalCommitsThemAll()
    {
        FasterSecStoreOptions options = Lives.Options with { Durability = Durability.Buffered, BufferedCommitInterval = TimeSpan.FromMilliseconds(1) };
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(options, disk);
        using var gate = new ManualResetEventSlim();
        TaskCompletionSource stalled = Stall(disk, gate);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(0))).Ends();
        await stalled.Task.Ends();
        for (int number = 1; number < 50; number++)
        {
            await store.CreateSagaAsync(Sample.Create(Sample.Id(number))).Ends();
            Assert.NotNull(await store.GetSagaAsync(Sample.Id(number)).Ends());
        }
        Assert.Equal("", await Lives.Text(disk.CrashedCopy(Choices.None)));
        gate.Set();
        await store.DisposeAsync().Ends();
        disk.BeforeOperation = null;
        await using FasterSecStore reopened = FasterSecStore.Open(Lives.Options, disk.Crash(Choices.None));
        Assert.Equal(50, (await reopened.ListSagasAsync(new SagaQuery()).Ends()).Count);
    }

    /// <summary>The first call starts the clock, however many records it brings.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task BufferedCall_ThatStaysAlone_IsCommittedAfterTheInterval(int records)
    {
        FasterSecStoreOptions options = Lives.Options with { Durability = Durability.Buffered, BufferedCommitInterval = TimeSpan.FromMilliseconds(1) };
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(options, disk);
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        disk.AfterOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Write && operation.IsSynced)
            {
                written.TrySetResult();
            }
        };
        await store.WriteAsync(Enumerable.Range(1, records).Select(number => SagaRecord.Create(Sample.Create(Sample.Id(number)))).ToArray()).Ends();
        await written.Task.Ends();
        disk.AfterOperation = null;
    }

    /// <summary>Long before its interval ends.</summary>
    [Fact]
    public async Task BufferedStore_ThatIsDisposed_CommitsWhatItHolds()
    {
        FasterSecStoreOptions options = Lives.Options with { Durability = Durability.Buffered, BufferedCommitInterval = TimeSpan.FromSeconds(10) };
        SimDisk disk = await Lives.Sealed(Lives.Calls(0, 2), options);
        Assert.Equal((await Lives.Texts(Lives.Calls(0, 2)))[^1], await Lives.Text(disk.CrashedCopy(Choices.None), options));
    }

    [Fact]
    public async Task BufferedStore_ThatFails_SaysSoAtDisposal_AndHoldsAPrefix()
    {
        FasterSecStoreOptions options = Lives.Options with { Durability = Durability.Buffered, BufferedCommitInterval = TimeSpan.FromSeconds(10) };
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(options, disk);
        List<SagaRecord[]> calls = Lives.Calls(0, 3);
        await Lives.WriteAll(store, calls);
        disk.Fail(DiskOperationKind.Write, 1, SimDisk.EIO, isSticky: true);
        var error = Assert.IsType<StorePoisonedException>(await Eventually.Outcome(store.DisposeAsync));
        Assert.IsType<StoreIOException>(error.InnerException);
        disk.ClearFaults();
        Assert.Contains(await Lives.Text(disk.Crash(Choices.None)), await Lives.Texts(calls));
    }

    /// <summary>The next synced write waits for the gate.</summary>
    private static TaskCompletionSource Stall(SimDisk disk, ManualResetEventSlim gate)
    {
        var stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        disk.BeforeOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Write && operation.Name.StartsWith("segment-", StringComparison.Ordinal) && operation.IsSynced)
            {
                stalled.TrySetResult();
                gate.Wait(Eventually.Limit);
            }
        };
        return stalled;
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Steno.Store;
using Steno.Tests.Simulation;
using Xunit.Abstractions;

namespace Steno.Tests.Stores;

/// <summary>
/// Many threads at once: cancelling, disposing, and waiting for a slow disk. No acknowledgement is lost, every call ends,
/// and what waits is bounded. STENO_SEED replays the random choices; STENO_LONG_STORMS multiplies the amounts.
/// </summary>
public sealed class StormTests
{
    private const int Writers = 64;
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int given) ? given : Environment.TickCount;
    private readonly int _times = int.TryParse(Environment.GetEnvironmentVariable("STENO_LONG_STORMS"), out int many) ? many : 1;
    private readonly ITestOutputHelper _output;
    private readonly string _replay;

    public StormTests(ITestOutputHelper output)
    {
        _output = output;
        _replay = $"Replay: STENO_SEED={_seed} dotnet test -c Release --filter StormTests";
        output.WriteLine(_replay);
    }

    /// <summary>20,000 cancellations beside 64 writers, each from another thread than the call's, before, during and after it.</summary>
    [Fact]
    public async Task Cancelling_FromManyThreads_LosesNoAcknowledgementAndHangsNoCall()
    {
        int events = 320 * _times;
        var disk = new SimDisk();
        var acknowledged = new ConcurrentBag<(int Writer, int Number)>();
        var unknown = new ConcurrentBag<(int Writer, int Number)>();
        FasterSecStore store = FasterSecStore.Open(Lives.Options with { SegmentSizeBytes = 1 << 20 }, disk);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => store.CreateSagaAsync(Sample.Create(Sample.Id(writer))).Ends()));
        using var cancellers = new BlockingCollection<CancellationTokenSource>();
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            foreach (CancellationTokenSource source in cancellers.GetConsumingEnumerable())
            {
                source.Cancel();
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(_seed + writer);
            for (int number = 0; number < events; number++)
            {
                var source = new CancellationTokenSource();
                bool isBefore = random.Next(2) == 0;
                if (isBefore)
                {
                    cancellers.Add(source);
                }
                Task call = store.RecordEventAsync(Sample.Started(Sample.Id(writer), (uint)number), source.Token).AsTask();
                if (!isBefore)
                {
                    cancellers.Add(source);
                }
                try
                {
                    await call.Ends();
                    acknowledged.Add((writer, number));
                }
                catch (OperationCanceledException)
                {
                    unknown.Add((writer, number));
                }
            }
        }))).WaitAsync(TimeSpan.FromMinutes(5));
        cancellers.CompleteAdding();
        Array.ForEach(threads, thread => thread.Join());
        await store.DisposeAsync().Ends();

        await using FasterSecStore reopened = FasterSecStore.Open(Lives.Options, disk.Crash(Choices.None));
        var found = new HashSet<(int, int)>();
        for (int writer = 0; writer < Writers; writer++)
        {
            int[] numbers = [.. (await reopened.ReadEventsAsync(Sample.Id(writer)).Ends()).Select(e => (int)e.NodeId.Value)];
            Assert.True(numbers.SequenceEqual(numbers.Distinct().Order()), $"Writer {writer}'s events are out of order or there twice. {_replay}");
            found.UnionWith(numbers.Select(number => (writer, number)));
        }
        Assert.True(acknowledged.All(found.Contains), $"An acknowledged event is lost. {_replay}");
        Assert.True(found.IsSubsetOf(acknowledged.Concat(unknown)), $"There is an event that nobody wrote. {_replay}");
        Assert.Equal(Writers * events, acknowledged.Count + unknown.Count);
        _output.WriteLine($"{Writers * events} cancellations: {unknown.Count} calls cancelled, {acknowledged.Count} acknowledged, {found.Count} events there");
        Assert.True(acknowledged.IsEmpty == false && unknown.IsEmpty == false, "Only one of the two outcomes occurred: the test proved nothing.");
    }

    /// <summary>Several threads dispose while others do everything that a store can do.</summary>
    [Fact]
    public async Task Disposing_FromManyThreadsBesideEveryKindOfCall_EndsThemAllAndKeepsTheAcknowledged()
    {
        for (int round = 0; round < 60 * _times; round++)
        {
            var random = new Random(_seed + round);
            Durability durability = random.Next(4) == 0 ? Durability.Buffered : Durability.Commit;
            FasterSecStoreOptions options = Lives.Options with { Durability = durability, CommitOnLoneCaller = random.Next(2) == 0, IdleTimeBeforeMark = TimeSpan.FromMilliseconds(0.1) };
            var disk = new SimDisk();
            FasterSecStore store = FasterSecStore.Open(options, disk);
            var acknowledged = new ConcurrentBag<SagaId>();
            int next = 0;
            int disposeAt = random.Next(60);
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task[] callers = [.. Enumerable.Range(0, 12).Select(caller => Task.Run(async () =>
            {
                while (true)
                {
                    int number = Interlocked.Increment(ref next);
                    if (number > disposeAt)
                    {
                        reached.TrySetResult();
                    }
                    SagaId id = Sample.Id(number);
                    Exception? outcome = await Eventually.Outcome(() => (caller % 6) switch
                    {
                        0 => new ValueTask(store.ListSagasAsync(new SagaQuery()).AsTask()),
                        1 => new ValueTask(store.GetSagaAsync(id).AsTask()),
                        2 => ReadUnfinishedAsync(store),
                        3 => store.WriteAsync(new[] { SagaRecord.Create(Sample.Create(id)), SagaRecord.Event(Sample.Started(id)) }),
                        _ => store.CreateSagaAsync(Sample.Create(id)),
                    });
                    if (outcome is not null)
                    {
                        Assert.True(outcome is ObjectDisposedException, $"Round {round}: {outcome} {_replay}");
                        return;
                    }
                    if (caller % 6 >= 3)
                    {
                        acknowledged.Add(id);
                    }
                }
            }))];
            await reached.Task.Ends();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.DisposeAsync().Ends())));
            await Task.WhenAll(callers).Ends();
            await using FasterSecStore reopened = FasterSecStore.Open(Lives.Options, disk.Crash(Choices.None));
            var found = (await reopened.ListSagasAsync(new SagaQuery()).Ends()).Select(saga => saga.Id).ToHashSet();
            Assert.True(found.SetEquals(acknowledged), $"Round {round}: {acknowledged.Count} acknowledged, {found.Count} found. {_replay}");
        }
    }

    /// <summary>Each synced write takes 0 to 5 s of a clock that the test moves on.</summary>
    [Fact]
    public async Task SlowDisk_WithManyWriters_LosesNoAcknowledgement()
    {
        var time = new FakeTimeProvider();
        var random = new Random(_seed);
        var disk = new SimDisk
        {
            BeforeOperation = operation =>
            {
                if (operation.Kind == DiskOperationKind.Write && operation.IsSynced)
                {
                    int delayMs;
                    lock (random)
                    {
                        delayMs = random.Next(5_000);
                    }
                    Task.Delay(TimeSpan.FromMilliseconds(delayMs), time).Wait(Eventually.Limit);
                }
            },
        };
        using var stop = new CancellationTokenSource();
        var clock = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                time.Advance(TimeSpan.FromMilliseconds(500));
                Thread.Yield();
            }
        });
        clock.Start();
        int calls = 0;
        try
        {
            FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
            await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
            {
                await store.CreateSagaAsync(Sample.Create(Sample.Id(writer))).Ends();
                for (uint number = 0; number < 40; number++)
                {
                    await store.RecordEventAsync(Sample.Event(Sample.Id(writer), number, SagaNodeEventType.Succeeded(Sample.JsonOfLength(300)))).Ends();
                    Interlocked.Increment(ref calls);
                }
            }))).WaitAsync(TimeSpan.FromMinutes(3));
            // Acknowledged is durable, whatever is still on its way.
            Assert.Equal(calls, await CountEventsAsync(disk.CrashedCopy(Choices.None)));
            await store.DisposeAsync().Ends();
        }
        finally
        {
            await stop.CancelAsync();
            clock.Join();
        }
        _output.WriteLine($"{calls} events, {time.GetUtcNow() - time.Start} of simulated time");
        Assert.Equal(16 * 40, calls);
    }

    /// <summary>While the disk stands still a caller may hand over about two batches; then its next call waits.</summary>
    [Fact]
    public async Task StandingDisk_WithCallersThatDoNotWait_TakesNoMoreThanItsQueueHolds()
    {
        const int PayloadBytes = 1_000;
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Lives.Options with { CommitOnLoneCaller = false, SegmentSizeBytes = 256 << 10 }, disk);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
        using var gate = new ManualResetEventSlim();
        disk.BeforeOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Write && operation.IsSynced)
            {
                gate.Wait(Eventually.Limit);
            }
        };
        var calls = new List<Task>();
        int accepted = 0;
        var caller = new Thread(() =>
        {
            for (uint number = 0; number < 2_000; number++)
            {
                calls.Add(store.RecordEventAsync(Sample.Event(Sample.Id(1), number, SagaNodeEventType.Succeeded(Sample.JsonOfLength(PayloadBytes)))).AsTask());
                Interlocked.Increment(ref accepted);
            }
        });
        caller.Start();
        await Task.Run(() => SpinWait.SpinUntil(() => caller.ThreadState.HasFlag(ThreadState.WaitSleepJoin) && Volatile.Read(ref accepted) > 0, Eventually.Limit));
        int held = Volatile.Read(ref accepted);
        // Two batches of half a page (128 KiB) each, and one record.
        Assert.InRange(held, 1, 2 * (128 << 10) / PayloadBytes + 1);
        Assert.All(calls.GetRange(0, held), call => Assert.False(call.IsCompleted));
        gate.Set();
        await Task.Run(caller.Join).Ends();
        await Task.WhenAll(calls).Ends();
        await store.DisposeAsync().Ends();
        disk.BeforeOperation = null;
        Assert.Equal(2_000, await CountEventsAsync(disk.Crash(Choices.None)));
    }

    private static async Task<int> CountEventsAsync(SimDisk disk)
    {
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options with { ReadOnly = true }, disk);
        return (await store.ListSagasAsync(new SagaQuery()).Ends()).Sum(saga => saga.EventCount);
    }

    private static async ValueTask ReadUnfinishedAsync(FasterSecStore store)
    {
        await foreach (SagaInfo info in store.ReadUnfinishedAsync())
        {
            _ = await store.ReadEventsAsync(info.Id);
        }
    }

    /// <summary>Every thread of the pool waits for a store to close, and closing a store leaves something for the pool to do.</summary>
    [Fact]
    public async Task Stores_ClosedByEveryThreadOfThePool_Close()
    {
        const int Stores = 200;
        int closed = 0;
        await Task.Run(() => Parallel.For(0, Stores, number =>
        {
            FasterSecStore store = FasterSecStore.Open(Lives.Options, new SimDisk());
            store.CreateSagaAsync(Sample.Create(Sample.Id(number))).AsTask().GetAwaiter().GetResult();
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Interlocked.Increment(ref closed);
        })).WaitAsync(Eventually.Limit * 2);
        Assert.Equal(Stores, closed);
    }
}

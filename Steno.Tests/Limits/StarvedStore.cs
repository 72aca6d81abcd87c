using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Limits;

/// <summary>Stores in a process whose thread pool has no thread to spare. The parts that a process of its own plays.</summary>
internal static class StarvedStore
{
    public const string BlockedPart = "blocked";
    public const string PoolOfOnePart = "pool-of-one";
    private const int BlockedTasks = 10_000;

    /// <summary>The only thread of the pool cancels a call and waits for it, so whoever tells it so must be elsewhere.</summary>
    private static void CancelOnTheOnlyThread(FasterSecStoreOptions options)
    {
        using var gate = new ManualResetEventSlim();
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(options, disk);
        disk.BeforeOperation = operation => gate.Wait();
        Task<bool> cancelling = Task.Run(() =>
        {
            using var cancellation = new CancellationTokenSource();
            Task call = store.CreateSagaAsync(Sample.Create(Sample.Id(1)), cancellation.Token).AsTask();
            cancellation.Cancel();
            return Record.Exception(() => call.Wait(Eventually.Limit)) is AggregateException { InnerException: OperationCanceledException };
        });
        Assert.True(cancelling.Wait(Eventually.Limit) && cancelling.Result, "A cancelled call did not end on the only thread of the pool.");
        gate.Set();
        disk.BeforeOperation = null;
        Assert.True(store.DisposeAsync().AsTask().Wait(Eventually.Limit));
    }

    /// <summary>An answer that comes between the caller's look at the call and its waiting for it, which nobody can arrange from outside.</summary>
    private static void WaitForWhatIsAnsweredMeanwhile()
    {
        var groups = new TicketGroupPool();
        CommitTicket ticket = new TicketPool(groups).Rent();
        ValueTask call = ticket.AsTask(CancellationToken.None);
        IValueTaskSource source = ticket;
        Task<bool> waiting = Task.Run(() =>
        {
            using var isContinued = new ManualResetEventSlim();
            Assert.False(call.IsCompleted);
            ticket.Complete(null);
            source.OnCompleted(_ => isContinued.Set(), null, 0, ValueTaskSourceOnCompletedFlags.None);
            return isContinued.Wait(Eventually.Limit);
        });
        Assert.True(waiting.Wait(Eventually.Limit) && waiting.Result, "A call that was answered while its caller began to wait did not return.");
        Assert.True(call.IsCompletedSuccessfully);
        call.GetAwaiter().GetResult();
    }

    /// <summary>The only thread of the pool waits for the work of the keeper, and for stores to close, again and again.</summary>
    private static void BlockInWhatTakesLonger(string directory)
    {
        const int Stores = 50;
        Task<bool> blocking = Task.Run(() =>
        {
            for (int number = 0; number < Stores; number++)
            {
                FasterSecStore store = FasterSecStore.Open(Options("/sim/store"), new SimDisk());
                bool isOver = store.CreateSagaAsync(Sample.Create(Sample.Id(1))).AsTask().Wait(Eventually.Limit)
                    && store.TakeSnapshotAsync().AsTask().Wait(Eventually.Limit)
                    && store.CompactAsync().AsTask().Wait(Eventually.Limit)
                    && store.DeleteSagasAsync(new SagaQuery()).AsTask().Wait(Eventually.Limit)
                    && store.ArchiveSagasAsync(new SagaQuery()).AsTask().Wait(Eventually.Limit)
                    && (number > 0 || store.BackupAsync(directory).AsTask().Wait(Eventually.Limit))
                    && store.DisposeAsync().AsTask().Wait(Eventually.Limit);
                if (!isOver)
                {
                    return false;
                }
            }
            FasterSecStore copy = FasterSecStore.Open(Options(directory) with { ReadOnly = true });
            return copy.BackupAsync(directory + "-again").AsTask().Wait(Eventually.Limit) && copy.DisposeAsync().AsTask().Wait(Eventually.Limit);
        });
        Assert.True(blocking.Wait(Eventually.Limit * 2) && blocking.Result, "The work of the keeper, or closing, did not end on the only thread of the pool.");
    }

    private static FasterSecStoreOptions Options(string directory) => new() { Directory = directory, SegmentSizeBytes = 1 << 20 };

    /// <summary>10,000 tasks that hold every thread that the pool has, now and later; threads of the application's own call the store meanwhile.</summary>
    public static async Task CallBesideBlockedTasksAsync(string[] arguments)
    {
        const int Callers = 16, Calls = 20;
        using var gate = new ManualResetEventSlim();
        await using FasterSecStore store = FasterSecStore.Open(Options(arguments[0]));
        Task[] blocked = [.. Enumerable.Range(0, BlockedTasks).Select(_ => Task.Run(gate.Wait))];
        while (ThreadPool.ThreadCount < Environment.ProcessorCount || ThreadPool.PendingWorkItemCount == 0)
        {
            await Task.CompletedTask;
        }
        var failures = new List<Exception>();
        Thread[] callers = [.. Enumerable.Range(0, Callers).Select(caller => new Thread(() =>
        {
            try
            {
                for (int call = 0; call < Calls; call++)
                {
                    // From a thread of its own an application can only block.
                    Task acknowledgement = store.CreateSagaAsync(Sample.Create(Sample.Id(caller * Calls + call))).AsTask();
                    Assert.True(acknowledgement.Wait(Eventually.Limit), "A call did not return while the thread pool was blocked.");
                }
            }
            catch (Exception failure)
            {
                lock (failures)
                {
                    failures.Add(failure);
                }
            }
        }))];
        long start = Stopwatch.GetTimestamp();
        Array.ForEach(callers, thread => thread.Start());
        Array.ForEach(callers, thread => thread.Join());
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        Assert.Empty(failures);
        Assert.Contains(blocked, task => !task.IsCompleted);
        gate.Set();
        Task.WaitAll(blocked);
        Assert.Equal(Callers * Calls, (await store.ListSagasAsync(new SagaQuery())).Count);
        Console.WriteLine($"{Callers * Calls} calls beside {BlockedTasks} blocked tasks took {taken.TotalMilliseconds:F0} ms");
    }

    /// <summary>A pool of one thread (set from outside), which blocks in calls to the store, and then 10,000 calls that do not block.</summary>
    public static async Task CallFromAPoolOfOneAsync(string[] arguments)
    {
        const int BlockingCalls = 200;
        ThreadPool.GetMaxThreads(out int threads, out _);
        Assert.Equal(1, threads);
        FasterSecStore store = FasterSecStore.Open(Options(arguments[0]) with { CommitOnLoneCaller = false });
        long start = Stopwatch.GetTimestamp();
        // Each blocks the only thread until its acknowledgement came, which must therefore come from elsewhere.
        Task[] blocking = [.. Enumerable.Range(0, BlockingCalls).Select(number => Task.Run(() => store.CreateSagaAsync(Sample.Create(Sample.Id(number))).AsTask().Wait()))];
        Assert.True(Task.WaitAll(blocking, Eventually.Limit), "A call did not return from the only thread of the pool.");
        TimeSpan blockingTook = Stopwatch.GetElapsedTime(start);

        start = Stopwatch.GetTimestamp();
        Task[] waiting = [.. Enumerable.Range(0, BlockedTasks).Select(number => store.RecordEventAsync(Sample.Started(Sample.Id(number % BlockingCalls), (uint)number)).AsTask())];
        Assert.True(Task.WaitAll(waiting, Eventually.Limit), "A call did not end with a pool of one thread.");
        TimeSpan waitingTook = Stopwatch.GetElapsedTime(start);
        CancelOnTheOnlyThread(Options("/sim/store") with { CommitOnLoneCaller = false });
        // The only thread waits for the store to close, which must therefore do without it.
        Task<bool> closing = Task.Run(() => store.DisposeAsync().AsTask().Wait(Eventually.Limit));
        Assert.True(closing.Wait(Eventually.Limit) && closing.Result, "The store did not close on the only thread of the pool.");
        await using FasterSecStore reopened = FasterSecStore.Open(Options(arguments[0]));
        Assert.Equal(BlockedTasks, (await reopened.ListSagasAsync(new SagaQuery())).Sum(saga => saga.EventCount));
        WaitForWhatIsAnsweredMeanwhile();
        BlockInWhatTakesLonger(arguments[0] + "-copy");
        Console.WriteLine($"{BlockingCalls} blocking calls took {blockingTook.TotalMilliseconds:F0} ms, {BlockedTasks} others {waitingTook.TotalMilliseconds:F0} ms");
    }
}

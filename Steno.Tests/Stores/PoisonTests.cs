using System.Diagnostics;
using Steno.Store;
using Steno.Tests.Simulation;
using Xunit.Abstractions;

namespace Steno.Tests.Stores;

/// <summary>
/// The first failed write or sync, with 32 callers at once, and a disk that works again right after it: nothing later is
/// acknowledged, all get that one cause, and the reopened store holds what was acknowledged.
/// </summary>
public sealed class PoisonTests(ITestOutputHelper output)
{
    private const int Callers = 32;
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int given) ? given : Environment.TickCount;

    [Theory]
    [InlineData((int)DiskOperationKind.Write, SimDisk.EIO, 60)]
    [InlineData((int)DiskOperationKind.Sync, SimDisk.EIO, 8)]
    [InlineData((int)DiskOperationKind.SyncDirectory, SimDisk.EIO, 8)]
    [InlineData((int)DiskOperationKind.Rename, SimDisk.EIO, 8)]
    [InlineData((int)DiskOperationKind.Create, SimDisk.EACCES, 8)]
    [InlineData((int)DiskOperationKind.Open, 24 /* EMFILE */, 20)]
    public async Task FirstFailure_WithManyCallers_IsTheLastWord(int kind, int errno, int most)
    {
        string replay = $"Replay: STENO_SEED={_seed} dotnet test -c Release --filter PoisonTests";
        output.WriteLine(replay);
        var random = new Random(_seed);
        double slowestMs = 0;
        int failures = 0;
        for (int round = 0; round < 25; round++)
        {
            var disk = new SimDisk();
            FasterSecStore store = FasterSecStore.Open(Lives.Options with { SegmentSizeBytes = 64 << 10, CommitOnLoneCaller = random.Next(2) == 0 }, disk);
            long failedAt = 0;
            disk.BeforeOperation = _ =>
            {
                if (disk.WasFaultMet && Volatile.Read(ref failedAt) == 0)
                {
                    Volatile.Write(ref failedAt, Stopwatch.GetTimestamp());
                }
            };
            // Once: whoever tried again would succeed. Not for the keeper, whose failures do not stop the store.
            disk.Fail((DiskOperationKind)kind, 1 + random.Next(most), errno, sparedThread: "steno-keep");
            bool isKnown = false;
            bool isOver = false;
            int next = 0;
            var acknowledged = new HashSet<SagaId>();
            var callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    SagaId id = Sample.Id(Interlocked.Increment(ref next));
                    bool wasKnown = Volatile.Read(ref isKnown);
                    Exception? outcome = await Eventually.Outcome(() => store.CreateSagaAsync(Sample.Create(id, $"\"{new string('x', 2_000)}\"")));
                    if (outcome is not null)
                    {
                        Volatile.Write(ref isKnown, true);
                        return (Outcome: outcome, At: Stopwatch.GetTimestamp());
                    }
                    Assert.False(wasKnown, $"Round {round}: acknowledged after a caller was told of the failure. {replay}");
                    lock (acknowledged)
                    {
                        acknowledged.Add(id);
                    }
                }
                throw new TimeoutException($"Round {round}: no caller was told of a failure. {replay}");
            })));
            try
            {
                await callers.Ends();
            }
            finally
            {
                // Else they would fill the memory beside the other tests.
                Volatile.Write(ref isOver, true);
            }
            var outcomes = await callers;
            var first = Assert.IsType<StorePoisonedException>(outcomes[0].Outcome);
            Assert.Equal(errno, Assert.IsType<StoreIOException>(first.InnerException).Errno);
            Assert.All(outcomes, outcome => Assert.Same(first.InnerException, Assert.IsType<StorePoisonedException>(outcome.Outcome).InnerException));
            failures += outcomes.Length;
            slowestMs = Math.Max(slowestMs, Stopwatch.GetElapsedTime(outcomes.Min(outcome => outcome.At), outcomes.Max(outcome => outcome.At)).TotalMilliseconds);
            Assert.Same(first.InnerException, (await Eventually.Outcome(() => store.RecordNoteAsync(new SagaNote(Sample.Id(1), "x"))))!.InnerException);
            await Eventually.Outcome(store.DisposeAsync);
            disk.BeforeOperation = null;
            foreach (SimDisk survivor in (SimDisk[])[disk.CrashedCopy(Choices.None), disk.CrashedCopy(Choices.All)])
            {
                await using FasterSecStore reopened = FasterSecStore.Open(Lives.Options, survivor);
                var found = (await reopened.ListSagasAsync(new SagaQuery()).Ends()).Select(saga => saga.Id).ToHashSet();
                Assert.True(acknowledged.IsSubsetOf(found), $"Round {round}: an acknowledged saga is lost. {replay}");
                // Beyond those only what was in flight: one call of each caller.
                Assert.True(found.Count <= acknowledged.Count + Callers, $"Round {round}: {found.Count} sagas, {acknowledged.Count} acknowledged. {replay}");
            }
        }
        output.WriteLine($"{failures} callers were told, all within {slowestMs:F1} ms of the first");
    }

    /// <summary>Refused where it is called: a call that were let in would wait for a commit that never comes.</summary>
    [Fact]
    public async Task Call_AfterTheFirstFailure_IsRefusedAtOnce()
    {
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Lives.Options with { CommitOnLoneCaller = false }, disk);
        disk.Fail(DiskOperationKind.Write, 1, SimDisk.EIO);
        Exception? first = await Eventually.Outcome(() => store.CreateSagaAsync(Sample.Create(Sample.Id(1))));
        Assert.IsType<StorePoisonedException>(first);
        Task second = store.CreateSagaAsync(Sample.Create(Sample.Id(2))).AsTask();
        Assert.True(second.IsFaulted, $"the call is {second.Status}");
        Assert.Same(first.InnerException, Assert.IsType<StorePoisonedException>(second.Exception!.InnerException).InnerException);
        await Eventually.Outcome(store.DisposeAsync);
    }

    /// <summary>Neither those whose batch is being written nor those behind them.</summary>
    [Fact]
    public async Task Calls_WhileTheirWriteIsUnderWay_AreNotAcknowledged()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options with { CommitOnLoneCaller = false }, disk);
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
        Task[] calls = [.. Enumerable.Range(1, 8).Select(number => store.CreateSagaAsync(Sample.Create(Sample.Id(number))).AsTask())];
        await reached.Task.Ends();
        // Time for an acknowledgement that should not come; more of it could only find more.
        await Task.WhenAny([.. calls, Task.Delay(300)]);
        int early = calls.Count(call => call.IsCompleted);
        gate.Set();
        await Task.WhenAll(calls).Ends();
        disk.BeforeOperation = null;
        Assert.Equal(0, early);
    }

    /// <summary>A sync that failed once counts its pages as clean: the next one would succeed without them.</summary>
    [Fact]
    public async Task Sync_ThatFailsOnce_IsNotTriedAgain()
    {
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        disk.Fail(DiskOperationKind.Sync, 1, SimDisk.EIO);
        Exception? outcome = null;
        // Segments are synced when they are prepared, so a few segments' worth of records meets it.
        for (int number = 0; number < 200 && outcome is null; number++)
        {
            outcome = await Eventually.Outcome(() => store.CreateSagaAsync(Sample.Create(Sample.Id(number), $"\"{new string('x', 2_000)}\"")));
        }
        Assert.True(disk.WasFaultMet);
        Assert.Equal(SimDisk.EIO, Assert.IsType<StoreIOException>(Assert.IsType<StorePoisonedException>(outcome).InnerException).Errno);
        await Eventually.Outcome(store.DisposeAsync);
    }
}

using System.Globalization;
using Steno.Store;
using Steno.Tests.Disk;
using Steno.Tests.Processes;

namespace Steno.Tests.Stores;

/// <summary>
/// Recording allocates nothing of our own, neither for a record nor for a commit. FasterLog does for each commit, and not always
/// the same: how much depends on how far it gets before its own continuations run. So it is measured beside the store.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class AllocationTests
{
    internal const string ManyCallersPart = "many-callers-allocate";

    /// <summary>Whatever is allocated takes at least this much.</summary>
    private const int SmallestObjectBytes = 24;

    // Until FasterLog's rarest way was most likely taken; and until ours was, before that is called a difference.
    private const int EnoughCommits = 1_000;
    // Fewer than would make compaction or a further segment due.
    private const int MostCommits = 6_000;
    private const int AloneCommits = 600;
    private const int Callers = 256;
    private const int Rounds = 200;

    private static readonly SagaId[] s_ids = [.. Enumerable.Range(0, Callers).Select(Sample.Id)];
    private static readonly SagaNodeEventType s_eventType = SagaNodeEventType.Succeeded(Sample.Json("""{"instance_id":81724,"ip":"10.42.7.19"}"""));

    /// <summary>
    /// A lone caller does everything on its own thread, from the encoding to the index, so its thread's count has all of ours.
    /// The least of many single commits is compared: what is allocated in every commit is in that too.
    /// </summary>
    [Fact]
    public async Task LoneCaller_OverManyCommits_AllocatesNothingBeyondFasterLogsShare()
    {
        using TemporaryDirectory directory = new();
        using FasterShare faster = new();
        await using FasterSecStore store = FasterSecStore.Open(Options(directory, commitOnLoneCaller: true));
        await store.CreateSagaAsync(Sample.Create(s_ids[0])).Ends();
        (long withUs, long alone) = MeasureInTurns(store, faster);
        Assert.True(alone > 0, "FasterLog allocates for each commit: a count of zero means that nothing was counted");
        Assert.True(withUs < alone + SmallestObjectBytes, $"{withUs} bytes a commit, {alone} of them FasterLog's");
    }

    /// <summary>
    /// Callers beside each other, in a process of their own, where every thread's allocations count: the committer's and the pool's
    /// too. All of it together is less than one object a record, so there is none. FasterLog's part of it varies by some hundred bytes.
    /// </summary>
    [Fact]
    public async Task ManyCallers_OverManyCommits_AllocateNoObjectForARecord()
    {
        ProcessEnd end = await TestProcess.RunAsync([], ManyCallersPart);
        Assert.True(end.ExitCode == 0, end.Error);
        double[] figures = [.. end.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        (double allocated, double commits, double fasterPerCommit) = (figures[0], figures[1], figures[2]);
        const double Records = (double)Callers * Rounds;
        Assert.True(allocated / Records < SmallestObjectBytes, $"{allocated / Records:F1} bytes a record, {Records / commits:F1} records a commit");
        Assert.True(allocated / commits < fasterPerCommit + 512, $"{allocated / commits:F0} bytes a commit, {fasterPerCommit:F0} of them FasterLog's");
    }

    /// <summary>Prints what was allocated in all, the commits, and what FasterLog alone allocates for one, on all threads.</summary>
    internal static async Task RecordFromManyCallersAsync()
    {
        using TemporaryDirectory directory = new();
        await using FasterSecStore store = FasterSecStore.Open(Options(directory, commitOnLoneCaller: false));
        foreach (SagaId id in s_ids)
        {
            await store.CreateSagaAsync(Sample.Create(id));
        }
        var calls = new ValueTask[Callers];
        RecordTogether(store, calls, 0);
        long sequence = Sequence(store);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        RecordTogether(store, calls, Rounds);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        long commits = Sequence(store) - sequence;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{allocated} {commits} {FasterBytesPerCommit()}"));
    }

    /// <summary>The least that a commit allocates, in the store and by FasterLog alone, measured in turns.</summary>
    private static (long WithUs, long Alone) MeasureInTurns(FasterSecStore store, FasterShare faster)
    {
        long withUs = long.MaxValue;
        long alone = long.MaxValue;
        for (uint number = 0; number < EnoughCommits || (withUs > alone && number < MostCommits); number++)
        {
            long start = GC.GetAllocatedBytesForCurrentThread();
            ValueTask call = store.RecordEventAsync(Sample.Event(s_ids[0], number, s_eventType));
            long between = GC.GetAllocatedBytesForCurrentThread();
            faster.Commit();
            long end = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(call.IsCompletedSuccessfully);
            withUs = Math.Min(withUs, between - start);
            alone = Math.Min(alone, end - between);
        }
        return (withUs, alone);
    }

    /// <summary>Every caller's record at once, and again when all are answered. Nothing is awaited: that would allocate here.</summary>
    private static void RecordTogether(FasterSecStore store, ValueTask[] calls, int first)
    {
        for (int round = first; round < first + Rounds; round++)
        {
            for (int caller = 0; caller < calls.Length; caller++)
            {
                calls[caller] = store.RecordEventAsync(Sample.Event(s_ids[caller], (uint)round, s_eventType));
            }
            foreach (ValueTask call in calls)
            {
                while (!call.IsCompleted)
                {
                    Thread.Yield();
                }
                call.GetAwaiter().GetResult();
            }
        }
    }

    private static double FasterBytesPerCommit()
    {
        using FasterShare faster = new();
        Commit(faster);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Commit(faster);
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / AloneCommits;
    }

    private static void Commit(FasterShare faster)
    {
        for (int commit = 0; commit < AloneCommits; commit++)
        {
            faster.Commit();
        }
    }

    private static long Sequence(FasterSecStore store)
    {
        lock (store.State.Gate)
        {
            return store.State.DurablePoint.Sequence;
        }
    }

    private static FasterSecStoreOptions Options(TemporaryDirectory directory, bool commitOnLoneCaller) => new()
    {
        Directory = directory["store"],
        SegmentSizeBytes = 64 << 20,
        BlockSizeBytes = 4096,
        CommitOnLoneCaller = commitOnLoneCaller,
        // A mark would be one more commit.
        IdleTimeBeforeMark = TimeSpan.FromMinutes(1),
        SnapshotIntervalBytes = 1 << 30,
    };
}

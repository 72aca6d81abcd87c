using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Steno.Benchmarks.Load;

/// <summary>
/// Closed-loop callers: each sends its next record when the last one is acknowledged. The window starts after a warm-up
/// and is cut by the clock of the calling thread, which is not the pool's: a starved pool cannot stretch it unseen.
/// </summary>
internal sealed class ClosedLoop(ILoadTarget target, int callers)
{
    /// <summary>How long a window may become for what it must contain: on a busy machine the log grows slowly.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromSeconds(15);

    // A target that does not end its calls is broken; the claim is then void instead of the run hanging.
    private static readonly TimeSpan s_drainLimit = TimeSpan.FromSeconds(30);

    private readonly Counter[] _acknowledged = new Counter[callers];
    private volatile bool _isStopping;

    /// <summary>Records acknowledged since the start, warm-up included, by caller.</summary>
    public long[] Acknowledged => Array.ConvertAll(_acknowledged, counter => Volatile.Read(ref counter.Value));

    /// <param name="warmUp">What is not measured.</param>
    /// <param name="window">What is; prolonged, up to <see cref="LongestWindow"/>, while the segments have not changed often enough.</param>
    /// <param name="switches">How many changes of the segment the window must contain, of a target that has segments.</param>
    public RoundResult Run(TimeSpan warmUp, TimeSpan window, int switches = 0)
    {
        Task[] loops = new Task[callers];
        for (int caller = 0; caller < callers; caller++)
        {
            loops[caller] = Start(caller);
        }
        WaitUnlessOneEnds(loops, warmUp);
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        LogProgress? began = target.Progress;
        long before = Sum();
        long start = Stopwatch.GetTimestamp();
        do
        {
            WaitUnlessOneEnds(loops, window);
        }
        while (!_isStopping && SwitchesSince(began) < switches && Stopwatch.GetElapsedTime(start) < LongestWindow);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long records = Sum() - before;
        LogProgress? ended = target.Progress;
        int? switched = SwitchesSince(began);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        _isStopping = true;
        if (!Task.WaitAll(loops, s_drainLimit))
        {
            throw new TimeoutException($"{loops.Count(loop => !loop.IsCompleted)} of {callers} calls did not end within {s_drainLimit.TotalSeconds} s after the window.");
        }
        return new RoundResult(records, seconds, allocated, (ended?.Batches - began?.Batches) ?? 0, switched);
    }

    private int? SwitchesSince(LogProgress? began) => target.Progress?.LastSegment - began?.LastSegment;

    private Task Start(int caller)
        => target.BlocksItsCaller
            ? Task.Factory.StartNew(() => Block(caller), TaskCreationOptions.LongRunning)
            : Task.Run(() => LoopAsync(caller));

    private async Task LoopAsync(int caller)
    {
        for (long sequence = 0; !_isStopping; sequence++)
        {
            await target.WriteAsync(caller, sequence).ConfigureAwait(false);
            Volatile.Write(ref _acknowledged[caller].Value, sequence + 1);
        }
    }

    private void Block(int caller)
    {
        for (long sequence = 0; !_isStopping; sequence++)
        {
            target.WriteAsync(caller, sequence).GetAwaiter().GetResult();
            Volatile.Write(ref _acknowledged[caller].Value, sequence + 1);
        }
    }

    // A loop ends before it is told to only by failing: there is no point in waiting out the window then.
    private void WaitUnlessOneEnds(Task[] loops, TimeSpan time)
    {
        if (Task.WaitAny(loops, time) >= 0)
        {
            _isStopping = true;
            Task.WaitAll(loops, s_drainLimit);
        }
    }

    private long Sum()
    {
        long sum = 0;
        for (int caller = 0; caller < _acknowledged.Length; caller++)
        {
            sum += Volatile.Read(ref _acknowledged[caller].Value);
        }
        return sum;
    }

    // One cache line a caller, so that counting does not become the load.
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Counter
    {
        public long Value;
    }
}

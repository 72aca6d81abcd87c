using System.Diagnostics;
using HdrHistogram;
using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Latency;

/// <summary>
/// Open-loop load: records are sent at times that were fixed beforehand (a Poisson process from a seed), whether earlier ones are
/// answered or not, and each latency counts from the time at which the record was to be sent. So a target that stalls is
/// charged for everything that should have been sent meanwhile: coordinated omission is not corrected afterwards, it does not occur.
/// </summary>
internal sealed class OpenLoop(ILoadTarget target, int callers, double recordsPerSecond, int seed)
{
    // What may be unanswered at once. Beyond it the sender waits, and what is sent late is still counted from its time.
    private const int Slots = 1 << 16;
    private static readonly long s_longestNs = 60_000_000_000;
    private static readonly TimeSpan s_drainLimit = TimeSpan.FromSeconds(30);

    private readonly Arrival[] _slots = new Arrival[Slots];
    private readonly long[] _acknowledged = new long[callers];
    private Exception? _failure;

    /// <summary>Records acknowledged since the start, warm-up included, by caller.</summary>
    public long[] Acknowledged => _acknowledged;

    /// <summary>Latencies of the window in nanoseconds.</summary>
    public HistogramBase Latencies { get; } = NewHistogram();

    /// <summary>By how many nanoseconds the sender was late itself: the part of the latencies that is not the target's, and of its threads' hunger for cores.</summary>
    public HistogramBase Lateness { get; } = NewHistogram();

    /// <summary>Runs on a thread of its own, which is busy all the time: a timer would be late by more than a record takes.</summary>
    /// <param name="warmUp">What is not measured.</param>
    /// <param name="window">What is; prolonged, up to <see cref="ClosedLoop.LongestWindow"/>, until it contains enough.</param>
    /// <param name="isEnough">Whether the window contains what it must, when it could end.</param>
    public void Run(TimeSpan warmUp, TimeSpan window, Func<bool> isEnough)
    {
        for (int slot = 0; slot < Slots; slot++)
        {
            _slots[slot] = new Arrival(this);
        }
        Task.Factory.StartNew(() => SendAll(warmUp, window, isEnough), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();
    }

    private void SendAll(TimeSpan warmUp, TimeSpan window, Func<bool> isEnough)
    {
        var random = new Random(seed);
        double meanGap = Stopwatch.Frequency / recordsPerSecond;
        double due = Stopwatch.GetTimestamp();
        long measuredFrom = (long)due + Ticks(warmUp);
        long windowEnd = measuredFrom + Ticks(window);
        long lastEnd = measuredFrom + Ticks(ClosedLoop.LongestWindow);
        for (long number = 0; ; number++)
        {
            due += -Math.Log(1 - random.NextDouble()) * meanGap;
            if (due >= windowEnd)
            {
                if (windowEnd >= lastEnd || isEnough())
                {
                    break;
                }
                windowEnd += Ticks(window);
            }
            Arrival slot = _slots[number % Slots];
            WaitUntil((long)due, slot);
            slot.Send((int)(number % callers), number / callers, (long)due, due >= measuredFrom);
        }
        WaitForAll();
    }

    private void WaitUntil(long due, Arrival slot)
    {
        while (Stopwatch.GetTimestamp() < due || !slot.IsFree)
        {
            ThrowIfFailed();
            // Yield, not spin: on few cores the target needs the one that this runs on.
            Thread.Yield();
        }
    }

    private void WaitForAll()
    {
        long started = Stopwatch.GetTimestamp();
        foreach (Arrival slot in _slots)
        {
            while (!slot.IsFree)
            {
                ThrowIfFailed();
                if (Stopwatch.GetElapsedTime(started) > s_drainLimit)
                {
                    throw new TimeoutException($"A call did not end within {s_drainLimit.TotalSeconds} s after the window.");
                }
                Thread.Yield();
            }
        }
        ThrowIfFailed();
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw new InvalidOperationException("A call failed.", failure);
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static HistogramBase NewHistogram()
        => HistogramFactory.With64BitBucketSize().WithValuesFrom(1).WithValuesUpTo(s_longestNs).WithPrecisionOf(3).WithThreadSafeWrites().Create();

    private static void Record(HistogramBase histogram, long fromTicks, long toTicks)
        => histogram.RecordValue(Math.Clamp((long)((toTicks - fromTicks) * (1e9 / Stopwatch.Frequency)), 1, s_longestNs));

    /// <summary>One record on its way; reused, so that the load makes no garbage of its own.</summary>
    private sealed class Arrival
    {
        private readonly OpenLoop _loop;
        private readonly Action _complete;
        private System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _awaiter;
        private int _caller;
        private long _due;
        private bool _isMeasured;
        private volatile bool _isBusy;

        public Arrival(OpenLoop loop)
        {
            _loop = loop;
            _complete = Complete;
        }

        public bool IsFree => !_isBusy;

        public void Send(int caller, long sequence, long due, bool isMeasured)
        {
            _isBusy = true;
            _caller = caller;
            _due = due;
            _isMeasured = isMeasured;
            if (isMeasured)
            {
                Record(_loop.Lateness, due, Stopwatch.GetTimestamp());
            }
            _awaiter = _loop.WriteAsync(caller, sequence).ConfigureAwait(false).GetAwaiter();
            if (_awaiter.IsCompleted)
            {
                Complete();
            }
            else
            {
                _awaiter.UnsafeOnCompleted(_complete);
            }
        }

        private void Complete()
        {
            try
            {
                _awaiter.GetResult();
                if (_isMeasured)
                {
                    Record(_loop.Latencies, _due, Stopwatch.GetTimestamp());
                }
                Interlocked.Increment(ref _loop._acknowledged[_caller]);
            }
#pragma warning disable CA1031 // Deliberate: handed to the sending thread, which ends the round with it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _loop._failure, failure, null);
            }
            _isBusy = false;
        }
    }

    private ValueTask WriteAsync(int caller, long sequence) => target.WriteAsync(caller, sequence);
}

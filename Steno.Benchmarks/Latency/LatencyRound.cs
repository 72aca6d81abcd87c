using HdrHistogram;
using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Latency;

/// <summary>One round of one target: what it does at most, or how long its records take at a given rate; reopened and counted, or void.</summary>
internal sealed class LatencyRound(ClaimsOptions options, int callers)
{
    /// <summary>The closed loop's records per second.</summary>
    public double MeasureThroughput(ILoadTarget target)
    {
        ClosedLoop loop = new(target, callers);
        RoundResult result = default;
        Run(target, () => loop.Acknowledged, () => result = loop.Run(options.WarmUp, options.Window));
        return result.RecordsPerSecond;
    }

    /// <summary>The open loop's latencies in nanoseconds.</summary>
    /// <param name="target">Who serves it.</param>
    /// <param name="rate">Records per second.</param>
    /// <param name="seed">Of the arrival times.</param>
    /// <param name="isEnough">Given how far the log was when the window could have begun: whether the window contains what it must.</param>
    /// <param name="beside">What goes on beside the load until it is cancelled.</param>
    public OpenLoop MeasureLatency(ILoadTarget target, double rate, int seed, Func<LogProgress, bool> isEnough, Func<CancellationToken, Task>? beside = null)
    {
        OpenLoop loop = new(target, callers, rate, seed);
        Run(target, () => loop.Acknowledged, () =>
        {
            using var stop = new CancellationTokenSource();
            Task besides = beside is null ? Task.CompletedTask : Task.Run(() => beside(stop.Token));
            LogProgress began = target.Progress.GetValueOrDefault();
            loop.Run(options.WarmUp, options.Window, () => isEnough(began));
            stop.Cancel();
            besides.GetAwaiter().GetResult();
            if (!isEnough(began))
            {
                throw new VoidClaimException(FormattableString.Invariant($"the window of {loop.Latencies.TotalCount:N0} records at {rate:N0} a second did not contain what it must: the log went from {began} to {target.Progress}"));
            }
        });
        return loop;
    }

    /// <summary>A percentile in microseconds.</summary>
    public static double Percentile(HistogramBase latencies, double percentile) => latencies.GetValueAtPercentile(percentile) / 1e3;

    private void Run(ILoadTarget target, Func<long[]> acknowledged, Action measure)
    {
        using RoundDirectory directory = new(options.ParentDirectory);
        try
        {
            target.Open(directory.Path, callers);
            measure();
        }
        finally
        {
            target.Close();
        }
        if (target.FindLoss(directory.Path, acknowledged()) is { } loss)
        {
            throw new VoidClaimException(loss);
        }
    }
}

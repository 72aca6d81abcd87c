using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Latency;

/// <summary>
/// What work in the background adds to the slowest thousandth of the records, at half load in an open loop: the same load without
/// any of it, with snapshots one after another, with segments that are used up all the time, and with compaction (which needs
/// segments to end, so their switches are in its figure too). A round that had something that it should not, or lacked it, is void.
/// </summary>
internal sealed class BackgroundTrial : Trial
{
    private const int Callers = 16;
    private const int SmallSagas = 100_000;
    private const long Never = 16L << 30;
    private const int LeastTimes = 2;
    // What the load leaves behind in padding each second at most, so that segments can be filled without compaction being due.
    private const double LargeSagasPerSecond = 150;
    private static readonly TimeSpan s_betweenSnapshots = TimeSpan.FromMilliseconds(20);

    private int _round;

    protected override string Name => $"what background work adds to p99.9 at half load, {Callers} callers, {SmallSagas:N0} sagas in the store";

    public IEnumerable<Claim> Claims()
    {
        yield return new FigureClaim("store.latency.snapshot.p999_added", this, 5, "ms");
        yield return new FigureClaim("store.latency.compaction.p999_added", this, 5, "ms");
        yield return new FigureClaim("store.latency.segment.p999_added", this, 5, "ms");
        yield return new FigureClaim("store.latency.quiet.p999", this, Claim.NoGoal, "ms");
    }

    protected override Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        int seed = ++_round;
        LatencyRound round = new(options, Callers);
        double rate = round.MeasureThroughput(Target(256, new StoreFilling(SmallSagas, 0))) / 2;
        Dictionary<string, double> slowest = [];
        Action[] kinds =
        [
            () => slowest["quiet"] = MeasureQuiet(round, rate, seed),
            () => slowest["snapshot"] = MeasureSnapshots(round, rate, seed),
            () => slowest["compaction"] = MeasureCompaction(round, rate, seed),
            () => slowest["segment"] = MeasureSegments(round, rate, seed, options),
        ];
        foreach (Action kind in seed % 2 == 0 ? kinds : kinds.Reverse())
        {
            kind();
        }
        Dictionary<string, double> figures = new() { ["store.latency.quiet.p999"] = slowest["quiet"], ["records/s"] = rate };
        foreach (string kind in (string[])["snapshot", "compaction", "segment"])
        {
            figures[$"store.latency.{kind}.p999_added"] = slowest[kind] - slowest["quiet"];
        }
        return Task.FromResult(figures);
    }

    private static double MeasureQuiet(LatencyRound round, double rate, int seed)
    {
        SagaStreamTarget target = Target(256, new StoreFilling(SmallSagas, 0));
        return Slowest(round.MeasureLatency(target, rate, seed, began => Required(target) == (began with { Batches = Required(target).Batches })));
    }

    private static double MeasureSnapshots(LatencyRound round, double rate, int seed)
    {
        SagaStreamTarget target = Target(256, new StoreFilling(SmallSagas, 0));
        int taken = 0;
        return Slowest(round.MeasureLatency(target, rate, seed, _ => Volatile.Read(ref taken) >= LeastTimes, async stop =>
        {
            while (!stop.IsCancellationRequested)
            {
                await target.Store.TakeSnapshotAsync(CancellationToken.None).ConfigureAwait(false);
                Interlocked.Increment(ref taken);
                await Task.Delay(s_betweenSnapshots, CancellationToken.None).ConfigureAwait(false);
            }
        }));
    }

    private static double MeasureCompaction(LatencyRound round, double rate, int seed)
    {
        SagaStreamTarget target = Target(4, new StoreFilling(SmallSagas, 0));
        return Slowest(round.MeasureLatency(target, rate, seed, began => Required(target).FirstSegment - began.FirstSegment >= LeastTimes));
    }

    private static double MeasureSegments(LatencyRound round, double rate, int seed, ClaimsOptions options)
    {
        int largeSagas = (int)(LargeSagasPerSecond * (options.WarmUp + options.Window).TotalSeconds);
        SagaStreamTarget target = Target(4, new StoreFilling(SmallSagas, largeSagas));
        return Slowest(round.MeasureLatency(target, rate, seed, began
            => Required(target).LastSegment - began.LastSegment >= LeastTimes && Required(target).FirstSegment == began.FirstSegment));
    }

    private static SagaStreamTarget Target(int segmentMiB, StoreFilling filling)
        => new(new FasterSecStoreOptions { Directory = "", SegmentSizeBytes = (long)segmentMiB << 20, SnapshotIntervalBytes = Never }, filling);

    private static LogProgress Required(SagaStreamTarget target) => target.Progress!.Value;

    private static double Slowest(OpenLoop loop) => LatencyRound.Percentile(loop.Latencies, 99.9) / 1e3;
}

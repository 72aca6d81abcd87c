using HdrHistogram;
using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Load;
using Steno.Benchmarks.Peers;
using Steno.Store;

namespace Steno.Benchmarks.Latency;

/// <summary>
/// Latencies at half load: each side gets, in an open loop, half of what it did in the closed loop just before. Ours has in its
/// window at least two segment switches, snapshots and compaction as its options have them.
/// </summary>
internal sealed class HalfLoadTrial(string name, int callers) : Trial
{
    private const int LeastSegmentSwitches = 2;
    private const long SegmentBytes = 8L << 20;

    /// <summary>How each percentile is called in a claim's name.</summary>
    public static IReadOnlyList<(string Name, double Percentile)> Percentiles { get; } =
        [("p50", 50), ("p90", 90), ("p99", 99), ("p999", 99.9), ("p9999", 99.99), ("max", 100)];

    private readonly (string Name, Func<ILoadTarget> Create)[] _contenders =
    [
        (Contender.Ours, () => new SagaStreamTarget(new FasterSecStoreOptions { Directory = "", SegmentSizeBytes = SegmentBytes })),
        ("rocksdb", () => new RocksDbQueueTarget()),
        ("raw", () => new RawGroupTarget()),
    ];

    private int _round;

    protected override string Name => $"latencies at half load, {callers} callers in the closed loop and as many sagas in the open one: {string.Join("; ", _contenders.Select(contender => $"{contender.Name}: {contender.Create().Settings}"))}";

    /// <summary>The claims that this measures.</summary>
    public IEnumerable<Claim> Claims()
    {
        yield return new FigureClaim($"{name}.p99_over_p50", this, 3, "ratio");
        foreach ((string contender, _) in _contenders)
        {
            foreach ((string percentile, _) in Percentiles)
            {
                yield return new FigureClaim($"{name}.{contender}.{percentile}", this, Claim.NoGoal, "us");
            }
            yield return new FigureClaim($"{name}.{contender}.rate", this, Claim.NoGoal, "records/s");
        }
    }

    protected override Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        Dictionary<string, double> figures = [];
        int seed = ++_round;
        LatencyRound round = new(options, callers);
        foreach ((string contender, Func<ILoadTarget> create) in seed % 2 == 0 ? _contenders : _contenders.Reverse())
        {
            double rate = round.MeasureThroughput(create()) / 2;
            ILoadTarget target = create();
            OpenLoop loop = round.MeasureLatency(target, rate, seed, began => target.Progress is not { } now || now.LastSegment - began.LastSegment >= LeastSegmentSwitches);
            foreach ((string percentile, double value) in Percentiles)
            {
                figures[$"{name}.{contender}.{percentile}"] = LatencyRound.Percentile(loop.Latencies, value);
            }
            figures[$"{name}.{contender}.rate"] = rate;
            figures[$"{contender} sent late at p99.9"] = LatencyRound.Percentile(loop.Lateness, 99.9);
        }
        figures[$"{name}.p99_over_p50"] = figures[$"{name}.{Contender.Ours}.p99"] / figures[$"{name}.{Contender.Ours}.p50"];
        return Task.FromResult(figures);
    }
}

using System.Globalization;

namespace Steno.Benchmarks.Plots;

/// <summary>The charts of docs/performance.md, each from the claims that it shows; one without any is left out.</summary>
internal static class ChartCatalog
{
    private const string Curve = "store.curve.n";
    private const string Latency = "store.latency.half.";
    private static readonly (string Key, string Text)[] s_percentiles = [("p50", "50%"), ("p90", "90%"), ("p99", "99%"), ("p999", "99.9%"), ("p9999", "99.99%"), ("max", "slowest")];
    private static readonly string[] s_contenders = ["steno", "rocksdb", "sqlite", "lmdb", "raw"];

    public static IEnumerable<Chart> From(MeasuredClaims claims) => ((Chart[])
    [
        new("throughput.svg", "Durable records per second, by writers", new("writers, each awaiting its record", IsLogarithmic: true), new("records/s", IsLogarithmic: true), Throughput(claims)),
        new("latency.svg", "Latency at half load, open loop", new("part of the records that were at least as fast", Names: [.. s_percentiles.Select(percentile => percentile.Text)]), new("microseconds from the intended time", IsLogarithmic: true), Latencies(claims)),
        new("open.svg", "Opening after SIGKILL, 500 sagas unfinished, the others dropped", new("sagas that the store has had", IsLogarithmic: true), new("milliseconds"), Growth(claims, "open", "store.open.growth", 1e3)),
        new("index.svg", "Memory of the index", new("sagas in the store", IsLogarithmic: true), new("bytes a saga"), Index(claims)),
        new("chain.svg", "Running a chain of nodes in memory", new("nodes of the chain", IsLogarithmic: true), new("nanoseconds a node"), Growth(claims, "executor", "executor.chain.growth", 1)),
    ]).Where(chart => chart.Series.Count > 0);

    private static ChartSeries[] Throughput(MeasuredClaims claims)
    {
        var points = new Dictionary<string, List<(double X, double Y)>>(StringComparer.Ordinal);
        foreach (string name in claims.NamesFrom(Curve))
        {
            string[] parts = name[Curve.Length..].Split('.', 2);
            if (parts.Length == 2 && claims.ValueOf(name) is { } rate)
            {
                points.TryAdd(parts[1], []);
                points[parts[1]].Add((double.Parse(parts[0], CultureInfo.InvariantCulture), rate));
            }
        }
        return [.. s_contenders.Where(points.ContainsKey).Select(name => new ChartSeries(name, [.. points[name].OrderBy(point => point.X)]))];
    }

    private static ChartSeries[] Latencies(MeasuredClaims claims)
    {
        List<ChartSeries> series = [];
        foreach (string contender in s_contenders)
        {
            List<(double X, double Y)> points = [];
            for (int place = 0; place < s_percentiles.Length; place++)
            {
                if (claims.ValueOf($"{Latency}{contender}.{s_percentiles[place].Key}") is { } microseconds)
                {
                    points.Add((place, microseconds));
                }
            }
            if (points.Count > 0)
            {
                series.Add(new ChartSeries(contender, points));
            }
        }
        return [.. series];
    }

    private static ChartSeries[] Growth(MeasuredClaims claims, string series, string claim, double factor)
        => claims.PointsOf(claim) is { Count: > 0 } points ? [new ChartSeries(series, [.. points.Select(point => (point.X, point.Y * factor))])] : [];

    private static ChartSeries[] Index(MeasuredClaims claims)
    {
        (double X, double Y)[] points = [.. claims.NamesFrom("store.index.").SelectMany(claims.PointsOf).DistinctBy(point => point.X).OrderBy(point => point.X)];
        return points.Length > 0 ? [new ChartSeries("index", points)] : [];
    }
}

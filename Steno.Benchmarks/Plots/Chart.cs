namespace Steno.Benchmarks.Plots;

/// <summary>What a chart shows; <see cref="SvgChartWriter"/> says how it looks.</summary>
internal sealed record Chart(string FileName, string Title, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series);

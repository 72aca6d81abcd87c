namespace Steno.Benchmarks.Plots;

/// <summary>One line of a chart: its name and its points, from left to right.</summary>
internal sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points);

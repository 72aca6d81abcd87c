namespace Steno.Benchmarks.Claims;

internal static class Statistics
{
    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Largest minus smallest, as a part of the median.</summary>
    public static double Spread(double[] values)
    {
        double median = Median(values);
        return median == 0 ? 0 : (values.Max() - values.Min()) / median;
    }
}

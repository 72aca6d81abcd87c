using System.Globalization;

namespace Steno.Benchmarks.Plots;

/// <summary>How one axis of a chart maps values to places between 0 and 1, and where its marks are.</summary>
/// <param name="Label">What it shows, with its unit.</param>
/// <param name="IsLogarithmic">Whether equal steps are equal factors; otherwise it begins at zero.</param>
/// <param name="Names">Names of the places 0, 1, 2 and so on; null for numbers.</param>
internal sealed record ChartAxis(string Label, bool IsLogarithmic = false, IReadOnlyList<string>? Names = null)
{
    /// <summary>The smallest and the largest value of the axis so that all values lie on it, at round numbers.</summary>
    public (double Low, double High) RangeOf(IEnumerable<double> values)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        if (Names is not null)
        {
            return (0, Names.Count - 1);
        }
        if (IsLogarithmic)
        {
            low = PowerOfTen(Math.Floor(Math.Log10(low)));
            high = PowerOfTen(Math.Ceiling(Math.Log10(high)));
            return (low, high > low ? high : low * 10);
        }
        double step = StepOf(high);
        return (0, Math.Ceiling(high / step) * step);
    }

    /// <summary>Where a value lies between the ends of the range.</summary>
    public double Place(double value, (double Low, double High) range)
    {
        if (range.High == range.Low)
        {
            return 0.5;
        }
        return IsLogarithmic && Names is null
            ? Math.Log10(value / range.Low) / Math.Log10(range.High / range.Low)
            : (value - range.Low) / (range.High - range.Low);
    }

    /// <summary>The values that get a mark and a text.</summary>
    public IEnumerable<(double Value, string Text)> Marks((double Low, double High) range)
    {
        if (Names is not null)
        {
            return Names.Select((name, place) => ((double)place, name));
        }
        return IsLogarithmic ? PowersOfTen(range) : Steps(range);
    }

    /// <summary>A number with at most three digits that matter: 1.5 k, 20 M, 0.05.</summary>
    public static string Text(double value)
    {
        (double scaled, string suffix) = Math.Abs(value) switch
        {
            >= 1e9 => (value / 1e9, " G"),
            >= 1e6 => (value / 1e6, " M"),
            >= 1e3 => (value / 1e3, " k"),
            _ => (value, ""),
        };
        return scaled.ToString("0.###", CultureInfo.InvariantCulture) + suffix;
    }

    private static IEnumerable<(double, string)> PowersOfTen((double Low, double High) range)
    {
        int last = (int)Math.Round(Math.Log10(range.High));
        for (int power = (int)Math.Round(Math.Log10(range.Low)); power <= last; power++)
        {
            yield return (PowerOfTen(power), Text(PowerOfTen(power)));
        }
    }

    private static IEnumerable<(double, string)> Steps((double Low, double High) range)
    {
        double step = StepOf(range.High);
        int count = (int)Math.Round(range.High / step);
        for (int mark = 0; mark <= count; mark++)
        {
            yield return (mark * step, Text(mark * step));
        }
    }

    /// <summary>1, 2 or 5 times a power of ten, so that there are four to ten steps.</summary>
    private static double StepOf(double high)
    {
        if (high <= 0)
        {
            return 1;
        }
        double power = PowerOfTen(Math.Floor(Math.Log10(high)));
        return (high / power) switch
        {
            < 2 => power / 5,
            < 5 => power / 2,
            _ => power,
        };
    }

    // Parsed, not computed: Math.Pow may differ in the last bit between machines, and a chart must not.
    private static double PowerOfTen(double exponent)
        => double.Parse("1e" + exponent.ToString("0", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

namespace Steno.Benchmarks.Claims;

/// <summary>What a run says about a claim. A void claim has no value: something acknowledged was not there, or a side failed.</summary>
internal sealed record ClaimResult
{
    public required Claim Claim { get; init; }
    public double? Value { get; init; }
    public bool Meets { get; init; }
    public double? Ours { get; init; }
    public double? Theirs { get; init; }
    public int Rounds { get; init; }
    public double? Spread { get; init; }

    /// <summary>The curve behind the value, for the charts; empty for most.</summary>
    public IReadOnlyList<CurvePoint> Points { get; init; } = [];

    public static ClaimResult VoidOf(Claim claim) => new() { Claim = claim };

    /// <summary>The median of figures of ours that must reach the goal.</summary>
    public static ClaimResult AtLeast(Claim claim, IEnumerable<double> figures)
    {
        ClaimResult result = Of(claim, [.. figures]);
        return result with { Meets = result.Value >= claim.Goal };
    }

    /// <summary>The median of figures of ours that must not exceed the goal.</summary>
    public static ClaimResult AtMost(Claim claim, IEnumerable<double> figures)
    {
        ClaimResult result = Of(claim, [.. figures]);
        return result with { Meets = result.Value <= claim.Goal };
    }

    private static ClaimResult Of(Claim claim, double[] figures)
    {
        double value = Statistics.Median(figures);
        return new() { Claim = claim, Value = value, Ours = value, Theirs = claim.Quoted?.Figure, Rounds = figures.Length, Spread = Statistics.Spread(figures) };
    }
}

namespace Steno.Benchmarks.Claims;

/// <summary>One statement about performance: how it is called, what it is about, and what it must reach.</summary>
internal abstract record Claim(string Name, ISubject Subject, double Goal, string Unit)
{
    /// <summary>The goal of a figure that is only told: nothing is more or less than it.</summary>
    public const double NoGoal = double.NaN;

    /// <summary>A peer's figure that this run does not measure; null when there is none.</summary>
    public Quotation? Quoted { get; init; }
}

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

    public static ClaimResult VoidOf(Claim claim) => new() { Claim = claim };
}

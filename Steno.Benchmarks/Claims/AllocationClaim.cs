using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>Managed bytes that the whole process allocates per acknowledged record, the load's own share included.</summary>
internal sealed record AllocationClaim(string Name, Workload Workload, double Goal) : Claim(Name, Workload, Goal, "B/record")
{
    public override IReadOnlyList<string> Peers => [];

    public override ClaimResult Read(IReadOnlyDictionary<string, List<RoundResult>> rounds)
    {
        double[] bytes = rounds[Contender.Ours].Select(round => round.BytesPerRecord).ToArray();
        double value = Statistics.Median(bytes);
        return new ClaimResult
        {
            Claim = this,
            Value = value,
            Meets = value <= Goal,
            Ours = value,
            Theirs = null,
            Rounds = bytes.Length,
            Spread = Statistics.Spread(bytes),
        };
    }
}

using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>The records per second of one contender, ours or a peer: a point of a curve, without a goal.</summary>
internal sealed record CurveClaim(string Name, Workload Workload, string ContenderName) : WorkloadClaim(Name, Workload, NoGoal, $"{Workload.Item}s/s")
{
    public override IReadOnlyList<string> Peers => ContenderName == Contender.Ours ? [] : [ContenderName];

    public override ClaimResult Read(IReadOnlyDictionary<string, List<RoundResult>> rounds)
        => ClaimResult.AtLeast(this, rounds[ContenderName].Select(round => round.RecordsPerSecond));
}

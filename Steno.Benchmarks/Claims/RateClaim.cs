using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>Our records or sagas per second alone, against a fixed goal.</summary>
internal sealed record RateClaim(string Name, Workload Workload, double Goal) : WorkloadClaim(Name, Workload, Goal, $"{Workload.Item}s/s")
{
    public override ClaimResult Read(IReadOnlyDictionary<string, List<RoundResult>> rounds)
        => ClaimResult.AtLeast(this, rounds[Contender.Ours].Select(round => round.RecordsPerSecond));
}

using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>Managed bytes that the whole process allocates per acknowledged record or saga, or per commit; the load's own share included.</summary>
internal sealed record AllocationClaim(string Name, Workload Workload, double Goal, bool IsPerCommit = false)
    : WorkloadClaim(Name, Workload, Goal, $"B/{(IsPerCommit ? "commit" : Workload.Item)}")
{
    public override ClaimResult Read(IReadOnlyDictionary<string, List<RoundResult>> rounds)
        => ClaimResult.AtMost(this, rounds[Contender.Ours].Select(round => IsPerCommit ? round.BytesPerCommit : round.BytesPerRecord));
}

using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>A claim that is read from the rounds of a workload.</summary>
internal abstract record WorkloadClaim(string Name, Workload Workload, double Goal, string Unit) : Claim(Name, Workload, Goal, Unit)
{
    /// <summary>The contenders other than ours whose rounds this claim needs; of those that can run, the best counts.</summary>
    public virtual IReadOnlyList<string> Peers => [];

    /// <summary>Reads the claim from rounds that were run interleaved: the same index is the same round.</summary>
    public abstract ClaimResult Read(IReadOnlyDictionary<string, List<RoundResult>> rounds);
}

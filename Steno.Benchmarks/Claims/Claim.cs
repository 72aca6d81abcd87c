using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>One statement about performance: how it is called, what it must reach, and how it is read from measured rounds.</summary>
internal abstract record Claim(string Name, Workload Workload, double Goal, string Unit)
{
    /// <summary>The contenders other than ours whose rounds this claim needs; of those that can run, the best counts.</summary>
    public abstract IReadOnlyList<string> Peers { get; }

    /// <summary>Reads the claim from rounds that were run interleaved: the same index is the same round.</summary>
    public abstract ClaimResult Read(IReadOnlyDictionary<string, List<RoundResult>> rounds);
}

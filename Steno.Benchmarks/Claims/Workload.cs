using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>A number of closed-loop callers and everyone who can serve them; several claims may read the same rounds.</summary>
/// <param name="Name">For the log.</param>
/// <param name="Callers">How many callers there are.</param>
/// <param name="Contenders">Who can serve them; ours first.</param>
/// <param name="Item">What one call makes.</param>
/// <param name="PrimingMs">How long each contender runs before the first round.</param>
/// <param name="QuickRounds">How many rounds a quick run has; null for as many as any other has.</param>
internal sealed record Workload(string Name, int Callers, IReadOnlyList<Contender> Contenders, string Item = "record", int PrimingMs = 300, int? QuickRounds = null) : ISubject
{
    public string? FindObstacle(Claim claim)
    {
        Contender[] peers = [.. Contenders.Where(contender => ((WorkloadClaim)claim).Peers.Contains(contender.Name))];
        string[] obstacles = [.. peers.Select(peer => peer.FindObstacle?.Invoke()).OfType<string>()];
        return obstacles.Length > 0 && obstacles.Length == peers.Length ? string.Join("; ", obstacles) : null;
    }

    public IReadOnlyList<ClaimResult> Measure(IReadOnlyList<Claim> claims, ClaimsOptions options, TextWriter log)
    {
        WorkloadClaim[] own = [.. claims.Cast<WorkloadClaim>()];
        Contender[] needed = [.. Contenders.Where(contender =>
            contender.Name == Contender.Ours || (contender.FindObstacle?.Invoke() is null && own.Any(claim => claim.Peers.Contains(contender.Name))))];
        IReadOnlyDictionary<string, List<RoundResult>> rounds = new WorkloadRunner(options, log).Run(this, needed);
        return [.. own.Select(claim => claim.Read(rounds))];
    }
}

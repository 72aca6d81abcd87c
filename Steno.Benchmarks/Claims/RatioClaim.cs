using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>Our records/s over theirs, round by round; the median ratio counts, against the best of the named peers.</summary>
internal sealed record RatioClaim(string Name, Workload Workload, double Goal, params string[] PeerNames)
    : WorkloadClaim(Name, Workload, Goal, "ratio")
{
    public override IReadOnlyList<string> Peers => PeerNames;

    public override ClaimResult Read(IReadOnlyDictionary<string, List<RoundResult>> rounds)
    {
        double[] ours = RatesOf(rounds[Contender.Ours]);
        double[] theirs = PeerNames.Where(rounds.ContainsKey).Select(peer => RatesOf(rounds[peer])).MaxBy(Statistics.Median)!;
        double[] ratios = ours.Zip(theirs, (our, their) => our / their).ToArray();
        double value = Statistics.Median(ratios);
        return new ClaimResult
        {
            Claim = this,
            Value = value,
            Meets = value >= Goal,
            Ours = Statistics.Median(ours),
            Theirs = Statistics.Median(theirs),
            Rounds = ratios.Length,
            Spread = Statistics.Spread(ratios),
        };
    }

    private static double[] RatesOf(List<RoundResult> rounds) => rounds.Select(round => round.RecordsPerSecond).ToArray();
}

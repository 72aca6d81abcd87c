using System.Globalization;

namespace Steno.Benchmarks.Claims;

/// <summary>
/// A measurement other than a closed loop of callers. Each round gives one number for every figure, the median of the rounds
/// counts; a first round is thrown away, for the JIT.
/// </summary>
internal abstract class Trial : ISubject
{
    protected abstract string Name { get; }

    /// <summary>How many rounds count; 1 for what takes so long that it is not primed either.</summary>
    protected virtual int RoundsOf(ClaimsOptions options) => options.Rounds;

    /// <summary>Runs one round.</summary>
    /// <returns>The figures by the names of their claims.</returns>
    protected abstract Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options);

    public IReadOnlyList<ClaimResult> Measure(IReadOnlyList<Claim> claims, ClaimsOptions options, TextWriter log)
    {
        log.WriteLine($"{Name}:");
        int count = RoundsOf(options);
        if (count > 1)
        {
            RunRound(options);
        }
        List<Dictionary<string, double>> rounds = [];
        for (int round = 0; round < count; round++)
        {
            rounds.Add(RunRound(options));
            log.WriteLine($"  round {round + 1} {string.Join(", ", rounds[round].Select(figure => FormattableString.Invariant($"{figure.Key} {figure.Value:N3}")))}");
        }
        return [.. claims.Select(claim => ClaimResult.AtMost(claim, rounds.Select(round => round[claim.Name])) with { Points = PointsOf(claim, rounds) })];
    }

    /// <summary>The name of a figure that is one point of a claim's curve.</summary>
    protected static string PointName(string claim, long x) => string.Create(CultureInfo.InvariantCulture, $"{claim}@{x}");

    private static CurvePoint[] PointsOf(Claim claim, List<Dictionary<string, double>> rounds)
    {
        string start = claim.Name + "@";
        return [.. rounds[0].Keys.Where(key => key.StartsWith(start, StringComparison.Ordinal))
            .Select(key => new CurvePoint(long.Parse(key.AsSpan(start.Length), CultureInfo.InvariantCulture), Statistics.Median([.. rounds.Select(round => round[key])])))
            .OrderBy(point => point.X)];
    }

    private Dictionary<string, double> RunRound(ClaimsOptions options)
    {
        try
        {
            return Task.Run(() => RunRoundAsync(options)).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is not VoidClaimException)
        {
            throw new VoidClaimException($"{Name} failed: {failure}", failure);
        }
    }
}

using System.Diagnostics;
using Steno.Benchmarks.Claims;

namespace Steno.Benchmarks.Json;

/// <summary>
/// Two ways of doing the same, in turns: ours and theirs, each going over all inputs again and again for its part of the
/// window. Each round gives a ratio, the median counts. Nothing but the work itself is in the time.
/// </summary>
/// <param name="name">What is done, for the log.</param>
/// <param name="inputCount">How many inputs one call of a side goes over.</param>
/// <param name="ours">Goes over all inputs once.</param>
/// <param name="theirs">The same with the peer.</param>
internal sealed class JsonRace(string name, int inputCount, Action ours, Action theirs) : ISubject
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    public IReadOnlyList<ClaimResult> Measure(IReadOnlyList<Claim> claims, ClaimsOptions options, TextWriter log)
    {
        log.WriteLine($"{name}:");
        TimeSpan window = options.Window / 10;
        WarmUp();
        List<(double Ours, double Theirs)> rounds = [];
        for (int round = 0; round < options.Rounds; round++)
        {
            rounds.Add((Time(ours, window), Time(theirs, window)));
            log.WriteLine(FormattableString.Invariant($"  round {round + 1} ours {rounds[round].Ours:N1} ns, theirs {rounds[round].Theirs:N1} ns"));
        }
        double allocated = AllocatedBytes();
        return [.. claims.Select(claim => Read(claim, rounds, allocated))];
    }

    /// <summary>
    /// Both sides in turns for a while. The JIT compiles a method again after thirty calls and once more with what it learned from
    /// them, each time in the background and only when nothing new has come up for a tenth of a second.
    /// </summary>
    private void WarmUp()
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_warmUp;)
        {
            Time(ours, s_warmUp / 20);
            Time(theirs, s_warmUp / 20);
        }
    }

    private static ClaimResult Read(Claim claim, List<(double Ours, double Theirs)> rounds, double allocated)
    {
        if (claim is JsonAllocationClaim)
        {
            return ClaimResult.AtMost(claim, [allocated]);
        }
        ClaimResult result = ClaimResult.AtLeast(claim, rounds.Select(round => round.Theirs / round.Ours));
        return result with { Ours = Statistics.Median([.. rounds.Select(round => round.Ours)]), Theirs = Statistics.Median([.. rounds.Select(round => round.Theirs)]) };
    }

    /// <summary>Nanoseconds for one input.</summary>
    private double Time(Action side, TimeSpan window)
    {
        long start = Stopwatch.GetTimestamp();
        long count = 0;
        do
        {
            side();
            count += inputCount;
        }
        while (Stopwatch.GetElapsedTime(start) < window);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    /// <summary>Managed bytes that our side allocates for one input.</summary>
    private double AllocatedBytes()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ours();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)inputCount;
    }
}

/// <summary>How many times as fast as the peer ours is; the figures are nanoseconds.</summary>
internal sealed record SpeedupClaim(string Name, JsonRace Race, double Goal) : Claim(Name, Race, Goal, "ratio");

/// <summary>Managed bytes that ours allocates for one input.</summary>
internal sealed record JsonAllocationClaim(string Name, JsonRace Race, double Goal) : Claim(Name, Race, Goal, "B/input");

using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>
/// Runs the rounds of one workload: in each round every contender once, in alternating order, so that a drift of the
/// machine hits all of them alike. A short unmeasured round of each goes first, for the JIT and the disk.
/// </summary>
internal sealed class WorkloadRunner(ClaimsOptions options, TextWriter log)
{
    /// <summary>What a window of ours must contain: without it the background's cost would be left out.</summary>
    private const int LeastSegmentSwitches = 2;

    /// <exception cref="VoidClaimException">A side failed, or an acknowledged record of ours was lost.</exception>
    public IReadOnlyDictionary<string, List<RoundResult>> Run(Workload workload, IReadOnlyList<Contender> contenders)
    {
        log.WriteLine($"{workload.Name}:");
        foreach (Contender contender in contenders)
        {
            log.WriteLine($"  {contender.Name}: {contender.CreateFor(options).Settings}");
            RunOnce(workload, contender, TimeSpan.Zero, TimeSpan.FromMilliseconds(workload.PrimingMs), switches: 0);
        }
        Dictionary<string, List<RoundResult>> results = contenders.ToDictionary(contender => contender.Name, _ => new List<RoundResult>());
        for (int round = 0; round < (options.IsQuick ? workload.QuickRounds ?? options.Rounds : options.Rounds); round++)
        {
            foreach (Contender contender in round % 2 == 0 ? contenders : contenders.Reverse())
            {
                RoundResult result = RunOnce(workload, contender, options.WarmUp, options.Window, LeastSegmentSwitches);
                results[contender.Name].Add(result);
                log.WriteLine(FormattableString.Invariant($"  round {round + 1} {contender.Name}: {result.RecordsPerSecond:N0} {workload.Item}s/s, {result.BytesPerRecord:N1} B/{workload.Item}{(result.SegmentSwitches is { } count ? $", {count} segment switches, {result.Commits:N0} commits" : "")}"));
            }
        }
        return results;
    }

    private RoundResult RunOnce(Workload workload, Contender contender, TimeSpan warmUp, TimeSpan window, int switches)
    {
        try
        {
            using RoundDirectory directory = new(options.ParentDirectory);
            ILoadTarget target = contender.CreateFor(options);
            ClosedLoop loop = new(target, workload.Callers);
            RoundResult result;
            try
            {
                target.Open(directory.Path, workload.Callers);
                result = loop.Run(warmUp, window, switches);
            }
            finally
            {
                target.Close();
            }
            if (result.SegmentSwitches < switches)
            {
                throw new VoidClaimException($"{contender.Name}: the window of {result.Seconds:N1} s had {result.SegmentSwitches} segment switches, it must have {switches}");
            }
            return target.FindLoss(directory.Path, loop.Acknowledged) is { } loss ? throw new VoidClaimException($"{contender.Name}: {loss}") : result;
        }
        catch (Exception failure) when (failure is not VoidClaimException)
        {
            throw new VoidClaimException($"{contender.Name} failed: {(failure as AggregateException)?.InnerException ?? failure}", failure);
        }
    }
}

using System.Diagnostics;
using Steno.Benchmarks.Claims;
using Steno.Store;

namespace Steno.Benchmarks.Sagas;

/// <summary>How many milliseconds one saga takes from its start to its result when nothing else runs, by the names of the claims.</summary>
internal sealed class TimesTrial(params (string Claim, Func<Dag> Dag)[] sagas) : Trial
{
    protected override string Name => "one saga at a time, in memory";

    protected override async Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        Dictionary<string, double> figures = [];
        foreach ((string claim, Func<Dag> dag) in sagas)
        {
            figures[claim] = await MeasureAsync(dag(), options).ConfigureAwait(false);
        }
        return figures;
    }

    /// <summary>Milliseconds a saga: the mean over as many as fit a part of the window, at least one.</summary>
    public static async Task<double> MeasureAsync(Dag dag, ClaimsOptions options)
    {
        await using InMemorySecStore store = new();
        await using SagaHost host = new(store);
        SagaDag saga = SagaDags.Prepare(dag);
        TimeSpan window = options.Window / 10;
        // What was left behind so far is not the sagas' to clean up.
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        int count = 0;
        do
        {
            await host.RunAsync(SagaIds.Of(0, count++), saga).ConfigureAwait(false);
        }
        while (Stopwatch.GetElapsedTime(start) < window);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
    }
}

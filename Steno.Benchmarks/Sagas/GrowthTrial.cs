using Steno.Benchmarks.Claims;

namespace Steno.Benchmarks.Sagas;

/// <summary>How the time for one node of a chain grows with the length of the chain: the largest over the smallest.</summary>
internal sealed class GrowthTrial(string claim, params int[] lengths) : Trial
{
    protected override string Name => "time per node in chains of different lengths, in memory";

    protected override async Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        Dictionary<string, double> figures = [];
        foreach (int length in lengths)
        {
            figures[PointName(claim, length)] = await TimesTrial.MeasureAsync(SagaDags.Chain(length), options).ConfigureAwait(false) * 1e6 / length;
        }
        figures[claim] = figures.Values.Max() / figures.Values.Min();
        return figures;
    }
}

using System.Diagnostics;
using Steno.Benchmarks.Claims;

namespace Steno.Benchmarks.Sagas;

/// <summary>
/// What comes before a saga's start, in microseconds: building its graph (from the first node appended to the compiled shape),
/// and under the name with <c>.json</c> the text of it that the saga's record keeps.
/// </summary>
internal sealed class BuildTrial(params (string Claim, Func<Dag> Dag)[] sagas) : Trial
{
    protected override string Name => "building graphs and writing them as JSON";

    protected override Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        Dictionary<string, double> figures = [];
        foreach ((string claim, Func<Dag> dag) in sagas)
        {
            TimeSpan building = default;
            TimeSpan writing = default;
            int count = 0;
            GC.Collect();
            do
            {
                long start = Stopwatch.GetTimestamp();
                SagaDag saga = SagaDags.Compile(dag());
                long built = Stopwatch.GetTimestamp();
                saga.ToSortedJson();
                building += Stopwatch.GetElapsedTime(start, built);
                writing += Stopwatch.GetElapsedTime(built);
                count++;
            }
            while (building < options.Window / 10);
            figures[claim] = building.TotalMicroseconds / count;
            figures[$"{claim}.json"] = writing.TotalMicroseconds / count;
        }
        return Task.FromResult(figures);
    }
}

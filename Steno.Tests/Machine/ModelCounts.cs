using System.Globalization;

namespace Steno.Tests.Machine;

/// <summary>How much was looked at. An execution is one way from the beginning, or from a recovery, to an end.</summary>
internal struct ModelCounts
{
    public int Dags;
    public int States;
    public int Ends;
    public double Executions;
    public int StatesWithCrashes;
    public int Recoveries;
    public double ExecutionsWithCrashes;

    public static ModelCounts operator +(ModelCounts left, ModelCounts right) => new()
    {
        Dags = left.Dags + right.Dags,
        States = left.States + right.States,
        Ends = left.Ends + right.Ends,
        Executions = left.Executions + right.Executions,
        StatesWithCrashes = left.StatesWithCrashes + right.StatesWithCrashes,
        Recoveries = left.Recoveries + right.Recoveries,
        ExecutionsWithCrashes = left.ExecutionsWithCrashes + right.ExecutionsWithCrashes,
    };

    public override readonly string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Dags} DAGs: {States:N0} states, {Ends:N0} ends, {Executions:G4} executions; with crashes {Recoveries:N0} recovered logs, {StatesWithCrashes:N0} states, {ExecutionsWithCrashes:G4} executions");
}

using Xunit.Abstractions;

namespace Steno.Tests.Machine;

public class MachineModelTests(ITestOutputHelper output)
{
    /// <summary>STENO_LONG_MODEL=1 goes one action further; the last one with one order of each log only.</summary>
    private static readonly int ActionsAtMost = Environment.GetEnvironmentVariable("STENO_LONG_MODEL") == "1" ? 6 : 5;

    [Fact]
    public void Machine_EveryOutcomeOrderAndCrash_EndsRight()
    {
        for (int actions = 1; actions <= ActionsAtMost; actions++)
        {
            ModelCounts counts = default;
            foreach (ModelDag dag in ModelDags.WithActions(actions))
            {
                counts += ModelChecker.Check(dag, new RealMachine(), inEveryOrder: actions < ActionsAtMost);
            }
            output.WriteLine($"{actions} actions, {counts}");
        }
    }

    [Fact]
    public void Machine_GraphsThatAreNoStages_EndRight()
    {
        ModelCounts counts = default;
        for (int actions = 1; actions < ActionsAtMost; actions++)
        {
            foreach (ModelDag dag in ModelDags.AnyGraph(actions))
            {
                counts += ModelChecker.Check(dag, new RealMachine());
            }
        }
        output.WriteLine($"any graph, {counts}");
    }

    [Fact]
    public void Machine_EverySingleInjection_EndsRight()
    {
        ModelCounts counts = default;
        for (int actions = 1; actions < ActionsAtMost - 1; actions++)
        {
            foreach (ModelDag dag in ModelDags.WithActions(actions))
            {
                foreach (ModelInjection injection in ModelInjection.Of(dag))
                {
                    counts += ModelChecker.Check(dag, new RealMachine(), injection);
                }
            }
        }
        output.WriteLine($"with injections, {counts}");
    }
}

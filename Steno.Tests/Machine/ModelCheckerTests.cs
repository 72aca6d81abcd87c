namespace Steno.Tests.Machine;

/// <summary>The model checker itself: both defects of the Rust crate, put back in, must be found.</summary>
public class ModelCheckerTests
{
    private static ModelDag Dag(string text) => ModelDags.WithActions(3).Single(dag => dag.Text == text);

    [Fact]
    public void Checker_NeverStartedChildOfUndoneParentRefused_FindsIt()
    {
        ModelViolation found = Assert.Throws<ModelViolation>(() => ModelChecker.Check(Dag("(a|b),c"), new StrictParentsMachine()));
        Assert.Contains("it never started and its parent was undone", found.Message);
    }

    [Fact]
    public void Checker_NeverStartedChildRefusedWhereNoneCanBe_FindsNothing()
        => Assert.Equal(1, ModelChecker.Check(Dag("a,b,c"), new StrictParentsMachine()).Dags);

    [Fact]
    public void Checker_ErrorsKnownOnlyAfterTheNextEvent_FindsIt()
    {
        ModelViolation found = Assert.Throws<ModelViolation>(() => ModelChecker.Check(Dag("a,b,c"), new LateErrorsMachine()));
        Assert.Contains("the failed node is -1", found.Message);
    }
}

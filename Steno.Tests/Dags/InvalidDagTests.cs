using System.Globalization;

namespace Steno.Tests.Dags;

/// <summary>One wrong graph after the other, each with the node that the error must name.</summary>
public class InvalidDagTests
{
    // A sound one to compare with: "p (p a )sub z START END", "0>1 1>2 2>3 3>4 5>0 4>6".
    [Theory]
    [InlineData(InvalidDagProblem.BadIndex, 9, "a START END", "1>0 0>2", 9L, null)]
    [InlineData(InvalidDagProblem.BadIndex, 4294967295, "a START END", "1>0 0>2", null, 4294967295L)]
    [InlineData(InvalidDagProblem.BadIndex, 3, "a START END", "1>0 0>2 3>0", null, null)]
    [InlineData(InvalidDagProblem.BadIndex, 4294967295, "a START END", "1>0 0>4294967295", null, null)]
    [InlineData(InvalidDagProblem.BadIndex, 0, "", "", 0L, 0L)]
    [InlineData(InvalidDagProblem.WrongStartNode, 0, "a START END", "1>0 0>2", 0L, null)]
    [InlineData(InvalidDagProblem.WrongStartNode, 2, "a START START END", "1>0 2>0 0>3", null, null)]
    [InlineData(InvalidDagProblem.WrongStartNode, 1, "a START END", "1>0 0>2 0>1", null, null)]
    [InlineData(InvalidDagProblem.WrongStartNode, 1, "a START END b", "1>0 0>2 3>1", null, null)]
    [InlineData(InvalidDagProblem.WrongEndNode, 1, "a START END", "1>0 0>2", null, 1L)]
    [InlineData(InvalidDagProblem.WrongEndNode, 3, "a START END END", "1>0 0>2 0>3", null, null)]
    [InlineData(InvalidDagProblem.WrongEndNode, 2, "a START END b", "1>0 0>2 2>3", null, null)]
    [InlineData(InvalidDagProblem.WrongEndNode, 1, "START END", "0>1", null, null)]
    [InlineData(InvalidDagProblem.Cycle, 0, "a START END", "1>0 0>2 0>0", null, null)]
    [InlineData(InvalidDagProblem.Cycle, 1, "a b START END", "2>0 0>1 1>1 1>3", null, null)]
    [InlineData(InvalidDagProblem.DuplicateEdge, 0, "a START END", "1>0 0>2 1>0", null, null)]
    [InlineData(InvalidDagProblem.DuplicateEdge, 3, "a b c d START END", "4>0 0>1 0>2 1>3 2>3 1>3 3>5", null, null)]
    [InlineData(InvalidDagProblem.Orphan, 1, "a b START END", "2>0 0>3", null, null)]
    [InlineData(InvalidDagProblem.Orphan, 1, "a b START END", "2>0 0>3 0>1", null, null)]
    [InlineData(InvalidDagProblem.Orphan, 1, "a b c START END", "3>0 0>2 1>2 2>4", null, null)]
    [InlineData(InvalidDagProblem.Orphan, 0, "START a END", "1>2", null, null)]
    [InlineData(InvalidDagProblem.Orphan, 0, "END a START", "2>1", null, null)]
    [InlineData(InvalidDagProblem.SeveralEnds, 3, "a b START END", "2>0 2>1 0>3 1>3", null, null)]
    [InlineData(InvalidDagProblem.SeveralEnds, 4, "p (p a b )sub START END", "5>0 0>1 1>2 1>3 2>4 3>4 4>6", null, null)]
    [InlineData(InvalidDagProblem.UnbalancedSubsaga, 1, "a )sub START END", "2>0 0>1 1>3", null, null)]
    [InlineData(InvalidDagProblem.UnbalancedSubsaga, 4, "p (p a START END", "3>0 0>1 1>2 2>4", null, null)]
    [InlineData(InvalidDagProblem.UnbalancedSubsaga, 2, "p (p )sub START END", "3>0 0>1 1>2 2>4", null, null)]
    [InlineData(InvalidDagProblem.UnbalancedSubsaga, 4, "p (p a )one )two z START END", "6>0 0>1 1>2 2>3 2>4 3>5 4>5 5>7", null, null)]
    [InlineData(InvalidDagProblem.UnbalancedSubsaga, 4, "p (p a )sub z START END", "5>0 0>1 1>2 2>3 3>4 2>4 4>6", null, null)]
    [InlineData(InvalidDagProblem.UnbalancedSubsaga, 2, "p (p a )sub START END", "4>0 0>1 1>2 0>2 2>3 3>5", null, null)]
    [InlineData(InvalidDagProblem.MissingSubsagaParameters, 1, "p (q a )sub START END", "4>0 0>1 1>2 2>3 3>5", null, null)]
    [InlineData(InvalidDagProblem.MissingSubsagaParameters, 1, "p (a a )sub START END", "4>0 0>1 1>2 2>3 3>5", null, null)]
    [InlineData(InvalidDagProblem.MissingSubsagaParameters, 1, "p (sub a )sub START END", "4>0 0>1 1>2 2>3 3>5", null, null)]
    [InlineData(InvalidDagProblem.MissingSubsagaParameters, 2, "p x (x a )sub z START END", "6>0 0>1 0>2 2>3 3>4 4>5 1>5 5>7", null, null)]
    [InlineData(InvalidDagProblem.MissingSubsagaParameters, 2, "p (p (p a )in )sub START END", "6>0 0>1 1>2 2>3 3>4 4>5 5>7", null, null)]
    [InlineData(InvalidDagProblem.DuplicateName, 1, "a a START END", "2>0 0>1 1>3", null, null)]
    [InlineData(InvalidDagProblem.DuplicateName, 3, "sub (sub a )sub START END", "4>0 0>1 1>2 2>3 3>5", null, null)]
    [InlineData(InvalidDagProblem.DuplicateName, 3, "p (p a a )sub START END", "5>0 0>1 1>2 2>3 3>4 4>6", null, null)]
    public void Validate_OfAWrongGraph_NamesTheProblemAndTheNode(InvalidDagProblem problem, uint node, string nodes, string edges, long? start, long? end)
    {
        SagaDag saga = GraphText.Saga(nodes, edges, start, end);
        InvalidDagException thrown = Assert.Throws<InvalidDagException>(saga.Validate);
        Assert.Equal((problem, node), (thrown.Problem, thrown.Node.Value));
        DagNode? about = node < saga.AllNodes.Length ? saga.AllNodes[(int)node] : null;
        Assert.Equal(about?.Name, thrown.NodeName);
        Assert.Equal("test", thrown.SagaName.Value);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"node {node} {(about is null ? "" : $"\"{about.DisplayName}\" ")}"), thrown.Message, StringComparison.Ordinal);
        // What failed once fails again: nothing half-made was kept.
        Assert.Throws<InvalidDagException>(saga.Validate);
    }

    [Theory]
    [InlineData("a b c START END", "3>0 0>1 1>2 2>1 2>4", 1, 2)]
    [InlineData("a b c d e START END", "5>0 0>1 1>2 2>3 3>1 3>4 4>6", 1, 3)]
    [InlineData("p (p a )sub z START END", "5>0 0>1 1>2 2>3 3>1 3>4 4>6", 1, 3)]
    // The nodes behind a cycle wait as well, and are not on it.
    [InlineData("z a b START END", "3>1 1>2 2>1 2>0 0>4", 1, 2)]
    public void Validate_OfACycle_NamesANodeOnIt(string nodes, string edges, uint first, uint last)
    {
        InvalidDagException thrown = Assert.Throws<InvalidDagException>(GraphText.Saga(nodes, edges).Validate);
        Assert.Equal(InvalidDagProblem.Cycle, thrown.Problem);
        Assert.InRange(thrown.Node.Value, first, last);
    }

    [Fact]
    public void EveryProblem_HasACase()
        => Assert.Equal(
            Enum.GetValues<InvalidDagProblem>(),
            typeof(InvalidDagTests).GetMethod(nameof(Validate_OfAWrongGraph_NamesTheProblemAndTheNode))!
                .GetCustomAttributesData().Where(data => data.AttributeType == typeof(InlineDataAttribute))
                .Select(data => (InvalidDagProblem)(int)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)[0].Value!)
                .Distinct().Order());

    [Fact]
    public void Parameters_WithoutAStartNode_AreAnError()
    {
        Assert.Equal(InvalidDagProblem.WrongStartNode, Assert.Throws<InvalidDagException>(() => GraphText.Saga("a START END", "1>0 0>2", start: 0).Parameters).Problem);
        Assert.Equal(InvalidDagProblem.BadIndex, Assert.Throws<InvalidDagException>(() => GraphText.Saga("a START END", "1>0 0>2", start: 7).Parameters).Problem);
    }
}

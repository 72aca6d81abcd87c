namespace Steno.Tests.Dags;

public class SagaShapeTests
{
    [Fact]
    public void Shape_OfNestedSubsagas_KnowsScopesAndEnds()
    {
        // p (mid mp (innermost n1 )innersub m2 )midsub z START END
        // 0 1    2  3          4  5         6  7       8 9     10
        SagaShape shape = new SagaDag(GoldenShapes.All["nested"], default).Shape;
        Assert.Equal((11, 9, 10, 8), (shape.Count, shape.Start, shape.End, shape.OutputNode));
        Assert.Equal([9, 1, 1, 3, 3, 1, 1, 9, 9, 9, 9], Enumerable.Range(0, 11).Select(shape.ScopeOf));
        Assert.Equal((9, 1), (shape.OuterScopeOf(1), shape.OuterScopeOf(3)));
        Assert.Equal((3, 1), (shape.MatchingStart(5), shape.MatchingStart(7)));
        Assert.Equal((-1, 0, 2), (shape.ParamsNodeOf(9), shape.ParamsNodeOf(1), shape.ParamsNodeOf(3)));
        Assert.Equal([9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10], shape.TopologicalOrder.ToArray());
        Assert.Equal("p", shape[0].DisplayName);
        Assert.Equal(["(subsaga start)", "(start)", "(end)"], new[] { 1, 9, 10 }.Select(node => shape[node].DisplayName));
        Assert.All(new[] { 1, 3, 9 }, scope => Assert.True(shape.IsStaged(scope)));
    }

    [Fact]
    public void ParentsAndChildren_StandInTheOrderOfTheEdges()
    {
        SagaShape shape = GraphText.Saga("a b c d START END", "4>0 0>2 0>1 2>3 1>3 3>5").Shape;
        Assert.Equal([2, 1], shape.ChildrenOf(0).ToArray());
        Assert.Equal([2, 1], shape.ParentsOf(3).ToArray());
        Assert.Equal([4], shape.ParentsOf(0).ToArray());
        Assert.True(shape.ParentsOf(4).IsEmpty);
        Assert.True(shape.ChildrenOf(5).IsEmpty);
        Assert.Equal([4, 0, 2, 1, 3, 5], shape.TopologicalOrder.ToArray());
    }

    [Fact]
    public void TryFindAncestor_SeesOnlyItsOwnSagaOrSubsaga()
    {
        SagaShape shape = new SagaDag(GoldenShapes.All["nested"], default).Shape;
        Assert.Equal(["p", "midsub"], Visible(shape, 8));
        Assert.Equal(["mp", "innersub"], Visible(shape, 6));
        Assert.Equal(["mp"], Visible(shape, 3));
        Assert.Empty(Visible(shape, 4));
        Assert.Equal(["p"], Visible(shape, 7));
        Assert.Equal(["p", "midsub", "z"], Visible(shape, 10));
        Assert.Empty(Visible(shape, 9));

        Assert.False(shape.TryFindAncestor(7, new NodeName("midsub"), includeSelf: false, out _));
        Assert.True(shape.TryFindAncestor(7, new NodeName("midsub"), includeSelf: true, out int self));
        Assert.Equal(7, self);
        Assert.True(shape.HasNamed(9, new NodeName("z")));
        Assert.False(shape.HasNamed(9, new NodeName("n1")));
        Assert.True(shape.HasNamed(3, new NodeName("n1")));
    }

    [Fact]
    public void Names_UsedInSeveralSubsagas_AreFoundEachInItsOwn()
    {
        Dag inner = GoldenShapes.Stages("inner", "a", "b");
        SagaShape shape = new SagaDag(
            new DagBuilder(new SagaName("outer")).Append(GoldenShapes.Act("a"))
                .AppendParallel(Node.Subsaga("left", inner, "a"), Node.Subsaga("right", inner, "a"))
                .Append(GoldenShapes.Act("b")).Build(),
            default).Shape;
        // a (inner a b )left (inner a b )right b
        // 0 1      2 3 4     5      6 7 8      9
        foreach ((int node, int expected) in new[] { (3, 2), (7, 6), (9, 0), (4, 0), (8, 0), (1, 0), (5, 0) })
        {
            Assert.True(shape.TryFindAncestor(node, new NodeName("a"), includeSelf: false, out int ancestor));
            Assert.Equal(expected, ancestor);
        }
        Assert.False(shape.TryFindAncestor(8, new NodeName("left"), includeSelf: false, out _));
    }

    [Fact]
    public void Shape_OfOneSaga_IsMadeOnce()
    {
        SagaDag saga = new(GoldenShapes.All["nested"], default);
        SagaShape[] shapes = new SagaShape[8];
        Parallel.For(0, shapes.Length, i => shapes[i] = saga.Shape);
        Assert.All(shapes, shape => Assert.Same(saga.Shape, shape));
    }

    private static IEnumerable<string> Visible(SagaShape shape, int node)
    {
        string[] visible = [.. shape.AncestorsOf(node).Select(ancestor => shape[ancestor].DisplayName)];
        Assert.All(visible, name => Assert.True(shape.TryFindAncestor(node, new NodeName(name), includeSelf: false, out _)));
        return visible;
    }
}

using Steno.Json;

namespace Steno.Tests.Dags;

public class DagBuilderTests
{
    private static readonly SagaName Name = new("test");

    private static Dag Inner => GoldenShapes.Stages("inner", "i");

    [Fact]
    public void Build_WithoutNodes_SaysThatThereIsNoLastNode()
    {
        DagBuildException problem = Fails(new DagBuilder(Name));
        Assert.Equal(DagBuildProblem.NoSingleLastNode, problem.Problem);
        Assert.Null(problem.Node);
        Assert.Equal("The DAG of saga \"test\" cannot be built: it has no nodes, and its last stage must be one node, whose output is the saga's.", problem.Message);
    }

    [Fact]
    public void Build_EndingWithSeveralNodes_FailsUntilOneIsAppended()
    {
        DagBuilder builder = new DagBuilder(Name).AppendParallel(GoldenShapes.Act("a"), GoldenShapes.Act("b"));
        DagBuildException problem = Fails(builder);
        Assert.Equal(DagBuildProblem.NoSingleLastNode, problem.Problem);
        Assert.Contains("2 nodes", problem.Message, StringComparison.Ordinal);
        Assert.Equal(3, builder.Append(GoldenShapes.Act("c")).Build().Nodes.Length);
    }

    [Fact]
    public void AppendParallel_OfNothing_IsAnEmptyStage()
    {
        Assert.Equal(DagBuildProblem.EmptyStage, Fails(new DagBuilder(Name).AppendParallel()).Problem);
        Assert.Equal(DagBuildProblem.EmptyStage, Fails(new DagBuilder(Name).AppendParallel(Enumerable.Empty<Node>())).Problem);
        Assert.Equal(DagBuildProblem.EmptyStage, Fails(new DagBuilder(Name).Append(GoldenShapes.Act("a")).AppendParallel([])).Problem);
    }

    [Theory]
    [InlineData("a a", "a")]
    [InlineData("a|b c|a", "a")]
    [InlineData("a|b b|c", "b")]
    public void Append_OfANameTwice_NamesTheNode(string stages, string duplicate)
    {
        DagBuilder builder = new(Name);
        foreach (string stage in stages.Split('|'))
        {
            builder.AppendParallel(stage.Split(' ').Select(node => GoldenShapes.Act(node)));
        }
        DagBuildException problem = Fails(builder);
        Assert.Equal((DagBuildProblem.DuplicateName, new NodeName(duplicate)), (problem.Problem, problem.Node));
        Assert.Contains($"\"{duplicate}\"", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_OfANameThatASubsagaHasInside_IsFine()
    {
        Dag dag = new DagBuilder(Name).Append(GoldenShapes.Act("i")).Append(Node.Subsaga("sub", Inner, "i")).Build();
        Assert.Equal(2, dag.Nodes.Count(node => node.Name == new NodeName("i")));
        new SagaDag(dag, default).Validate();
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("sub")]
    [InlineData("beside")]
    [InlineData("i")]
    public void AppendParallel_OfASubsagaWithParametersFromNoAncestor_NamesBothNodes(string paramsNode)
    {
        DagBuilder builder = new DagBuilder(Name).Append(GoldenShapes.Act("a"))
            .AppendParallel(GoldenShapes.Act("beside"), Node.Subsaga("sub", Inner, paramsNode));
        DagBuildException problem = Fails(builder);
        Assert.Equal(DagBuildProblem.SubsagaParametersNotAnAncestor, problem.Problem);
        Assert.Equal((new NodeName("sub"), new NodeName(paramsNode)), (problem.Node, problem.ParamsNode));
        Assert.Equal(Name, problem.SagaName);
        Assert.Contains($"\"{paramsNode}\"", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_AfterSeveralMistakes_ReportsTheFirstAgainAndAgain()
    {
        DagBuilder builder = new DagBuilder(Name).Append(GoldenShapes.Act("a")).Append(GoldenShapes.Act("a"))
            .AppendParallel().Append(Node.Subsaga("sub", Inner, "missing")).Append(GoldenShapes.Act("z"));
        Assert.Equal(DagBuildProblem.DuplicateName, Fails(builder).Problem);
        Assert.Equal(DagBuildProblem.DuplicateName, Fails(builder).Problem);
    }

    [Fact]
    public void Build_ThenAppendAndBuildAgain_LeavesTheFirstDagAsItWas()
    {
        DagBuilder builder = new DagBuilder(Name).Append(GoldenShapes.Act("a"));
        Dag first = builder.Build();
        Dag second = builder.Append(GoldenShapes.Act("b")).Build();
        Assert.Equal("""[{"Action":{"name":"a","label":"a","action_name":"act"}},{"Start":{"params":null}},"End"]""", NodesText(first));
        Assert.Equal((1, 2), (first.Nodes.Length, second.Nodes.Length));
        Assert.Empty(first.Edges);
    }

    [Fact]
    public void AppendParallel_InEveryForm_GivesTheSame()
    {
        Node[] stage = [GoldenShapes.Act("a"), GoldenShapes.Act("b")];
        List<Node> list = [.. stage];
        foreach (DagBuilder builder in (DagBuilder[])
            [new DagBuilder(Name).AppendParallel(stage), new DagBuilder(Name).AppendParallel(list), new DagBuilder(Name).AppendParallel(stage[0], stage[1]),
                new DagBuilder(Name).AppendParallel([GoldenShapes.Act("a"), GoldenShapes.Act("b")])])
        {
            Dag dag = builder.Append(GoldenShapes.Act("z")).Build();
            Assert.Equal([new DagEdge(0, 2), new DagEdge(1, 2)], dag.Edges);
            Assert.Equal([0, 1], dag.FirstNodes);
        }
    }

    [Fact]
    public void SameDagAppendedTwice_UnderTwoNames_IsLaidOutTwice()
    {
        Dag inner = Inner;
        SagaDag saga = new(new DagBuilder(Name).Append(Node.Constant("p", 1))
            .AppendParallel(Node.Subsaga("left", inner, "p"), Node.Subsaga("right", inner, "p")).Append(GoldenShapes.Act("z")).Build(), default);
        Assert.Equal(["p", "i", "left", "i", "right", "z"], saga.Nodes.Select(node => node.Name.Value));
        Assert.Equal(2u, saga.GetIndex("i").Value);
        saga.Validate();
    }

    [Fact]
    public void Append_OfNull_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => new DagBuilder(Name).Append(null!));
        Assert.Throws<ArgumentNullException>(() => new DagBuilder(Name).AppendParallel((IEnumerable<Node>)null!));
        Assert.Throws<ArgumentNullException>(() => new DagBuilder(Name).AppendParallel(GoldenShapes.Act("a"), null!));
        Assert.Throws<ArgumentNullException>(() => Node.Subsaga("a", null!, "b"));
    }

    [Fact]
    public void Node_WithTextThatHasNoUtf8Form_IsRefused()
    {
        Assert.Throws<StenoJsonException>(() => GoldenShapes.Act("\ud800"));
        Assert.Throws<StenoJsonException>(() => GoldenShapes.Act("a", "\udc00"));
        Assert.Throws<StenoJsonException>(() => Node.Constant("\ud800", default));
        Assert.Throws<StenoJsonException>(() => Node.Constant("a", "\ud800"));
        Assert.Throws<StenoJsonException>(() => Node.Subsaga("a", Inner, "\ud800"));
    }

    [Fact]
    public void Values_NestedAsDeepAsADagCanBeReadBack_AreTakenAndNoDeeperOnes()
    {
        RawJson deepest = Nested(122);
        RawJson tooDeep = Nested(123);
        SagaDag saga = new(new DagBuilder(Name).Append(Node.Constant("k", deepest)).Build(), deepest);
        Assert.Equal(saga.ToJson(), SagaDag.Parse(saga.ToJson()).ToJson());
        Assert.Equal(saga.ToSortedJson(), SagaDag.Parse(saga.ToSortedJson()).ToSortedJson());
        Assert.Throws<StenoJsonException>(() => Node.Constant("k", tooDeep));
        Assert.Throws<StenoJsonException>(() => new SagaDag(Inner, tooDeep));
        // Brackets inside of strings and side by side are no levels.
        new SagaDag(Inner, RawJson.Parse($"[\"{new string('[', 200)}\"{string.Concat(Enumerable.Repeat(",[]", 200))}]")).Validate();
    }

    private static RawJson Nested(int levels) => RawJson.Parse(new string('[', levels) + new string(']', levels));

    private static string NodesText(Dag dag)
    {
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(new SagaDag(dag, default).ToJson().Utf8);
        return document.RootElement.GetProperty("graph").GetProperty("nodes").GetRawText();
    }

    private static DagBuildException Fails(DagBuilder builder) => Assert.Throws<DagBuildException>(builder.Build);
}

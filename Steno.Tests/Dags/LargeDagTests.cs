using System.Globalization;
using System.Text;
using Steno.Tests.Stores;

namespace Steno.Tests.Dags;

/// <summary>Shapes at which a quadratic step, an exponential one or recursion would not come back.</summary>
public class LargeDagTests
{
    [Fact]
    public void Chain_OfAHundredThousandNodes_IsBuiltWrittenReadAndCompiled()
    {
        const int Length = 100_000;
        DagBuilder builder = new(new SagaName("chain"));
        for (int i = 0; i < Length; i++)
        {
            builder.Append(GoldenShapes.Act(Name(i)));
        }
        SagaShape shape = RoundTrip(builder.Build());
        Assert.Equal((Length + 2, Length - 1), (shape.Count, shape.OutputNode));
        for (int i = 1; i < Length; i++)
        {
            Assert.True(shape.TryFindAncestor(i, new NodeName(Name(i / 2)), includeSelf: false, out _));
        }
    }

    [Fact]
    public void TwentyStages_OfAHundredParallelNodes_AreBuiltWrittenReadAndCompiled()
    {
        DagBuilder builder = new(new SagaName("wide"));
        for (int stage = 0; stage < 20; stage++)
        {
            builder.AppendParallel(Enumerable.Range(stage * 100, 100).Select(i => GoldenShapes.Act(Name(i))));
        }
        SagaShape shape = RoundTrip(builder.Append(GoldenShapes.Act("last")).Build());
        Assert.Equal(2003, shape.Count);
        Assert.Equal(100, shape.ParentsOf(2000).Length);
        Assert.True(shape.TryFindAncestor(2000, new NodeName(Name(0)), includeSelf: false, out _));
        Assert.False(shape.TryFindAncestor(150, new NodeName(Name(151)), includeSelf: false, out _));
    }

    [Fact]
    public void Subsagas_NestedAThousandDeep_AreBuiltWrittenReadAndCompiled()
    {
        const int Depth = 1_000;
        Dag dag = GoldenShapes.Stages("innermost", "a", "b c", "d");
        for (int i = 0; i < Depth; i++)
        {
            dag = new DagBuilder(new SagaName(Name(i))).Append(Node.Constant("p", i)).Append(Node.Subsaga("sub", dag, "p")).Build();
        }
        SagaShape shape = RoundTrip(dag);
        Assert.Equal((3 * Depth) + 6, shape.Count);
    }

    [Fact]
    public void Subsagas_TenThousandSideBySide_AreBuiltWrittenReadAndCompiled()
    {
        Dag inner = GoldenShapes.Stages("inner", "a", "b");
        SagaShape shape = RoundTrip(new DagBuilder(new SagaName("outer")).Append(GoldenShapes.Act("p"))
            .AppendParallel(Enumerable.Range(0, 10_000).Select(i => Node.Subsaga(Name(i), inner, "p"))).Append(GoldenShapes.Act("z")).Build());
        Assert.Equal(10_000, shape.ParentsOf(shape.OutputNode).Length);
    }

    // An edge that skips a stage makes every ancestor a matter of search, and each subsaga looked for its parameters anew:
    // minutes for a DAG of a few megabytes.
    [Theory]
    [InlineData(150_000, false)]
    [InlineData(40_000, true)]
    public async Task Subsagas_InAnUnevenChain_AreCompiled(int count, bool hasManySources)
    {
        StringBuilder nodes = new("p=1 q=1 r=1");
        StringBuilder edges = new("0>1 1>2 0>2");
        for (int i = 0; i < count; i++)
        {
            int start = (3 * i) + 3;
            nodes.Append(CultureInfo.InvariantCulture, $" ({(hasManySources && i > 1 ? $"s{i / 2}" : "p")} c=1 )s{i}");
            edges.Append(CultureInfo.InvariantCulture, $" {start - 1}>{start} {start}>{start + 1} {start + 1}>{start + 2}");
        }
        int last = (3 * count) + 2;
        edges.Append(CultureInfo.InvariantCulture, $" {last + 1}>0 {last}>{last + 2}");
        SagaDag saga = GraphText.Saga($"{nodes} START END", edges.ToString(), last + 1, last + 2);

        SagaShape shape = await Task.Run(() => saga.Shape).Ends();

        Assert.False(shape.IsStaged(last + 1));
        Assert.Equal(hasManySources ? (3 * ((count - 1) / 2)) + 5 : 0, shape.ParamsNodeOf(last - 2));
    }

    // More sources than one pass over the scope carries, and one subsaga that does not depend on its own.
    [Theory]
    [InlineData(0)]
    [InlineData(70)]
    [InlineData(149)]
    public void SubsagaThatDoesNotDependOnItsParameters_AmongMany_IsFound(int wrong)
    {
        const int Count = 150;
        StringBuilder nodes = new("p=1 q=1");
        StringBuilder edges = new("0>1");
        int start = 2 + (4 * Count);
        for (int i = 0; i < Count; i++)
        {
            int source = (4 * i) + 2;
            nodes.Append(CultureInfo.InvariantCulture, $" c{i}=1 (c{(i == wrong ? (i + 1) % Count : i)} x=1 )s{i}");
            edges.Append(CultureInfo.InvariantCulture, $" {(i % 2 == 0 ? 0 : 1)}>{source} {source}>{source + 1} {source + 1}>{source + 2} {source + 2}>{source + 3} {source + 3}>{start}");
        }
        SagaDag saga = GraphText.Saga($"{nodes} z START END", $"{edges} {start + 1}>0 {start}>{start + 2}", start + 1, start + 2);

        InvalidDagException invalid = Assert.Throws<InvalidDagException>(() => saga.Shape);

        Assert.Equal((InvalidDagProblem.MissingSubsagaParameters, (uint)((4 * wrong) + 3)), (invalid.Problem, invalid.Node.Value));
    }

    private static SagaShape RoundTrip(Dag dag)
    {
        SagaDag saga = new(dag, default);
        SagaDag parsed = SagaDag.Parse(saga.ToSortedJson());
        Assert.Equal(saga.ToJson(), parsed.ToJson());
        Assert.Equal(saga.Nodes.Count, parsed.Nodes.Count);
        Assert.NotEmpty(saga.ToDot());
        return parsed.Shape;
    }

    private static string Name(int i) => i.ToString(CultureInfo.InvariantCulture);
}

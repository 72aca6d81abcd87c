using System.Globalization;

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

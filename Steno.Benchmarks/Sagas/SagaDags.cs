using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Sagas;

/// <summary>The graphs of the load.</summary>
internal static class SagaDags
{
    public static readonly ActionName Action = new("instance_create");

    public static readonly RawJson Parameters = RawJson.Parse("""{"project":"acme","cores":4,"image":"debian-13"}"""u8.ToArray());

    /// <summary>Nodes one after another.</summary>
    public static Dag Chain(int count)
    {
        DagBuilder builder = NewBuilder();
        for (int node = 0; node < count; node++)
        {
            builder.Append(NodeOf(node));
        }
        return builder.Build();
    }

    /// <summary>One node, so many beside each other, one node.</summary>
    public static Dag Wide(int width)
        => NewBuilder().Append(NodeOf(0)).AppendParallel(Row(1, width)).Append(NodeOf(width + 1)).Build();

    /// <summary>Stages of so many nodes, each of which waits for the whole stage before it, and a last node, which every DAG must have.</summary>
    public static Dag Stages(int count, int width)
    {
        DagBuilder builder = NewBuilder();
        for (int stage = 0; stage < count; stage++)
        {
            builder.AppendParallel(Row(stage * width, width));
        }
        return builder.Append(NodeOf(count * width)).Build();
    }

    /// <summary>A saga whose graph is compiled.</summary>
    public static SagaDag Compile(Dag dag)
    {
        SagaDag saga = new(dag, Parameters);
        saga.Validate();
        return saga;
    }

    /// <summary>A saga that is ready to run: its graph is compiled, and what its record is created from is written.</summary>
    public static SagaDag Prepare(Dag dag)
    {
        SagaDag saga = Compile(dag);
        saga.ToCreateParams(default);
        return saga;
    }

    private static DagBuilder NewBuilder() => new(new SagaName(SagaData.SagaName));

    private static IEnumerable<Node> Row(int first, int width) => Enumerable.Range(first, width).Select(NodeOf);

    private static Node NodeOf(int index) => Node.Action($"node{index}", $"create instance {index}", Action);
}

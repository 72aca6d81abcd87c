namespace Steno.Tests.Machine;

/// <summary>Every saga up to a number of actions: all ways to put them in stages, and all ways to have some of them in one subsaga.</summary>
internal static class ModelShapes
{
    private static readonly ActionName Act = new("act");

    public static IEnumerable<SagaDag> UpTo(int actions)
    {
        for (int count = 1; count <= actions; count++)
        {
            foreach (int[] stages in Compositions(count))
            {
                yield return Build(stages, subsagaStage: -1, []);
            }
        }
        // With a subsaga: `outer` actions around it, `inner` ones in it. Its parameters come from an earlier stage.
        for (int inner = 1; inner < actions; inner++)
        {
            for (int outer = 1; outer + inner <= actions; outer++)
            {
                foreach (int[] innerStages in Compositions(inner))
                {
                    foreach (int[] stages in Compositions(outer))
                    {
                        // In a stage of its own after any stage but before none, or beside the actions of any stage but the first.
                        for (int stage = 1; stage <= stages.Length; stage++)
                        {
                            yield return Build([.. stages[..stage], 0, .. stages[stage..]], stage, innerStages);
                        }
                        for (int stage = 1; stage < stages.Length; stage++)
                        {
                            yield return Build([.. stages], stage, innerStages);
                        }
                    }
                }
            }
        }
    }

    /// <summary>A saga with a stage of so many actions each, ending in a constant where the last stage has several nodes.</summary>
    private static SagaDag Build(int[] stages, int subsagaStage, int[] innerStages)
    {
        DagBuilder builder = new(new SagaName("model"));
        int next = 0;
        for (int stage = 0; stage < stages.Length; stage++)
        {
            List<Node> nodes = [];
            for (int i = 0; i < stages[stage]; i++)
            {
                nodes.Add(Action($"n{next++}"));
            }
            if (stage == subsagaStage)
            {
                nodes.Add(Node.Subsaga("sub", Inner(innerStages), "n0"));
            }
            builder.AppendParallel(nodes);
        }
        bool hasOneEnd = stages[^1] + (subsagaStage == stages.Length - 1 ? 1 : 0) == 1;
        if (!hasOneEnd)
        {
            builder.Append(Node.Constant("all", 0));
        }
        return new SagaDag(builder.Build(), default);
    }

    private static Dag Inner(int[] stages)
    {
        DagBuilder builder = new(new SagaName("inner"));
        int next = 0;
        foreach (int count in stages)
        {
            builder.AppendParallel(Enumerable.Range(0, count).Select(_ => Action($"i{next++}")).ToList());
        }
        if (stages[^1] > 1)
        {
            builder.Append(Node.Constant("all", 0));
        }
        return builder.Build();
    }

    private static Node Action(string name) => Node.Action(name, name, Act);

    /// <summary>All ways to write a number as an ordered sum of positive ones.</summary>
    private static IEnumerable<int[]> Compositions(int total)
    {
        for (int cuts = 0; cuts < 1 << (total - 1); cuts++)
        {
            List<int> parts = [1];
            for (int i = 0; i < total - 1; i++)
            {
                if ((cuts >> i & 1) != 0)
                {
                    parts.Add(1);
                }
                else
                {
                    parts[^1]++;
                }
            }
            yield return [.. parts];
        }
    }
}

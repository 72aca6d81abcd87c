// Every DAG that the model checker looks at: stages as DagBuilder makes them, the last of one node, at most one of the nodes a
// subsaga of stages. A subsaga needs a node before it for its parameters; a constant in front of all gives it one also where
// it is to stand beside the first actions.

using System.Text;
using Steno.Json;

namespace Steno.Tests.Machine;

/// <summary>A DAG of the model checker and how people read it, such as <c>a,(b|S{c,d}),e</c>.</summary>
internal sealed record ModelDag(string Text, SagaDag Saga)
{
    public SagaShape Shape => Saga.Shape;

    public override string ToString() => Text;
}

internal static class ModelDags
{
    private const int Subsaga = -1;

    /// <summary>The DAGs with this many actions.</summary>
    public static IEnumerable<ModelDag> WithActions(int count)
    {
        foreach (bool hasConstant in (bool[])[false, true])
        {
            foreach (int[] stages in Stages(count))
            {
                yield return new Drawing().Finish(hasConstant, stages, -1, []);
            }
            for (int inner = 1; inner <= count; inner++)
            {
                int outer = count - inner + 1;
                foreach (int[] stages in Stages(outer))
                {
                    foreach (int[] innerStages in Stages(inner))
                    {
                        for (int at = hasConstant ? 0 : stages[0]; at < outer; at++)
                        {
                            yield return new Drawing().Finish(hasConstant, stages, at, innerStages);
                        }
                    }
                }
            }
        }
    }

    /// <summary>
    /// Every graph of this many actions, stages or not, in which edges go to higher indices and only the last node has nobody
    /// that waits for it. DagBuilder makes no such graphs, but records of other systems may hold them.
    /// </summary>
    public static IEnumerable<ModelDag> AnyGraph(int count)
    {
        DagEdge[] possible = [.. from target in Enumerable.Range(0, count) from source in Enumerable.Range(0, target) select new DagEdge(source, target)];
        DagNode[] nodes = [.. Enumerable.Range(0, count).Select(i => DagNode.Action(new NodeName($"n{i}"), "", new ActionName("act"))), DagNode.Start(default), DagNode.End];
        for (int set = 0; set < 1 << possible.Length; set++)
        {
            List<DagEdge> edges = [.. possible.Where((_, i) => (set >> i & 1) != 0)];
            if (Enumerable.Range(0, count - 1).All(node => edges.Exists(edge => edge.Source == node)))
            {
                string text = $"{count} actions, {string.Join(' ', edges.Select(edge => $"{edge.Source}->{edge.Target}"))}";
                int[] first = [.. Enumerable.Range(0, count).Where(node => !edges.Exists(edge => edge.Target == node))];
                edges.AddRange(first.Select(node => new DagEdge(count, node)));
                edges.Add(new(count - 1, count + 1));
                yield return new(text, new SagaDag(new SagaName("model"), nodes, [.. edges], (uint)count, (uint)count + 1));
            }
        }
    }

    /// <summary>Every way to deal nodes to stages, the last of one node.</summary>
    private static IEnumerable<int[]> Stages(int count)
    {
        if (count == 1)
        {
            yield return [1];
        }
        for (int first = 1; first < count; first++)
        {
            foreach (int[] rest in Stages(count - first))
            {
                yield return [first, .. rest];
            }
        }
    }

    /// <summary>Builds one DAG and its text side by side.</summary>
    private sealed class Drawing
    {
        private static readonly SagaName Name = new("model");
        private static readonly ActionName Act = new("act");
        private readonly StringBuilder _text = new();
        private char _next = 'a';

        public ModelDag Finish(bool hasConstant, int[] stages, int subsagaAt, int[] innerStages)
        {
            DagBuilder builder = new(Name);
            if (hasConstant)
            {
                builder.Append(Node.Constant("k", RawJson.Parse("7")));
                _text.Append("k=7,");
            }
            Append(builder, stages, subsagaAt, innerStages, paramsNode: hasConstant ? "k" : "a");
            return new(_text.ToString(), new SagaDag(builder.Build(), default));
        }

        private void Append(DagBuilder builder, int[] stages, int subsagaAt, int[] innerStages, string paramsNode)
        {
            int place = 0;
            for (int stage = 0; stage < stages.Length; stage++)
            {
                _text.Append(stage == 0 ? "" : ",").Append(stages[stage] > 1 ? "(" : "");
                Node[] nodes = new Node[stages[stage]];
                for (int i = 0; i < nodes.Length; i++)
                {
                    _text.Append(i == 0 ? "" : "|");
                    nodes[i] = place++ == subsagaAt ? MakeSubsaga(innerStages, paramsNode) : MakeAction();
                }
                builder.AppendParallel(nodes);
                _text.Append(stages[stage] > 1 ? ")" : "");
            }
        }

        private Node MakeAction()
        {
            string name = _next++.ToString();
            _text.Append(name);
            return Node.Action(name, name, Act);
        }

        private Node MakeSubsaga(int[] stages, string paramsNode)
        {
            DagBuilder builder = new(Name);
            _text.Append("S{");
            Append(builder, stages, Subsaga, [], paramsNode);
            _text.Append('}');
            return Node.Subsaga("S", builder.Build(), paramsNode);
        }
    }
}

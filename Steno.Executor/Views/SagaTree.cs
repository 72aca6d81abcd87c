// Lays a saga out as text. Within a saga or subsaga, nodes stand in stages: a node is one stage after the latest node that it
// depends on. A stage of one is a line, a stage of several is a heading with its members indented, and a subsaga is its start,
// its own stages indented, and its end. Nested subsagas are walked with a stack of our own, however deep they are. Beyond a depth
// that nobody can read, lines are indented no further and say how deep they are: the text grows with the nodes, not their square.

using System.Globalization;
using System.Text;

namespace Steno;

internal static class SagaTree
{
    private const int IndentColumns = 8;
    private const int MaxIndent = 40;

    public static string Write(SagaView view)
    {
        SagaShape shape = view.Dag.Shape;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"+ saga execution: {view.Id}\n");
        Dictionary<int, List<int>> members = GroupByScope(shape, out int[] stages);
        WriteNode(text, view, shape, shape.Start, 0);
        Stack<Frame> frames = new();
        frames.Push(new(members.GetValueOrDefault(shape.Start) ?? [], 0, 0, -1));
        while (frames.TryPop(out Frame frame))
        {
            WriteScope(text, view, shape, members, stages, frames, frame);
        }
        WriteNode(text, view, shape, shape.End, 0);
        return text.ToString();
    }

    private static void WriteScope(StringBuilder text, SagaView view, SagaShape shape, Dictionary<int, List<int>> members, int[] stages, Stack<Frame> frames, Frame frame)
    {
        for (int at = frame.Next; at < frame.Members.Count; at++)
        {
            int node = frame.Members[at];
            bool isFirst = at == 0 || stages[frame.Members[at - 1]] != stages[node];
            bool isLast = at == frame.Members.Count - 1 || stages[frame.Members[at + 1]] != stages[node];
            if (isFirst && !isLast)
            {
                WriteLine(text, "(parallel actions):", frame.Indent);
            }
            int indent = frame.Indent + (isFirst && isLast ? 0 : 1);
            if (shape[node].Kind != DagNodeKind.SubsagaEnd)
            {
                WriteNode(text, view, shape, node, indent);
                continue;
            }
            int start = shape.MatchingStart(node);
            WriteNode(text, view, shape, start, indent);
            frames.Push(frame with { Next = at + 1 });
            frames.Push(new(members.GetValueOrDefault(start) ?? [], 0, indent + 1, node));
            return;
        }
        if (frame.SubsagaEnd >= 0)
        {
            WriteNode(text, view, shape, frame.SubsagaEnd, frame.Indent - 1);
        }
    }

    /// <summary>The named nodes of each saga and subsaga by the node that begins it, in the order of their stages.</summary>
    private static Dictionary<int, List<int>> GroupByScope(SagaShape shape, out int[] stages)
    {
        int[] stageOf = new int[shape.Count];
        Dictionary<int, List<int>> members = [];
        foreach (int node in shape.TopologicalOrder)
        {
            DagNodeKind kind = shape[node].Kind;
            if (kind == DagNodeKind.SubsagaEnd)
            {
                stageOf[node] = stageOf[shape.MatchingStart(node)];
            }
            else
            {
                foreach (int parent in shape.ParentsOf(node))
                {
                    bool beginsScope = shape[parent].Kind is DagNodeKind.Start or DagNodeKind.SubsagaStart;
                    stageOf[node] = Math.Max(stageOf[node], beginsScope ? 1 : stageOf[parent] + 1);
                }
            }
            if (kind is DagNodeKind.Action or DagNodeKind.Constant or DagNodeKind.SubsagaEnd)
            {
                int scope = shape.ScopeOf(node);
                if (!members.TryGetValue(scope, out List<int>? list))
                {
                    members[scope] = list = [];
                }
                list.Add(node);
            }
        }
        foreach (List<int> list in members.Values)
        {
            list.Sort((left, right) => stageOf[left] != stageOf[right] ? stageOf[left].CompareTo(stageOf[right]) : left.CompareTo(right));
        }
        stages = stageOf;
        return members;
    }

    private static void WriteNode(StringBuilder text, SagaView view, SagaShape shape, int node, int indent)
    {
        SagaNodeView seen = view.Nodes[node];
        string produces = shape[node].Name is { } name ? $" (produces \"{name}\")" : "";
        WriteLine(text, $"{seen.State.ToName()}: {seen.Label}{produces}", indent);
    }

    private static void WriteLine(StringBuilder text, string line, int indent)
    {
        text.Append(' ', Math.Min(indent, MaxIndent) * IndentColumns).Append("+-- ");
        if (indent > MaxIndent)
        {
            text.Append(CultureInfo.InvariantCulture, $"[depth {indent}] ");
        }
        text.Append(line).Append('\n');
    }

    private readonly record struct Frame(List<int> Members, int Next, int Indent, int SubsagaEnd);
}

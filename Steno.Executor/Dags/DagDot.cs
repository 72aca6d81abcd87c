// The layout is petgraph's, which the Rust crate prints with: four spaces, one line a node, then one line an edge, no edge labels.
// Deliberate: there a node shows the debug form of an internal type; here it shows the label that people chose.

using System.Globalization;
using System.Text;

namespace Steno;

/// <summary>Writes a graph as Graphviz text.</summary>
internal static class DagDot
{
    public static string Write(ReadOnlySpan<DagNode> nodes, ReadOnlySpan<DagEdge> edges)
    {
        StringBuilder text = new();
        text.Append("digraph {\n");
        for (int i = 0; i < nodes.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {i} [ label = \"");
            AppendEscaped(text, nodes[i].Label);
            text.Append("\" ]\n");
        }
        foreach (DagEdge edge in edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {edge.Source} -> {edge.Target} [ ]\n");
        }
        return text.Append("}\n").ToString();
    }

    /// <summary>A line feed ends a left-justified line; other control characters, which Graphviz cannot carry, are shown by their number.</summary>
    private static void AppendEscaped(StringBuilder text, string label)
    {
        foreach (char unit in label)
        {
            _ = unit switch
            {
                '"' or '\\' => text.Append('\\').Append(unit),
                '\n' => text.Append(@"\l"),
                _ when char.IsControl(unit) => text.Append(CultureInfo.InvariantCulture, $@"\\u{(int)unit:x4}"),
                _ => text.Append(unit),
            };
        }
    }
}

// The two orders of members that others write: the Rust structs' own, and sorted, which is what a DAG has after it went
// through a JSON value there. Both are compared byte for byte, so the literals here are wire format.

using Steno.Json;

namespace Steno;

/// <summary>Writes a saga's JSON.</summary>
internal static class SagaDagWriter
{
    public static void Write(ref StenoJsonWriter writer, SagaDag saga)
    {
        ArgumentNullException.ThrowIfNull(saga);
        writer.WriteRaw("{\"saga_name\":"u8);
        writer.WriteString(saga.Name.Value);
        writer.WriteRaw(",\"graph\":{\"nodes\":["u8);
        ReadOnlySpan<byte> separator = default;
        foreach (DagNode node in saga.AllNodes)
        {
            writer.WriteRaw(separator);
            WriteNode(ref writer, node);
            separator = ","u8;
        }
        writer.WriteRaw("],\"node_holes\":[],\"edge_property\":\"directed\",\"edges\":"u8);
        WriteEdges(ref writer, saga.Edges);
        writer.WriteRaw("},\"start_node\":"u8);
        writer.WriteInteger(saga.StartNode);
        writer.WriteRaw(",\"end_node\":"u8);
        writer.WriteInteger(saga.EndNode);
        writer.WriteRaw("}"u8);
    }

    public static void WriteSorted(ref StenoJsonWriter writer, SagaDag saga)
    {
        ArgumentNullException.ThrowIfNull(saga);
        writer.WriteRaw("{\"end_node\":"u8);
        writer.WriteInteger(saga.EndNode);
        writer.WriteRaw(",\"graph\":{\"edge_property\":\"directed\",\"edges\":"u8);
        WriteEdges(ref writer, saga.Edges);
        writer.WriteRaw(",\"node_holes\":[],\"nodes\":["u8);
        ReadOnlySpan<byte> separator = default;
        foreach (DagNode node in saga.AllNodes)
        {
            writer.WriteRaw(separator);
            WriteSortedNode(ref writer, node);
            separator = ","u8;
        }
        writer.WriteRaw("]},\"saga_name\":"u8);
        writer.WriteString(saga.Name.Value);
        writer.WriteRaw(",\"start_node\":"u8);
        writer.WriteInteger(saga.StartNode);
        writer.WriteRaw("}"u8);
    }

    private static void WriteNode(ref StenoJsonWriter writer, DagNode node)
    {
        switch (node.Kind)
        {
            case DagNodeKind.Action:
                writer.WriteRaw("{\"Action\":{\"name\":"u8);
                WriteName(ref writer, node);
                writer.WriteRaw(",\"label\":"u8);
                writer.WriteString(node.Label);
                writer.WriteRaw(",\"action_name\":"u8);
                writer.WriteString(node.ActionName.Value);
                writer.WriteRaw("}}"u8);
                break;
            case DagNodeKind.SubsagaStart:
                writer.WriteRaw("{\"SubsagaStart\":{\"saga_name\":"u8);
                writer.WriteString(node.SagaName.Value);
                writer.WriteRaw(",\"params_node_name\":"u8);
                writer.WriteString(node.ParamsNode.Value);
                writer.WriteRaw("}}"u8);
                break;
            default:
                WriteAlreadySorted(ref writer, node);
                break;
        }
    }

    private static void WriteSortedNode(ref StenoJsonWriter writer, DagNode node)
    {
        switch (node.Kind)
        {
            case DagNodeKind.Action:
                writer.WriteRaw("{\"Action\":{\"action_name\":"u8);
                writer.WriteString(node.ActionName.Value);
                writer.WriteRaw(",\"label\":"u8);
                writer.WriteString(node.Label);
                writer.WriteRaw(",\"name\":"u8);
                WriteName(ref writer, node);
                writer.WriteRaw("}}"u8);
                break;
            case DagNodeKind.SubsagaStart:
                writer.WriteRaw("{\"SubsagaStart\":{\"params_node_name\":"u8);
                writer.WriteString(node.ParamsNode.Value);
                writer.WriteRaw(",\"saga_name\":"u8);
                writer.WriteString(node.SagaName.Value);
                writer.WriteRaw("}}"u8);
                break;
            default:
                WriteAlreadySorted(ref writer, node);
                break;
        }
    }

    /// <summary>The kinds whose members are sorted as they are declared.</summary>
    private static void WriteAlreadySorted(ref StenoJsonWriter writer, DagNode node)
    {
        switch (node.Kind)
        {
            case DagNodeKind.Start:
                writer.WriteRaw("{\"Start\":{\"params\":"u8);
                writer.WriteRaw(node.Value.Utf8.Span);
                writer.WriteRaw("}}"u8);
                break;
            case DagNodeKind.Constant:
                writer.WriteRaw("{\"Constant\":{\"name\":"u8);
                WriteName(ref writer, node);
                writer.WriteRaw(",\"value\":"u8);
                writer.WriteRaw(node.Value.Utf8.Span);
                writer.WriteRaw("}}"u8);
                break;
            case DagNodeKind.SubsagaEnd:
                writer.WriteRaw("{\"SubsagaEnd\":{\"name\":"u8);
                WriteName(ref writer, node);
                writer.WriteRaw("}}"u8);
                break;
            default:
                writer.WriteRaw("\"End\""u8);
                break;
        }
    }

    private static void WriteName(ref StenoJsonWriter writer, DagNode node) => writer.WriteString(node.Name.GetValueOrDefault().Value);

    private static void WriteEdges(ref StenoJsonWriter writer, ReadOnlySpan<DagEdge> edges)
    {
        ReadOnlySpan<byte> begin = "[["u8;
        foreach (DagEdge edge in edges)
        {
            writer.WriteRaw(begin);
            writer.WriteInteger(edge.Source);
            writer.WriteRaw(","u8);
            writer.WriteInteger(edge.Target);
            begin = ",null],["u8;
        }
        writer.WriteRaw(edges.IsEmpty ? "[]"u8 : ",null]]"u8);
    }
}

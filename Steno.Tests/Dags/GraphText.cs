using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Steno.Tests.Dags;

/// <summary>
/// A saga's JSON from a short description, so that a test can show a wrong graph in one line. Nodes, separated by spaces:
/// <c>name</c> an action, <c>name=1</c> a constant, <c>(p</c> a subsaga's start with parameters from p, <c>)name</c> its end,
/// <c>START</c> and <c>END</c>. Edges: <c>0>1</c>.
/// </summary>
internal static class GraphText
{
    public static RawJson Json(string nodes, string edges, long? start = null, long? end = null)
    {
        string[] each = nodes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        StringBuilder text = new();
        text.Append("{\"saga_name\":\"test\",\"graph\":{\"nodes\":[").AppendJoin(',', each.Select(Node));
        text.Append("],\"node_holes\":[],\"edge_property\":\"directed\",\"edges\":[");
        text.AppendJoin(',', edges.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(edge => $"[{edge.Replace('>', ',')},null]"));
        text.Append(CultureInfo.InvariantCulture, $"]}},\"start_node\":{start ?? Array.IndexOf(each, "START")},\"end_node\":{end ?? Array.IndexOf(each, "END")}}}");
        return RawJson.Parse(text.ToString());
    }

    public static SagaDag Saga(string nodes, string edges, long? start = null, long? end = null) => SagaDag.Parse(Json(nodes, edges, start, end));

    private static string Node(string text) => text switch
    {
        "START" => """{"Start":{"params":null}}""",
        "END" => "\"End\"",
        ['(', .. string paramsNode] => $$$"""{"SubsagaStart":{"saga_name":"inner","params_node_name":{{{Quote(paramsNode)}}}}}""",
        [')', .. string name] => $$$"""{"SubsagaEnd":{"name":{{{Quote(name)}}}}}""",
        _ when text.Contains('=', StringComparison.Ordinal) => $$$"""{"Constant":{"name":{{{Quote(text.Split('=')[0])}}},"value":{{{text.Split('=')[1]}}}}}""",
        _ => $$$"""{"Action":{"name":{{{Quote(text)}}},"label":{{{Quote(text)}}},"action_name":"act"}}""",
    };

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}

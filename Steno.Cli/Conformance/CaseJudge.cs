// Compares what came of a case with what the Rust crate did. Between parallel nodes the order is scheduling: events are compared
// node by node, calls as a multiset, and the trace must respect the graph. Where a longer branch runs beside one that fails,
// how far it came is scheduling too: there the trace must be legal and the result of the same kind.

using System.Text.Json;
using System.Text.Json.Nodes;
using Steno.Json;

namespace Steno.Cli.Conformance;

internal static class CaseJudge
{
    /// <summary>Why the case has not passed; null when it has.</summary>
    public static string? WhyNot(ConformanceCase wanted, JsonElement expect, CaseOutcome outcome)
    {
        if (outcome.Problem is { } problem)
        {
            return $"{problem.GetType().Name}: {problem.Message}";
        }
        if (TraceCheck.WhyIllegal(wanted.Prefix ?? [], outcome) is { } illegal)
        {
            return illegal;
        }
        JsonObject actual = Actual(outcome);
        JsonElement result = expect.GetProperty("result");
        bool isScheduling = result.GetProperty("kind").GetString() == "err" && TraceCheck.HasLongBranch(outcome.Dag!);
        if (isScheduling)
        {
            return Differs("result.kind", result.GetProperty("kind"), actual["result"]!["kind"]);
        }
        return Differs("result", WithoutUndoText(result), WithoutUndoText(actual["result"]!))
            ?? Compare(expect, "events", expected => EventsByNode(expected), () => EventsByNode(actual["events"]!))
            ?? Compare(expect, "calls", expected => Sorted(expected), () => Sorted(actual["calls"]!))
            ?? Compare(expect, "do", expected => Sorted(expected), () => Labels(outcome, isUndo: false))
            ?? Compare(expect, "undo", expected => Sorted(expected), () => Labels(outcome, isUndo: true))
            ?? Compare(expect, "updates", expected => expected.ToJsonString(), () => actual["updates"]!.ToJsonString())
            ?? Compare(expect, "node_states", expected => Sorted(expected), () => Sorted(actual["node_states"]!))
            ?? Compare(expect, "node_states_on_resume", expected => Sorted(expected), () => Sorted(States(outcome.OnResume!)));
    }

    /// <summary>The outcome in the form of the report, which is the form of the expectation.</summary>
    private static JsonObject Actual(CaseOutcome outcome)
    {
        using MemoryStream report = new();
        CaseReport.Write(report, "", null, outcome, null);
        return JsonNode.Parse(report.ToArray())!.AsObject();
    }

    private static string? Compare(JsonElement expect, string member, Func<JsonNode, string> ofExpected, Func<string> ofActual)
    {
        if (!expect.TryGetProperty(member, out JsonElement expected))
        {
            return null;
        }
        string wanted = ofExpected(Node(expected));
        string found = ofActual();
        return wanted == found ? null : $"{member}: expected {wanted}, found {found}";
    }

    private static string? Differs(string member, JsonElement expected, JsonNode? actual) => Differs(member, Node(expected), actual);

    private static string? Differs(string member, JsonNode? expected, JsonNode? actual)
        => JsonNode.DeepEquals(expected, actual) ? null : $"{member}: expected {expected?.ToJsonString()}, found {actual?.ToJsonString()}";

    /// <summary>The text inside an undo's error is free.</summary>
    private static JsonNode WithoutUndoText(JsonElement result) => WithoutUndoText(Node(result));

    private static JsonNode WithoutUndoText(JsonNode result)
    {
        JsonNode copy = result.DeepClone();
        if (copy["undo_failure"]?["error"] is JsonObject error)
        {
            error.First().Value!["source_error"] = "free";
        }
        return copy;
    }

    /// <summary>Each node's events in their order; what an undo failed with is free.</summary>
    private static string EventsByNode(JsonNode events)
    {
        SortedDictionary<uint, List<string>> byNode = [];
        foreach (JsonNode? recorded in events.AsArray())
        {
            uint node = recorded!["node_id"]!.GetValue<uint>();
            JsonNode type = recorded["event_type"]!;
            if (!byNode.TryGetValue(node, out List<string>? list))
            {
                byNode[node] = list = [];
            }
            list.Add(type is JsonObject named && named.ContainsKey("undo_failed") ? "undo_failed" : Canonical(type));
        }
        return string.Join("; ", byNode.Select(entry => $"{entry.Key}: {string.Join(", ", entry.Value)}"));
    }

    private static string Sorted(JsonNode array) => string.Join(", ", array.AsArray().Select(Canonical).Order(StringComparer.Ordinal));

    private static string Labels(CaseOutcome outcome, bool isUndo)
        => string.Join(", ", outcome.Calls.Where(call => call.IsUndo == isUndo).Select(call => JsonValue.Create(call.Label).ToJsonString()).Order(StringComparer.Ordinal));

    private static JsonArray States(SagaView view)
        => [.. view.Nodes.Select(node => (JsonNode)new JsonArray(JsonValue.Create(node.Name), JsonValue.Create(node.State.ToName())))];

    /// <summary>A text that is the same for equal values: members sorted.</summary>
    private static string Canonical(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject members => "{" + string.Join(",", members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{JsonValue.Create(member.Key).ToJsonString()}:{Canonical(member.Value)}")) + "}",
        JsonArray items => "[" + string.Join(",", items.Select(Canonical)) + "]",
        _ => value.ToJsonString(),
    };

    private static JsonNode Node(JsonElement element) => JsonNode.Parse(element.GetRawText())!;
}

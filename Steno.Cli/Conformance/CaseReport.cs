using System.Text.Json;
using Steno.Json;

namespace Steno.Cli.Conformance;

/// <summary>One case as a line of JSON.</summary>
internal static class CaseReport
{
    public static void Write(Stream output, string name, bool? hasPassed, CaseOutcome outcome, string? why)
    {
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WritePropertyName("pass");
            if (hasPassed is { } passed)
            {
                json.WriteBooleanValue(passed);
            }
            else
            {
                json.WriteNullValue();
            }
            json.WritePropertyName("result");
            WriteResult(json, outcome);
            WriteEvents(json, outcome.Events);
            WriteCalls(json, outcome.Calls);
            json.WriteStartArray("updates");
            foreach (SagaCachedState state in outcome.Updates)
            {
                json.WriteStringValue(state.ToName());
            }
            json.WriteEndArray();
            WriteStates(json, outcome.AtEnd);
            json.WriteString("why", why);
            json.WriteEndObject();
        }
        output.Write("\n"u8);
        output.Flush();
    }

    private static void WriteResult(Utf8JsonWriter json, CaseOutcome outcome)
    {
        json.WriteStartObject();
        switch (outcome.Result)
        {
            case SagaResult.Succeeded succeeded:
                json.WriteString("kind", "ok");
                json.WritePropertyName("output");
                Raw(json, succeeded.RawOutput);
                json.WriteStartObject("node_outputs");
                foreach ((NodeName node, RawJson nodeOutput) in succeeded.NodeOutputs().OrderBy(entry => entry.Key))
                {
                    json.WritePropertyName(node.Value);
                    Raw(json, nodeOutput);
                }
                json.WriteEndObject();
                break;
            case SagaResult.Failed failed:
                WriteFailure(json, failed.Node, failed.Error);
                json.WriteNull("undo_failure");
                break;
            case SagaResult.Stuck stuck:
                WriteFailure(json, stuck.Node, stuck.Error);
                json.WriteStartObject("undo_failure");
                json.WriteString("node", stuck.UndoNode.Value);
                json.WritePropertyName("error");
                json.WriteRawValue(StenoJson.Serialize(stuck.UndoError), skipInputValidation: true);
                json.WriteEndObject();
                break;
            default:
                json.WriteString("kind", outcome.Problem is SagaSuspendedException ? "suspended" : "refused");
                json.WriteString("problem", outcome.Problem?.GetType().Name);
                json.WriteString("message", outcome.Problem?.Message);
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteFailure(Utf8JsonWriter json, NodeName node, ActionError error)
    {
        json.WriteString("kind", "err");
        json.WriteString("error_node", node.Value);
        json.WritePropertyName("error");
        json.WriteRawValue(StenoJson.Serialize(error), skipInputValidation: true);
    }

    private static void WriteEvents(Utf8JsonWriter json, IReadOnlyList<SagaNodeEvent> events)
    {
        json.WriteStartArray("events");
        foreach (SagaNodeEvent recorded in events)
        {
            json.WriteStartObject();
            json.WriteNumber("node_id", recorded.NodeId.Value);
            json.WritePropertyName("event_type");
            json.WriteRawValue(StenoJson.Serialize(recorded.EventType), skipInputValidation: true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<CaseCall> calls)
    {
        json.WriteStartArray("calls");
        foreach (CaseCall call in calls)
        {
            json.WriteStartObject();
            json.WriteString("call", call.IsUndo ? "undo" : "do");
            json.WriteString("label", call.Label);
            json.WritePropertyName("params");
            Raw(json, call.Params);
            json.WriteStartObject("visible");
            foreach ((string name, RawJson seen) in call.Visible)
            {
                json.WritePropertyName(name);
                Raw(json, seen);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteStates(Utf8JsonWriter json, SagaView? view)
    {
        json.WriteStartArray("node_states");
        foreach (SagaNodeView node in view?.Nodes ?? [])
        {
            json.WriteStartArray();
            json.WriteStringValue(node.Name);
            json.WriteStringValue(node.State.ToName());
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static void Raw(Utf8JsonWriter json, RawJson value) => json.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}

using System.CommandLine;
using System.Text;
using System.Text.Json;
using Steno.Json;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary><c>steno store show</c>: one saga, its notes and events, and what went wrong where.</summary>
internal static class ShowCommand
{
    public static Command Create(CliStreams streams)
    {
        Option<string> store = StoreOptions.Store();
        Option<bool> json = StoreOptions.Json();
        var id = new Argument<string>("ID") { Description = "The saga." };
        var command = new Command("show", "Shows one saga with its notes and events, the failed node and both errors.") { store, id, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(store)!, StoreOptions.ParseId(parsed.GetValue(id)!), parsed.GetValue(json), streams, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string directory, SagaId id, bool asJson, CliStreams streams, CancellationToken cancellation)
    {
        await using FasterSecStore store = StoreOptions.OpenReadOnly(directory);
        SagaInfo info = await store.GetSagaAsync(id, cancellation) ?? throw new UserErrorException($"Saga {id} does not exist in this store.");
        SagaCreateParams create = await store.GetCreateParamsAsync(id, cancellation) ?? throw new UnknownSagaException(id);
        var saga = new SagaReport(info, create, await store.ReadEventsAsync(id, cancellation), await store.ReadNotesAsync(id, cancellation));
        if (asJson)
        {
            await using var json = new Utf8JsonWriter(streams.Output);
            WriteJson(json, saga);
            await json.FlushAsync(cancellation);
            streams.Output.Write("\n"u8);
        }
        else
        {
            await using var text = new StreamWriter(streams.Output, new UTF8Encoding(false), leaveOpen: true);
            WriteText(text, saga);
        }
        return ExitCode.Ok;
    }

    private static void WriteText(TextWriter text, SagaReport saga)
    {
        text.WriteLine($"saga         {saga.Info.Id}");
        text.WriteLine($"name         {StoreText.OneLine(saga.Info.Name.Value)}");
        text.WriteLine($"state        {saga.Info.State.ToName()}{(saga.Info.IsStuck ? " (stuck: an undo failed)" : "")}");
        text.WriteLine($"last commit  {StoreText.Time(saga.Info.LastCommitTime)}");
        if (saga.Failure is { } failure)
        {
            text.WriteLine($"failed       {Node(saga, failure.NodeId)}");
            text.WriteLine($"  error      {Text(StenoJson.Serialize(failure.EventType.Error))}");
        }
        if (saga.UndoFailure is { } undo)
        {
            text.WriteLine($"undo failed  {Node(saga, undo.NodeId)}");
            text.WriteLine($"  error      {Text(StenoJson.Serialize(undo.EventType.UndoError))}");
        }
        foreach (string note in saga.Notes)
        {
            text.WriteLine($"note: {StoreText.OneLine(note)}");
        }
        text.WriteLine($"events       {saga.Events.Count}");
        foreach (SagaNodeEvent nodeEvent in saga.Events)
        {
            string payload = nodeEvent.EventType.Kind == SagaNodeEventKind.Succeeded ? "  " + Text(nodeEvent.EventType.Output.Utf8.Span) : "";
            text.WriteLine($"  {Node(saga, nodeEvent.NodeId),-24}  {nodeEvent.EventType.Kind.ToName()}{payload}");
        }
    }

    private static void WriteJson(Utf8JsonWriter json, SagaReport saga)
    {
        json.WriteStartObject();
        StoreText.WriteSummary(json, saga.Info);
        json.WriteString("created_state", saga.Create.State.Utf8Name());
        if (saga.Failure is { } failure)
        {
            WriteFailure(json, "failed_node", saga, failure.NodeId, StenoJson.Serialize(failure.EventType.Error));
        }
        if (saga.UndoFailure is { } undo)
        {
            WriteFailure(json, "undo_failed_node", saga, undo.NodeId, StenoJson.Serialize(undo.EventType.UndoError));
        }
        json.WriteStartArray("notes");
        foreach (string note in saga.Notes)
        {
            json.WriteStringValue(note);
        }
        json.WriteEndArray();
        json.WriteStartArray("log");
        foreach (SagaNodeEvent nodeEvent in saga.Events)
        {
            // An event adds up to four levels around a payload that may use all 127; the generated code keeps that limit, this writer would too early.
            json.WriteRawValue(StenoJson.Serialize(nodeEvent), skipInputValidation: true);
        }
        json.WriteEndArray();
        json.WritePropertyName("dag");
        json.WriteRawValue(saga.Create.Dag.Utf8.Span, skipInputValidation: true);
        json.WriteEndObject();
    }

    private static void WriteFailure(Utf8JsonWriter json, string name, SagaReport saga, SagaNodeId nodeId, byte[] error)
    {
        json.WriteStartObject(name);
        json.WriteNumber("node_id", nodeId.Value);
        if (saga.NodeName(nodeId) is { } nodeName)
        {
            json.WriteString("name", nodeName);
        }
        json.WritePropertyName("error");
        json.WriteRawValue(error, skipInputValidation: true);
        json.WriteEndObject();
    }

    private static string Node(SagaReport saga, SagaNodeId nodeId)
        => saga.NodeName(nodeId) is { } name ? $"{nodeId} {StoreText.OneLine(name)}" : nodeId.ToString();

    private static string Text(ReadOnlySpan<byte> utf8) => StoreText.OneLine(Encoding.UTF8.GetString(utf8));
}

using System.Text;
using Steno.Store;

namespace Steno.Tests.Stores;

/// <summary>Records to write, and texts to compare them by.</summary>
internal static class Sample
{
    internal static RawJson Json(string text) => RawJson.FromValidated(Encoding.UTF8.GetBytes(text));

    /// <summary>A JSON string of exactly this many bytes.</summary>
    internal static RawJson JsonOfLength(int lengthBytes)
    {
        byte[] text = new byte[lengthBytes];
        text.AsSpan().Fill((byte)'x');
        text[0] = text[^1] = (byte)'"';
        return RawJson.FromValidated(text);
    }

    /// <summary>The Nth id in order.</summary>
    internal static SagaId Id(int number) => new(new Guid($"00000000-0000-4000-8000-{number:x12}"));

    internal static SagaCreateParams Create(SagaId id, string dag = """{"nodes":[1, 2 ],"p":"\u00e9é"}""", SagaCachedState state = SagaCachedState.Running)
        => new(id, new SagaName("provision"), Json(dag), state);

    internal static SagaNodeEvent Event(SagaId id, uint node, SagaNodeEventType type) => new(id, new SagaNodeId(node), type);
    internal static SagaNodeEvent Started(SagaId id, uint node = 0) => Event(id, node, SagaNodeEventType.Started);

    internal static SagaNote Note(SagaId id, string text = "abandoned") => new(id, text);

    /// <summary>Every kind of event and every kind of error.</summary>
    internal static SagaNodeEventType[] AllEventTypes =>
    [
        SagaNodeEventType.Started,
        SagaNodeEventType.Succeeded(Json("null")),
        SagaNodeEventType.Succeeded(Json("{ \"b\" : 1e400,\t\"a\":\"\\u0041\" }")),
        SagaNodeEventType.Failed(new ActionError.ActionFailed(Json("""{"code": 7}"""))),
        SagaNodeEventType.Failed(new ActionError.DeserializeFailed("no \"such\"\nfield")),
        SagaNodeEventType.Failed(new ActionError.InjectedError()),
        SagaNodeEventType.Failed(new ActionError.SerializeFailed("é")),
        SagaNodeEventType.Failed(new ActionError.SubsagaCreateFailed("")),
        SagaNodeEventType.UndoStarted,
        SagaNodeEventType.UndoFinished,
        SagaNodeEventType.UndoFailed(new UndoActionError.PermanentFailure(Json("[1,  2]"))),
    ];

    internal static string Text(SagaNodeEvent nodeEvent) => $"{nodeEvent.SagaId} {nodeEvent.NodeId.Value} {Text(nodeEvent.EventType)}";

    internal static string Text(SagaNodeEventType type) => type.Kind switch
    {
        SagaNodeEventKind.Succeeded => $"Succeeded {Text(type.Output)}",
        SagaNodeEventKind.Failed => "Failed " + type.Error switch
        {
            ActionError.ActionFailed failed => $"ActionFailed {Text(failed.SourceError)}",
            ActionError.DeserializeFailed failed => $"DeserializeFailed {failed.Message}",
            ActionError.InjectedError => "InjectedError",
            ActionError.SerializeFailed failed => $"SerializeFailed {failed.Message}",
            ActionError.SubsagaCreateFailed failed => $"SubsagaCreateFailed {failed.Message}",
            ActionError other => throw new InvalidOperationException(other.GetType().Name),
        },
        SagaNodeEventKind.UndoFailed => $"UndoFailed {Text(((UndoActionError.PermanentFailure)type.UndoError).SourceError)}",
        SagaNodeEventKind kind => kind.ToString(),
    };

    internal static string Text(RawJson json) => Encoding.UTF8.GetString(json.Utf8.Span);

    internal static string Text(SagaCreateParams create) => $"{create.Id} {create.Name} {create.State} {Text(create.Dag)}";

    internal static string Text(SagaInfo info) => $"{info.Id} {info.Name} {info.State} updated:{info.HasUpdate} stuck:{info.IsStuck} events:{info.EventCount}";
}

using Steno.Json;

namespace Steno;

/// <summary>What happened to a node; carries a payload only where the kind has one.</summary>
public readonly partial struct SagaNodeEventType
{
    private readonly RawJson _output;
    private readonly object? _error;

    private SagaNodeEventType(SagaNodeEventKind kind, RawJson output, object? error)
        => (Kind, _output, _error) = (kind, output, error);

    /// <summary>Which of the six kinds this is.</summary>
    public SagaNodeEventKind Kind { get; }

    /// <summary>The node's action was started.</summary>
    public static SagaNodeEventType Started => default;
    /// <summary>The node's undo action was started.</summary>
    public static SagaNodeEventType UndoStarted => new(SagaNodeEventKind.UndoStarted, default, null);
    /// <summary>The node's undo action finished.</summary>
    public static SagaNodeEventType UndoFinished => new(SagaNodeEventKind.UndoFinished, default, null);
    /// <summary>The action succeeded with this output.</summary>
    public static SagaNodeEventType Succeeded(RawJson output) => new(SagaNodeEventKind.Succeeded, output, null);
    /// <summary>The action failed with this error.</summary>
    public static SagaNodeEventType Failed(ActionError error) => new(SagaNodeEventKind.Failed, default, error);
    /// <summary>The undo action failed with this error.</summary>
    public static SagaNodeEventType UndoFailed(UndoActionError error) => new(SagaNodeEventKind.UndoFailed, default, error);

    /// <summary>The output of a <see cref="SagaNodeEventKind.Succeeded"/> event.</summary>
    /// <exception cref="InvalidOperationException">The event is of another kind.</exception>
    public RawJson Output => Kind == SagaNodeEventKind.Succeeded ? _output : throw new InvalidOperationException($"A {Kind} event has no output.");
    /// <summary>The error of a <see cref="SagaNodeEventKind.Failed"/> event.</summary>
    /// <exception cref="InvalidOperationException">The event is of another kind.</exception>
    public ActionError Error => _error as ActionError ?? throw new InvalidOperationException($"A {Kind} event has no action error.");
    /// <summary>The error of an <see cref="SagaNodeEventKind.UndoFailed"/> event.</summary>
    /// <exception cref="InvalidOperationException">The event is of another kind.</exception>
    public UndoActionError UndoError => _error as UndoActionError ?? throw new InvalidOperationException($"A {Kind} event has no undo error.");

    /// <summary>The payload as a store keeps it: the output's own memory, the error as JSON text, or nothing for the other kinds.</summary>
    internal ReadOnlyMemory<byte> GetPayloadUtf8() => Kind switch
    {
        SagaNodeEventKind.Succeeded => _output.Utf8,
        SagaNodeEventKind.Failed => StenoJson.Serialize(Error),
        SagaNodeEventKind.UndoFailed => StenoJson.Serialize(UndoError),
        _ => default,
    };

    /// <summary>Rebuilds an event type from what <see cref="GetPayloadUtf8"/> gave. An output is trusted to be valid and refers to <paramref name="payload"/>.</summary>
    /// <exception cref="StenoJsonException">The payload is not an error of the kind's type.</exception>
    internal static SagaNodeEventType FromPayload(SagaNodeEventKind kind, ReadOnlyMemory<byte> payload) => kind switch
    {
        SagaNodeEventKind.Succeeded => new(kind, RawJson.FromValidated(payload), null),
        SagaNodeEventKind.Failed => new(kind, default, StenoJson.Deserialize<ActionError>(payload)),
        SagaNodeEventKind.UndoFailed => new(kind, default, StenoJson.Deserialize<UndoActionError>(payload)),
        _ => new(kind, default, null),
    };
}

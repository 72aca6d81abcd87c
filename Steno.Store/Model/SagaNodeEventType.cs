using Steno.Json;

namespace Steno;

/// <summary>What happened to a node; carries a payload only where the kind has one.</summary>
[JsonUnion(CaseNaming = JsonNaming.SnakeCase)]
public readonly partial struct SagaNodeEventType : IEquatable<SagaNodeEventType>
{
    // {"event_type":{"succeeded":here}} and {"event_type":{"failed":{"ActionFailed":{"source_error":here}}}}
    private const int LevelsAroundOutput = 2;
    private const int LevelsAroundError = 4;

    private readonly RawJson _output;
    private readonly object? _error;

    private SagaNodeEventType(SagaNodeEventKind kind, RawJson output, object? error)
        => (Kind, _output, _error) = (kind, output, error);

    /// <summary>Which of the six kinds this is.</summary>
    [JsonTag]
    public SagaNodeEventKind Kind { get; }

    /// <summary>The node's action was started.</summary>
    [JsonCase]
    public static SagaNodeEventType Started => default;
    /// <summary>The node's undo action was started.</summary>
    [JsonCase]
    public static SagaNodeEventType UndoStarted => new(SagaNodeEventKind.UndoStarted, default, null);
    /// <summary>The node's undo action finished.</summary>
    [JsonCase]
    public static SagaNodeEventType UndoFinished => new(SagaNodeEventKind.UndoFinished, default, null);
    /// <summary>The action succeeded with this output.</summary>
    /// <exception cref="StenoJsonException">The output is nested too deep to be read back inside an event.</exception>
    [JsonCase(nameof(Output))]
    public static SagaNodeEventType Succeeded(RawJson output)
    {
        output.RequireFits(LevelsAroundOutput);
        return new(SagaNodeEventKind.Succeeded, output, null);
    }
    /// <summary>The action failed with this error.</summary>
    /// <exception cref="StenoJsonException">The error's payload is nested too deep to be read back inside an event.</exception>
    [JsonCase(nameof(Error))]
    public static SagaNodeEventType Failed(ActionError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        (error as ActionError.ActionFailed)?.SourceError.RequireFits(LevelsAroundError);
        return new(SagaNodeEventKind.Failed, default, error);
    }
    /// <summary>The undo action failed with this error.</summary>
    /// <exception cref="StenoJsonException">The error's payload is nested too deep to be read back inside an event.</exception>
    [JsonCase(nameof(UndoError))]
    public static SagaNodeEventType UndoFailed(UndoActionError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        (error as UndoActionError.PermanentFailure)?.SourceError.RequireFits(LevelsAroundError);
        return new(SagaNodeEventKind.UndoFailed, default, error);
    }

    /// <summary>The output of a <see cref="SagaNodeEventKind.Succeeded"/> event.</summary>
    /// <exception cref="InvalidOperationException">The event is of another kind.</exception>
    public RawJson Output => Kind == SagaNodeEventKind.Succeeded ? _output : throw new InvalidOperationException($"A {Kind} event has no output.");
    /// <summary>The error of a <see cref="SagaNodeEventKind.Failed"/> event.</summary>
    /// <exception cref="InvalidOperationException">The event is of another kind.</exception>
    public ActionError Error => _error as ActionError ?? throw new InvalidOperationException($"A {Kind} event has no action error.");
    /// <summary>The error of an <see cref="SagaNodeEventKind.UndoFailed"/> event.</summary>
    /// <exception cref="InvalidOperationException">The event is of another kind.</exception>
    public UndoActionError UndoError => _error as UndoActionError ?? throw new InvalidOperationException($"A {Kind} event has no undo error.");

    /// <summary>Whether kind and payload are the same.</summary>
    /// <param name="other">The other event type.</param>
    public bool Equals(SagaNodeEventType other)
        => Kind == other.Kind && (Kind == SagaNodeEventKind.Succeeded ? _output == other._output : Equals(_error, other._error));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SagaNodeEventType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
        => HashCode.Combine(Kind, Kind == SagaNodeEventKind.Succeeded ? _output.GetHashCode() : _error?.GetHashCode() ?? 0);

    /// <summary>The kind's name, as <c>undo_started</c>; never the payload.</summary>
    public override string ToString() => Kind.ToName();

    /// <summary>Whether kind and payload are the same.</summary>
    public static bool operator ==(SagaNodeEventType left, SagaNodeEventType right) => left.Equals(right);

    /// <summary>Whether kind or payload differ.</summary>
    public static bool operator !=(SagaNodeEventType left, SagaNodeEventType right) => !left.Equals(right);

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

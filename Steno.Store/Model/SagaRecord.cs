using Steno.Json;

namespace Steno;

/// <summary>One record for a store: a create, an event, an update or a note. On the wire an object with that one key.</summary>
[JsonUnion(CaseNaming = JsonNaming.SnakeCase, IsEnvelope = true)]
public readonly partial struct SagaRecord : IEquatable<SagaRecord>
{
    private readonly SagaName _name;
    private readonly SagaId _id;
    private readonly RawJson _dag;
    private readonly SagaNodeId _nodeId;
    private readonly SagaCachedState _state;
    private readonly SagaNodeEventType _eventType;
    private readonly string? _text;

    private SagaRecord(SagaRecordKind kind, SagaId id, SagaName name, RawJson dag, SagaCachedState state, SagaNodeId nodeId, SagaNodeEventType eventType, string? text = null)
        => (Kind, _id, _name, _dag, _state, _nodeId, _eventType, _text) = (kind, id, name, dag, state, nodeId, eventType, text);

    /// <summary>Which kind of record this is.</summary>
    [JsonTag]
    public SagaRecordKind Kind { get; }
    /// <summary>The saga that the record is about.</summary>
    public SagaId SagaId => _id;

    /// <summary>A record that creates a saga.</summary>
    [JsonCase(nameof(CreateParams))]
    public static SagaRecord Create(SagaCreateParams create) => new(SagaRecordKind.Create, create.Id, create.Name, create.Dag, create.State, default, default);
    /// <summary>A record of a node's event.</summary>
    [JsonCase(nameof(NodeEvent))]
    public static SagaRecord Event(SagaNodeEvent nodeEvent) => new(SagaRecordKind.Event, nodeEvent.SagaId, default, default, default, nodeEvent.NodeId, nodeEvent.EventType);
    /// <summary>A record that changes a saga's cached state.</summary>
    [JsonCase(nameof(StateUpdate))]
    public static SagaRecord Update(SagaUpdate update) => new(SagaRecordKind.Update, update.Id, default, default, update.State, default, default);
    /// <summary>A record of a remark that is kept with a saga.</summary>
    [JsonCase(nameof(SagaNote))]
    public static SagaRecord Note(SagaNote note) => new(SagaRecordKind.Note, note.Id, default, default, default, default, default, note.Text);

    /// <summary>The parameters of a create record.</summary>
    /// <exception cref="InvalidOperationException">The record is of another kind.</exception>
    public SagaCreateParams CreateParams => Kind == SagaRecordKind.Create ? new(_id, _name, _dag, _state) : throw Not("create");
    /// <summary>The event of an event record.</summary>
    /// <exception cref="InvalidOperationException">The record is of another kind.</exception>
    public SagaNodeEvent NodeEvent => Kind == SagaRecordKind.Event ? new(_id, _nodeId, _eventType) : throw Not("event");
    /// <summary>The update of an update record.</summary>
    /// <exception cref="InvalidOperationException">The record is of another kind.</exception>
    public SagaUpdate StateUpdate => Kind == SagaRecordKind.Update ? new(_id, _state) : throw Not("update");
    /// <summary>The note of a note record.</summary>
    /// <exception cref="InvalidOperationException">The record is of another kind.</exception>
    public SagaNote SagaNote => Kind == SagaRecordKind.Note ? new(_id, _text!) : throw Not("note");

    /// <summary>Whether kind and content are the same.</summary>
    /// <param name="other">The other record.</param>
    public bool Equals(SagaRecord other)
        => Kind == other.Kind && _id == other._id && _name == other._name && _dag == other._dag
            && _state == other._state && _nodeId == other._nodeId && _eventType == other._eventType && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SagaRecord other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _id, _nodeId, _state, _eventType.Kind, _text);

    /// <summary>Whether kind and content are the same.</summary>
    public static bool operator ==(SagaRecord left, SagaRecord right) => left.Equals(right);

    /// <summary>Whether kind or content differ.</summary>
    public static bool operator !=(SagaRecord left, SagaRecord right) => !left.Equals(right);

    private InvalidOperationException Not(string wanted) => new($"This is a record of kind {Kind}, not {wanted}.");
}

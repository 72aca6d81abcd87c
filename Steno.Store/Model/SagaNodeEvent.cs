using Steno.Json;

namespace Steno;

/// <summary>One step of one node of one saga, as recorded in the saga's log.</summary>
/// <param name="SagaId">The saga.</param>
/// <param name="NodeId">The node.</param>
/// <param name="EventType">What happened to it.</param>
[JsonObject]
public readonly partial record struct SagaNodeEvent(SagaId SagaId, SagaNodeId NodeId, SagaNodeEventType EventType);

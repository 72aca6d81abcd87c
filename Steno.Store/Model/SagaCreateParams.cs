using Steno.Json;

namespace Steno;

/// <summary>What a saga's record is created from.</summary>
/// <param name="Id">The saga.</param>
/// <param name="Name">The name of the saga's kind.</param>
/// <param name="Dag">The saga's DAG and parameters; an opaque JSON value to the store.</param>
/// <param name="State">The cached state to begin with.</param>
[JsonObject]
public readonly partial record struct SagaCreateParams(SagaId Id, SagaName Name, RawJson Dag, SagaCachedState State);

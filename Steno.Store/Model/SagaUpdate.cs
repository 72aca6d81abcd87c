using Steno.Json;

namespace Steno;

/// <summary>A change of a saga's cached state.</summary>
/// <param name="Id">The saga.</param>
/// <param name="State">The new cached state.</param>
[JsonObject]
public readonly partial record struct SagaUpdate(SagaId Id, SagaCachedState State);

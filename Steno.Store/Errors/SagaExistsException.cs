namespace Steno.Store;

/// <summary>A saga of that id exists already. Nothing was written.</summary>
public sealed class SagaExistsException(SagaId sagaId)
    : SecStoreException($"Saga {sagaId} exists already. Nothing was written; create a saga with another id, or resume this one.")
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
}

namespace Steno.Store;

/// <summary>No saga of that id was ever created. Nothing was written.</summary>
public sealed class UnknownSagaException(SagaId sagaId)
    : SecStoreException($"Saga {sagaId} does not exist. Nothing was written; create the saga first.")
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
}

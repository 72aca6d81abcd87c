namespace Steno.Store;

/// <summary>The saga's cached state is <c>done</c>: it takes no more events. Nothing was written.</summary>
public sealed class SagaDoneException(SagaId sagaId)
    : SecStoreException($"Saga {sagaId} is done and takes no more events. Nothing was written.")
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
}

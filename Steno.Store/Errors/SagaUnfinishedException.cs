namespace Steno.Store;

/// <summary>A saga that is not done was to be deleted. Nothing was written.</summary>
public sealed class SagaUnfinishedException(SagaId sagaId, SagaCachedState state)
    : SecStoreException($"Saga {sagaId} is {state.ToName()} and was not deleted: it may still have work to undo. Abandon it first, or allow unfinished sagas to be deleted.")
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
    /// <summary>Its cached state.</summary>
    public SagaCachedState State { get; } = state;
}

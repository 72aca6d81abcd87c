namespace Steno.Store;

/// <summary>An archived saga was to be changed, deleted or archived again. Nothing was written.</summary>
public sealed class SagaArchivedException(SagaId sagaId)
    : SecStoreException($"Saga {sagaId} is archived: it can be read, but neither changed nor deleted. Nothing was written.")
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
}

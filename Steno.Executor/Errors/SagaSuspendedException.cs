namespace Steno;

/// <summary>
/// This process gave up on a saga: the store failed, or the coordinator stopped. Nothing that was not recorded has been
/// acted on; recovery goes on with the saga where its log ends. The cause is the <see cref="Exception.InnerException"/>.
/// </summary>
public sealed class SagaSuspendedException(SagaId sagaId, Exception cause)
    : SagaException($"Saga {sagaId} was suspended: {cause.Message} It can be recovered from the store.", cause)
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
}

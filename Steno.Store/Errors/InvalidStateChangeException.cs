namespace Steno.Store;

/// <summary>The update would take a saga's cached state backwards. Nothing was written.</summary>
public sealed class InvalidStateChangeException(SagaId sagaId, SagaCachedState from, SagaCachedState to)
    : SecStoreException($"Saga {sagaId} is {from.ToName()} and cannot become {to.ToName()}: states only go running, unwinding, done. Nothing was written.")
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
    /// <summary>The state that the saga has.</summary>
    public SagaCachedState From { get; } = from;
    /// <summary>The state that was asked for.</summary>
    public SagaCachedState To { get; } = to;
}

namespace Steno;

/// <summary>Keeps an id to whoever reads or ends its saga in the store, until a runner takes the place or it is given back.</summary>
/// <param name="id">The saga.</param>
/// <param name="previous">The suspended runner that had the place; it stays to be seen.</param>
internal sealed class SagaReservation<TContext>(SagaId id, SagaRunner<TContext>? previous) : ISagaEntry<TContext>
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SagaId Id => id;

    public SagaRunner<TContext>? Runner => previous;

    /// <summary>Completes when the id is free again, or a runner's.</summary>
    public Task End => _end.Task;

    public void SetEnded() => _end.TrySetResult();
}

namespace Steno;

/// <summary>What a coordinator's table holds for an id: a runner, or a reservation that keeps others away.</summary>
internal interface ISagaEntry<TContext>
{
    /// <summary>The runner to show; null when there is none yet.</summary>
    SagaRunner<TContext>? Runner { get; }
}

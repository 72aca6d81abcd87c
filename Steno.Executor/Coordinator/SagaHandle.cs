namespace Steno;

/// <summary>A saga that a coordinator holds. Thread-safe.</summary>
public sealed class SagaHandle
{
    private readonly ISagaRunner _runner;

    internal SagaHandle(ISagaRunner runner) => _runner = runner;

    /// <summary>The saga.</summary>
    public SagaId Id => _runner.Id;

    /// <summary>
    /// Completes when the saga ends. Faults with <see cref="SagaSuspendedException"/> when this process gives up on it,
    /// because the store failed or the coordinator stopped; recovery goes on with it then.
    /// </summary>
    public Task<SagaResult> Completion => _runner.Completion;

    /// <summary>What the saga looks like now, as far as it is durable. Never waits for the store or an action.</summary>
    public SagaView GetView() => _runner.GetView();
}

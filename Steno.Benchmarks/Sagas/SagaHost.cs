using System.Runtime.CompilerServices;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Sagas;

/// <summary>A coordinator with default options on a store of the caller's.</summary>
internal sealed class SagaHost(ISecStore store) : IAsyncDisposable
{
    private readonly SagaCoordinator<object?> _coordinator = new(store, new ActionRegistry<object?>().Register(new LoadAction()), null);

    /// <summary>From the start of a saga to its result, which must be success with the output of the last action.</summary>
    // Pooled, so that what is counted as allocated is the executor's share and not the load's.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(SagaId id, SagaDag dag)
    {
        SagaHandle saga = await _coordinator.CreateAndStartSagaAsync(id, dag).ConfigureAwait(false);
        SagaResult result = await saga.Completion.ConfigureAwait(false);
        if (result is not SagaResult.Succeeded succeeded || succeeded.RawOutput.Utf8.Length != SagaData.Output.Length)
        {
            throw new InvalidOperationException($"Saga {id} ended as {result.GetType().Name} without the output of its last node.");
        }
    }

    public ValueTask DisposeAsync() => _coordinator.DisposeAsync();
}

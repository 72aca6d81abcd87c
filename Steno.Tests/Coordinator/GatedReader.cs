using System.Runtime.CompilerServices;
using Steno.Store;

namespace Steno.Tests.Coordinator;

/// <summary>A reader in front of another that waits or fails where the test says.</summary>
internal sealed class GatedReader(ISecStoreReader inner) : ISecStoreReader
{
    /// <summary>What happens after a saga's events were read and before they are given.</summary>
    public Func<SagaId, Task> AfterEvents { get; init; } = _ => Task.CompletedTask;

    /// <summary>What happens after a saga was found unfinished and before that is told.</summary>
    public Func<SagaId, Task> AfterListing { get; init; } = _ => Task.CompletedTask;

    public ValueTask<SagaInfo?> GetSagaAsync(SagaId id, CancellationToken cancellation = default) => inner.GetSagaAsync(id, cancellation);

    public ValueTask<SagaCreateParams?> GetCreateParamsAsync(SagaId id, CancellationToken cancellation = default) => inner.GetCreateParamsAsync(id, cancellation);

    public ValueTask<IReadOnlyList<SagaInfo>> ListSagasAsync(SagaQuery query, CancellationToken cancellation = default) => inner.ListSagasAsync(query, cancellation);

    public async ValueTask<IReadOnlyList<SagaNodeEvent>> ReadEventsAsync(SagaId id, CancellationToken cancellation = default)
    {
        IReadOnlyList<SagaNodeEvent> events = await inner.ReadEventsAsync(id, cancellation);
        await AfterEvents(id);
        return events;
    }

    public async IAsyncEnumerable<SagaInfo> ReadUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (SagaInfo info in inner.ReadUnfinishedAsync(cancellation))
        {
            await AfterListing(info.Id);
            yield return info;
        }
    }
}

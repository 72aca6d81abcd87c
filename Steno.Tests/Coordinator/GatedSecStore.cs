using Steno.Store;

namespace Steno.Tests.Coordinator;

/// <summary>A store in front of another that counts its writes, and fails or holds up those that the test says.</summary>
internal sealed class GatedSecStore(ISecStore inner) : ISecStore
{
    private int _writeCount;

    /// <summary>What happens before a write with this number, from 0: nothing, a wait or an exception.</summary>
    public Func<int, ReadOnlyMemory<SagaRecord>, ValueTask> Before { get; set; } = (_, _) => default;

    public int WriteCount => Volatile.Read(ref _writeCount);

    public ValueTask CreateSagaAsync(SagaCreateParams create, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Create(create) }, cancellation);

    public ValueTask RecordEventAsync(SagaNodeEvent nodeEvent, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Event(nodeEvent) }, cancellation);

    public ValueTask UpdateSagaAsync(SagaId id, SagaCachedState state, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Update(new SagaUpdate(id, state)) }, cancellation);

    public async ValueTask WriteAsync(ReadOnlyMemory<SagaRecord> records, CancellationToken cancellation = default)
    {
        await Before(Interlocked.Increment(ref _writeCount) - 1, records);
        await inner.WriteAsync(records, cancellation);
    }
}

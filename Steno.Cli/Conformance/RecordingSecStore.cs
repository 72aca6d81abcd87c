using Steno.Store;

namespace Steno.Cli.Conformance;

/// <summary>A store in front of another that remembers what went through, in order. Thread-safe.</summary>
internal sealed class RecordingSecStore(ISecStore inner) : ISecStore
{
    private readonly List<SagaRecord> _records = [];

    public IReadOnlyList<SagaRecord> Records
    {
        get
        {
            lock (_records)
            {
                return [.. _records];
            }
        }
    }

    public ValueTask CreateSagaAsync(SagaCreateParams create, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Create(create) }, cancellation);

    public ValueTask RecordEventAsync(SagaNodeEvent nodeEvent, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Event(nodeEvent) }, cancellation);

    public ValueTask UpdateSagaAsync(SagaId id, SagaCachedState state, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Update(new SagaUpdate(id, state)) }, cancellation);

    public ValueTask WriteAsync(ReadOnlyMemory<SagaRecord> records, CancellationToken cancellation = default)
    {
        lock (_records)
        {
            _records.AddRange(records.Span);
        }
        return inner.WriteAsync(records, cancellation);
    }
}

using Steno.Store;

namespace Steno;

/// <summary>Keeps one saga's events in memory, and dies at a given write.</summary>
internal sealed class CrashingSecStore(CrashPoint? crash) : ISecStore
{
    private readonly Lock _lock = new();
    private readonly List<SagaNodeEvent> _events = [];
    private int _writeCount;

    public IReadOnlyList<SagaNodeEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Whether the write at which it dies was reached.</summary>
    public bool HasCrashed { get; private set; }

    public ValueTask CreateSagaAsync(SagaCreateParams create, CancellationToken cancellation = default) => default;

    public ValueTask RecordEventAsync(SagaNodeEvent nodeEvent, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Event(nodeEvent) }, cancellation);

    public ValueTask UpdateSagaAsync(SagaId id, SagaCachedState state, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Update(new SagaUpdate(id, state)) }, cancellation);

    public ValueTask WriteAsync(ReadOnlyMemory<SagaRecord> records, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            bool crashesHere = crash is { } point && point.Write == _writeCount++;
            HasCrashed |= crashesHere;
            if (!HasCrashed || (crashesHere && crash!.Value.IsKept))
            {
                foreach (SagaRecord record in records.Span)
                {
                    if (record.Kind == SagaRecordKind.Event)
                    {
                        _events.Add(record.NodeEvent);
                    }
                }
            }
            return HasCrashed ? ValueTask.FromException(new SimulatedCrashException()) : default;
        }
    }
}

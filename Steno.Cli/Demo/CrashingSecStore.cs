using Steno.Store;

namespace Steno.Cli.Demo;

/// <summary>
/// A store in front of another one that ends the process as soon as so many events are durable, before anybody learns of it:
/// the coordinator has decided, the record is safe, and nothing that follows from it has happened.
/// </summary>
internal sealed class CrashingSecStore(ISecStore store, int crashAfter, Action crash) : ISecStore
{
    private int _durableEvents;

    public ValueTask CreateSagaAsync(SagaCreateParams create, CancellationToken cancellation = default) => store.CreateSagaAsync(create, cancellation);

    public async ValueTask RecordEventAsync(SagaNodeEvent nodeEvent, CancellationToken cancellation = default)
    {
        await store.RecordEventAsync(nodeEvent, cancellation);
        Count(1);
    }

    public ValueTask UpdateSagaAsync(SagaId id, SagaCachedState state, CancellationToken cancellation = default) => store.UpdateSagaAsync(id, state, cancellation);

    public ValueTask RecordNoteAsync(SagaNote note, CancellationToken cancellation = default) => store.RecordNoteAsync(note, cancellation);

    // Deliberate: handed on whole. The default body would write record by record and tear the coordinator's decisions apart.
    public async ValueTask WriteAsync(ReadOnlyMemory<SagaRecord> records, CancellationToken cancellation = default)
    {
        // The memory is the coordinator's again once the write is through.
        int events = CountEvents(records.Span);
        await store.WriteAsync(records, cancellation);
        Count(events);
    }

    private void Count(int events)
    {
        if (events > 0 && Interlocked.Add(ref _durableEvents, events) >= crashAfter)
        {
            crash();
        }
    }

    private static int CountEvents(ReadOnlySpan<SagaRecord> records)
    {
        int events = 0;
        foreach (SagaRecord record in records)
        {
            events += record.Kind == SagaRecordKind.Event ? 1 : 0;
        }
        return events;
    }
}

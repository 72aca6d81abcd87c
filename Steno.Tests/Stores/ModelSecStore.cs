using System.Runtime.CompilerServices;
using Steno.Json;
using Steno.Store;

namespace Steno.Tests.Stores;

/// <summary>
/// What a store has to do, as plainly as it can be said: a dictionary under a lock. The judge beside every real store,
/// so it is simple before anything else.
/// </summary>
internal sealed class ModelSecStore(int payloadLimitBytes = int.MaxValue, int batchLimitBytes = int.MaxValue) : ISecStore, ISecStoreReader, IAsyncDisposable
{
    private sealed record Saga(SagaCreateParams Create, SagaCachedState State, bool HasUpdate, IReadOnlyList<SagaNodeEvent> Events, IReadOnlyList<string> Notes);

    private readonly Lock _gate = new();
    private SortedDictionary<SagaId, Saga> _sagas = [];
    private bool _isDisposed;

    public ValueTask CreateSagaAsync(SagaCreateParams create, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Create(create) }, cancellation);

    public ValueTask RecordEventAsync(SagaNodeEvent nodeEvent, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Event(nodeEvent) }, cancellation);

    public ValueTask UpdateSagaAsync(SagaId id, SagaCachedState state, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Update(new SagaUpdate(id, state)) }, cancellation);

    public ValueTask RecordNoteAsync(SagaNote note, CancellationToken cancellation = default)
        => WriteAsync(new[] { SagaRecord.Note(note) }, cancellation);

    public ValueTask WriteAsync(ReadOnlyMemory<SagaRecord> records, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            cancellation.ThrowIfCancellationRequested();
            long batchBytes = records.ToArray().Sum(record => (long)PayloadBytes(record));
            if (batchBytes > batchLimitBytes && records.ToArray().All(record => PayloadBytes(record) <= payloadLimitBytes))
            {
                throw new PayloadTooLargeException(records.Span[0].SagaId, batchBytes, batchLimitBytes);
            }
            var after = new SortedDictionary<SagaId, Saga>(_sagas);
            foreach (SagaRecord record in records.Span)
            {
                Apply(after, record);
            }
            _sagas = after; // all or none
            return default;
        }
    }

    public ValueTask<SagaInfo?> GetSagaAsync(SagaId id, CancellationToken cancellation = default)
        => ValueTask.FromResult(Snapshot().TryGetValue(id, out Saga? saga) ? Info(saga) : null);

    public ValueTask<SagaCreateParams?> GetCreateParamsAsync(SagaId id, CancellationToken cancellation = default)
        => ValueTask.FromResult(Snapshot().TryGetValue(id, out Saga? saga) ? saga.Create : (SagaCreateParams?)null);

    public ValueTask<IReadOnlyList<SagaInfo>> ListSagasAsync(SagaQuery query, CancellationToken cancellation = default)
        => ValueTask.FromResult<IReadOnlyList<SagaInfo>>([.. Snapshot().Values.Select(Info)
            .Where(info => query.States is not { Count: > 0 } states || states.Contains(info.State))
            .Where(info => !query.OnlyStuck || info.IsStuck)
            .Where(info => query.After is not { } after || info.Id.CompareTo(after) > 0)
            .Take(query.Limit)]);

    public ValueTask<IReadOnlyList<SagaNodeEvent>> ReadEventsAsync(SagaId id, CancellationToken cancellation = default)
        => Snapshot().TryGetValue(id, out Saga? saga) ? ValueTask.FromResult(saga.Events) : throw new UnknownSagaException(id);

    public ValueTask<IReadOnlyList<string>> ReadNotesAsync(SagaId id, CancellationToken cancellation = default)
        => Snapshot().TryGetValue(id, out Saga? saga) ? ValueTask.FromResult(saga.Notes) : throw new UnknownSagaException(id);

    public async IAsyncEnumerable<SagaInfo> ReadUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.CompletedTask;
        foreach (Saga saga in Snapshot().Values.Where(saga => saga.State != SagaCachedState.Done))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Info(saga);
        }
    }

    /// <summary>Deletes a saga that is done.</summary>
    public void DeleteSaga(SagaId id)
    {
        lock (_gate)
        {
            Saga saga = _sagas.GetValueOrDefault(id) ?? throw new UnknownSagaException(id);
            if (saga.State != SagaCachedState.Done)
            {
                throw new SagaUnfinishedException(id, saga.State);
            }
            _sagas = new SortedDictionary<SagaId, Saga>(_sagas);
            _sagas.Remove(id);
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }
        return default;
    }

    private SortedDictionary<SagaId, Saga> Snapshot()
    {
        lock (_gate)
        {
            return _sagas; // never changed after it was put here
        }
    }

    private void Apply(SortedDictionary<SagaId, Saga> sagas, SagaRecord record)
    {
        int sizeBytes = PayloadBytes(record);
        if (sizeBytes > payloadLimitBytes)
        {
            throw new PayloadTooLargeException(record.SagaId, sizeBytes, payloadLimitBytes);
        }
        if (record.Kind == SagaRecordKind.Create)
        {
            if (!sagas.TryAdd(record.SagaId, new Saga(record.CreateParams, record.CreateParams.State, HasUpdate: false, [], [])))
            {
                throw new SagaExistsException(record.SagaId);
            }
            return;
        }
        Saga saga = sagas.GetValueOrDefault(record.SagaId) ?? throw new UnknownSagaException(record.SagaId);
        if (record.Kind == SagaRecordKind.Event)
        {
            sagas[record.SagaId] = saga.State != SagaCachedState.Done
                ? saga with { Events = [.. saga.Events, record.NodeEvent] }
                : throw new SagaDoneException(record.SagaId);
            return;
        }
        if (record.Kind == SagaRecordKind.Note)
        {
            sagas[record.SagaId] = saga with { Notes = [.. saga.Notes, record.SagaNote.Text] };
            return;
        }
        SagaCachedState state = record.StateUpdate.State;
        if (state < saga.State)
        {
            throw new InvalidStateChangeException(record.SagaId, saga.State, state);
        }
        if (state > saga.State)
        {
            sagas[record.SagaId] = saga with { State = state, HasUpdate = true };
        }
    }

    private static int PayloadBytes(SagaRecord record) => record.Kind switch
    {
        SagaRecordKind.Create => System.Text.Encoding.UTF8.GetByteCount(record.CreateParams.Name.ToString()) + record.CreateParams.Dag.Utf8.Length,
        SagaRecordKind.Event when record.NodeEvent.EventType.Kind == SagaNodeEventKind.Succeeded => record.NodeEvent.EventType.Output.Utf8.Length,
        SagaRecordKind.Event when record.NodeEvent.EventType.Kind == SagaNodeEventKind.Failed => StenoJson.Serialize(record.NodeEvent.EventType.Error).Length,
        SagaRecordKind.Event when record.NodeEvent.EventType.Kind == SagaNodeEventKind.UndoFailed => StenoJson.Serialize(record.NodeEvent.EventType.UndoError).Length,
        SagaRecordKind.Note => System.Text.Encoding.UTF8.GetByteCount(record.SagaNote.Text),
        _ => 0,
    };

    private static SagaInfo Info(Saga saga) => new()
    {
        Id = saga.Create.Id,
        Name = saga.Create.Name,
        State = saga.State,
        HasUpdate = saga.HasUpdate,
        IsStuck = saga.Events.Any(nodeEvent => nodeEvent.EventType.Kind == SagaNodeEventKind.UndoFailed),
        EventCount = saga.Events.Count,
        LastCommitTime = default,
    };
}

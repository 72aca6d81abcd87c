namespace Steno.Store.Log;

/// <summary>
/// The synchronous part of every write: under the append lock, wait for room, validate each record against the pending
/// view, place it in the open batch. What fixes the order, and what is all or none.
/// </summary>
internal sealed class Appender
{
    private const int MaxSoftLimitBytes = 1 << 20;
    private const int BatchSlackBytes = 1 << 20;

    private readonly StoreState _state;
    private readonly Committer _committer;
    private readonly TicketPool _tickets = new();
    private readonly int _payloadLimitBytes;
    private readonly int _softLimitBytes;
    private readonly bool _isBuffered;

    public Appender(StoreState state, Committer committer, FasterSecStoreOptions options)
    {
        _state = state;
        _committer = committer;
        _payloadLimitBytes = options.PayloadLimitBytes;
        _softLimitBytes = SoftLimitBytes(state.Layout);
        _isBuffered = options.Durability == Durability.Buffered;
    }

    private OpenBatch Open => _state.Open!;

    /// <summary>A batch takes no further call beyond this; a single larger call gets a batch of its own.</summary>
    public static int SoftLimitBytes(LogLayout layout) => Math.Min(layout.PageSizeBytes / 2, MaxSoftLimitBytes);

    /// <summary>Places records in one batch, all or none; the task ends when they are acknowledged.</summary>
    public ValueTask Append(ReadOnlySpan<PreparedRecord> records, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellation);
        }
        CommitTicket? ticket = null;
        try
        {
            long sizeBytes = MeasureAndLimit(records);
            lock (_state.Gate)
            {
                WaitForRoom(sizeBytes, cancellation);
                bool hasPlaced = PlaceAll(records);
                if (_isBuffered || (!hasPlaced && IsEverythingDurable(records)))
                {
                    _committer.Wake();
                    return default;
                }
                if (!_committer.TryTakeRoleAsLoneCaller())
                {
                    ticket = _tickets.Rent();
                    Open.Tickets.Add(ticket);
                    _committer.Wake();
                }
            }
        }
        catch (Exception refusal) when (refusal is SecStoreException or ObjectDisposedException or OperationCanceledException)
        {
            return ValueTask.FromException(refusal);
        }
        catch (InvariantViolatedException bug)
        {
            return ValueTask.FromException(_committer.Stop(bug));
        }
        if (ticket is not null)
        {
            return ticket.AsTask(cancellation);
        }
        Exception? failure = _committer.CommitAsLoneCaller();
        return failure is null ? default : ValueTask.FromException(failure);
    }

    private long MeasureAndLimit(ReadOnlySpan<PreparedRecord> records)
    {
        long sizeBytes = 0;
        foreach (ref readonly PreparedRecord record in records)
        {
            long payloadBytes = record.PayloadBytes;
            if (payloadBytes > _payloadLimitBytes)
            {
                throw new PayloadTooLargeException(record.SagaId, payloadBytes, _payloadLimitBytes);
            }
            sizeBytes += RecordCodec.HeaderBytes + payloadBytes;
        }
        long batchLimitBytes = (long)_payloadLimitBytes + BatchSlackBytes;
        return sizeBytes <= batchLimitBytes ? sizeBytes : throw new PayloadTooLargeException(records[0].SagaId, sizeBytes, batchLimitBytes);
    }

    /// <summary>Back-pressure: waits, with the gate released, while the open batch is full or its segment is not ready.</summary>
    private void WaitForRoom(long sizeBytes, CancellationToken cancellation)
    {
        _committer.ThrowIfUnusable();
        if (HasRoom(sizeBytes, out long neededEnd))
        {
            return;
        }
        SegmentPreparer preparer = _committer.Preparer;
        int fullCount = preparer.FullCount;
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(static appender => ((Appender)appender!).WakeWaiters(), this);
        _committer.SpaceWaiters++;
        try
        {
            do
            {
                cancellation.ThrowIfCancellationRequested();
                if (neededEnd > preparer.PreparedEnd)
                {
                    if (preparer.FullCount != fullCount)
                    {
                        throw new StoreFullException(_state.Directory, preparer.LastFull);
                    }
                    preparer.Request(neededEnd, isNeededNow: true);
                }
                _committer.Wake();
                Monitor.Wait(_state.Gate);
                _committer.ThrowIfUnusable();
            }
            while (!HasRoom(sizeBytes, out neededEnd));
        }
        finally
        {
            _committer.SpaceWaiters--;
            // Not Dispose: that would wait for a callback that waits for the gate.
            registration.Unregister();
        }
    }

    private bool HasRoom(long sizeBytes, out long neededEnd)
    {
        OpenBatch open = Open;
        // Two blocks stay free for a mark and the seal.
        neededEnd = _state.Layout.BatchEnd(open.Address, (int)(open.BodyBytes + sizeBytes)) + 2L * _state.Layout.BlockSizeBytes;
        bool isFull = open.RecordCount > 0 && open.BodyBytes + sizeBytes > _softLimitBytes;
        return !isFull && neededEnd <= _committer.Preparer.PreparedEnd;
    }

    /// <summary>Validates each record against the ones before it and places it; on the first refusal takes all of them back.</summary>
    private bool PlaceAll(ReadOnlySpan<PreparedRecord> records)
    {
        int recordCount = Open.RecordCount;
        int bodyBytes = Open.BodyBytes;
        try
        {
            foreach (ref readonly PreparedRecord record in records)
            {
                Place(record);
            }
        }
        catch
        {
            TakeBack(recordCount, bodyBytes);
            throw;
        }
        if (_isBuffered)
        {
            _state.Publish(Open.Placed[recordCount..]);
        }
        return Open.RecordCount > recordCount;
    }

    private void Place(in PreparedRecord record)
    {
        Open.MakeRoom(record);
        int entry = FindOrAdd(record);
        ref SagaEntry saga = ref _state.Index[entry];
        SagaCachedState before = saga.PendingState;
        switch (record.Kind)
        {
            case SagaRecordKind.Event when before == SagaCachedState.Done:
                throw new SagaDoneException(record.SagaId);
            case SagaRecordKind.Update when (SagaCachedState)record.Detail < before:
                throw new InvalidStateChangeException(record.SagaId, before, (SagaCachedState)record.Detail);
            case SagaRecordKind.Update when (SagaCachedState)record.Detail == before:
                return;
        }
        Open.Place(record, entry, before, saga.PendingHead);
        saga.PendingHead = Open.Placed[^1].Address;
        if (record.Kind is SagaRecordKind.Create or SagaRecordKind.Update)
        {
            saga.PendingState = (SagaCachedState)record.Detail;
        }
    }

    private int FindOrAdd(in PreparedRecord record)
    {
        int entry = _state.Index.Find(record.SagaId);
        if (record.Kind == SagaRecordKind.Create)
        {
            return entry < 0 ? _state.Index.Add(record.SagaId) : throw new SagaExistsException(record.SagaId);
        }
        return entry >= 0 ? entry : throw new UnknownSagaException(record.SagaId);
    }

    private void TakeBack(int recordCount, int bodyBytes)
    {
        ReadOnlySpan<PlacedRecord> placed = Open.Placed[recordCount..];
        for (int i = placed.Length - 1; i >= 0; i--)
        {
            ref SagaEntry saga = ref _state.Index[placed[i].Entry];
            saga.PendingHead = placed[i].HeadBefore;
            saga.PendingState = placed[i].StateBefore;
            if (placed[i].Kind == SagaRecordKind.Create)
            {
                _state.Index.RemoveLast();
            }
        }
        Open.TakeBack(recordCount, bodyBytes);
    }

    /// <summary>Whether a call that had nothing to write may end at once: what it asked for is durable already.</summary>
    private bool IsEverythingDurable(ReadOnlySpan<PreparedRecord> records)
    {
        foreach (ref readonly PreparedRecord record in records)
        {
            ref SagaEntry saga = ref _state.Index[_state.Index.Find(record.SagaId)];
            if (saga.PublishedHead != saga.PendingHead)
            {
                return false;
            }
        }
        return true;
    }

    private void WakeWaiters()
    {
        lock (_state.Gate)
        {
            Monitor.PulseAll(_state.Gate);
        }
    }
}

using Steno.Store.Archives;

namespace Steno.Store.Log;

/// <summary>
/// The synchronous part of every write: under the append lock, wait for room, validate each record against the pending
/// view, place it in the open batch. What fixes the order, and what is all or none.
/// </summary>
internal sealed class Appender
{
    private const int MaxSoftLimitBytes = 1 << 20;
    private const int BatchSlackBytes = 1 << 20;
    /// <summary>What a saga takes in the index at most; LimitTests shows it.</summary>
    private const int IndexBytesPerSaga = 64;

    private readonly StoreState _state;
    private readonly Committer _committer;
    private readonly TicketPool _tickets;
    private readonly int _payloadLimitBytes;
    private readonly int _softLimitBytes;
    private readonly bool _isBuffered;
    private readonly long _indexBudgetBytes;
    private readonly TimeProvider _time;

    public Appender(StoreState state, Committer committer, FasterSecStoreOptions options)
    {
        _state = state;
        _committer = committer;
        _tickets = new TicketPool(committer.Groups);
        _payloadLimitBytes = options.PayloadLimitBytes;
        _softLimitBytes = SoftLimitBytes(state.Layout);
        _isBuffered = options.Durability == Durability.Buffered;
        _indexBudgetBytes = options.IndexBudgetBytes;
        _time = options.TimeProvider;
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
        CommitTicket? ticket;
        try
        {
            long sizeBytes = MeasureAndLimit(records);
            RequireMayPlace(records, out ArchiveSet archives);
            lock (_state.Gate)
            {
                WaitForRoom(sizeBytes, cancellation);
                while (archives != _state.Archives)
                {
                    archives = CheckAgain(records, sizeBytes, cancellation);
                }
                bool hasPlaced = PlaceAll(records);
                if (_isBuffered || (!hasPlaced && IsEverythingDurable(records)))
                {
                    _committer.Wake();
                    return default;
                }
                ticket = Enlist();
            }
        }
        catch (UnknownSagaException unknown) when (!_state.Archives.IsEmpty)
        {
            return ValueTask.FromException(Explain(unknown));
        }
        catch (Exception refusal) when (refusal is SecStoreException or ObjectDisposedException or OperationCanceledException)
        {
            return ValueTask.FromException(refusal);
        }
        catch (InvariantViolatedException bug)
        {
            return ValueTask.FromException(_committer.Stop(bug));
        }
        return Acknowledgement(ticket, cancellation);
    }

    /// <summary>A saga that writers do not know may be an archived one.</summary>
    private Exception Explain(UnknownSagaException unknown)
    {
        try
        {
            return _state.IsArchived(unknown.SagaId) ? new SagaArchivedException(unknown.SagaId) : unknown;
        }
        catch (SecStoreException damage)
        {
            return damage;
        }
    }

    /// <summary>Archives may have to be read, so this comes before the gate; under it the answer counts as long as they are the same.</summary>
    private void RequireMayPlace(ReadOnlySpan<PreparedRecord> records, out ArchiveSet archives)
    {
        archives = _state.Archives;
        if (archives.IsEmpty)
        {
            return;
        }
        foreach (ref readonly PreparedRecord record in records)
        {
            if (record.Kind is (LogRecordKind.Create or LogRecordKind.Drop) && _state.IsArchived(record.SagaId))
            {
                throw record.Kind == LogRecordKind.Create ? new SagaExistsException(record.SagaId) : new SagaArchivedException(record.SagaId);
            }
        }
    }

    private ArchiveSet CheckAgain(ReadOnlySpan<PreparedRecord> records, long sizeBytes, CancellationToken cancellation)
    {
        Monitor.Exit(_state.Gate);
        ArchiveSet archives;
        try
        {
            RequireMayPlace(records, out archives);
        }
        finally
        {
            Monitor.Enter(_state.Gate);
        }
        WaitForRoom(sizeBytes, cancellation);
        return archives;
    }

    /// <summary>Drops those of the archived sagas that are live and still as they were archived.</summary>
    /// <param name="entries">The archived sagas.</param>
    /// <param name="acknowledged">Ends when the drops are durable.</param>
    /// <param name="cancellation">Ends waiting for room.</param>
    /// <returns>How many are dropped.</returns>
    public int AppendDropsOfUnchanged(ReadOnlySpan<ArchiveEntry> entries, out ValueTask acknowledged, CancellationToken cancellation)
    {
        acknowledged = default;
        CommitTicket ticket;
        int count = 0;
        lock (_state.Gate)
        {
            WaitForRoom((long)entries.Length * RecordCodec.HeaderBytes, cancellation);
            int recordCount = Open.RecordCount;
            foreach (ref readonly ArchiveEntry archived in entries)
            {
                int entry = _state.Index.Find(archived.Id);
                if (entry >= 0 && _state.Index[entry] is { IsDropping: false, PendingState: SagaCachedState.Done } saga && saga.PendingHead == archived.Head)
                {
                    Place(PreparedRecord.Drop(archived.Id, mayBeUnfinished: false));
                    count++;
                }
            }
            if (count == 0)
            {
                return 0;
            }
            if (_isBuffered)
            {
                _state.Publish(Open.Placed[recordCount..], [], _state.LastCommitTimeUtcMs);
                _committer.Wake();
                return count;
            }
            ticket = TakeTicket();
        }
        acknowledged = ticket.AsTask(cancellation);
        return count;
    }

    /// <summary>
    /// Places some of a saga's records once more, as part of a rewrite of the whole saga. With the last part the rewrite ends,
    /// and the saga's chain is then the rewritten one; unless the saga has got more records since it was read, which then have to
    /// follow.
    /// </summary>
    /// <param name="rewrite">How far the rewrite is; moved on.</param>
    /// <param name="records">The next records of the chain, oldest first.</param>
    /// <param name="isLast">Whether these are the last ones that were read.</param>
    /// <param name="acknowledged">Ends when the part is durable.</param>
    /// <param name="cancellation">Ends waiting for room.</param>
    public RewriteProgress AppendRewrite(SagaRewrite rewrite, ReadOnlySpan<PreparedRecord> records, bool isLast, out ValueTask acknowledged, CancellationToken cancellation)
    {
        acknowledged = default;
        long sizeBytes = isLast ? RecordCodec.HeaderBytes + RewriteSummary.PayloadBytes : 0;
        foreach (ref readonly PreparedRecord record in records)
        {
            sizeBytes += RecordCodec.HeaderBytes + record.PayloadBytes;
        }
        bool isEnd;
        CommitTicket ticket;
        lock (_state.Gate)
        {
            WaitForRoom(sizeBytes, cancellation);
            int entry = _state.Index.Find(rewrite.SagaId);
            if (entry < 0 || _state.Index[entry].IsDropping)
            {
                return RewriteProgress.IsGone;
            }
            int recordCount = Open.RecordCount;
            foreach (ref readonly PreparedRecord record in records)
            {
                Open.MakeRoom(record);
                Open.Place(record, entry: -1, default, rewrite.LastAddress);
                rewrite.Add(Open.Placed[^1]);
            }
            isEnd = isLast && _state.Index[entry].PendingHead == rewrite.Head;
            if (isEnd)
            {
                EndRewrite(rewrite, entry);
            }
            if (_isBuffered)
            {
                _state.Publish(Open.Placed[recordCount..], isEnd ? [Open.Rewrites[^1]] : [], _state.LastCommitTimeUtcMs);
                _committer.Wake();
                return isEnd ? RewriteProgress.HasEnded : RewriteProgress.GoesOn;
            }
            ticket = TakeTicket();
        }
        acknowledged = ticket.AsTask(cancellation);
        return isEnd ? RewriteProgress.HasEnded : RewriteProgress.GoesOn;
    }

    /// <summary>Ends when everything that was placed before is durable; for a buffered store, whose calls end before that.</summary>
    public ValueTask Flush(CancellationToken cancellation)
    {
        CommitTicket ticket;
        lock (_state.Gate)
        {
            _committer.ThrowIfUnusable();
            if (Open.RecordCount == 0 && _state.InFlight is null)
            {
                return default;
            }
            ticket = TakeTicket();
        }
        return ticket.AsTask(cancellation);
    }

    /// <summary>Takes the role for a lone caller (null) or a ticket for the open batch. Under the gate.</summary>
    private CommitTicket? Enlist() => _committer.TryTakeRoleAsLoneCaller() ? null : TakeTicket();

    private CommitTicket TakeTicket()
    {
        CommitTicket ticket = _tickets.Rent();
        Open.Tickets.Add(ticket);
        _committer.Wake();
        return ticket;
    }

    private ValueTask Acknowledgement(CommitTicket? ticket, CancellationToken cancellation)
    {
        if (ticket is not null)
        {
            return ticket.AsTask(cancellation);
        }
        Exception? failure = _committer.CommitAsLoneCaller();
        return failure is null ? default : ValueTask.FromException(failure);
    }

    private void EndRewrite(SagaRewrite rewrite, int entry)
    {
        ref SagaEntry saga = ref _state.Index[entry];
        RewriteSummary summary = rewrite.Summarize();
        PreparedRecord end = PreparedRecord.RewriteEnd(rewrite.SagaId, summary);
        Open.MakeRoom(end);
        Open.Place(end, entry, saga.PendingState, rewrite.LastAddress);
        Open.Rewrites.Add(summary);
        saga.PendingHead = Open.Placed[^1].Address;
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
            // One look at the clock a batch.
            if (recordCount == 0)
            {
                _state.LastCommitTimeUtcMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
            }
            _state.Publish(Open.Placed[recordCount..], [], _state.LastCommitTimeUtcMs);
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
            case LogRecordKind.Event when before == SagaCachedState.Done:
                throw new SagaDoneException(record.SagaId);
            case LogRecordKind.Update when (SagaCachedState)record.Detail < before:
                throw new InvalidStateChangeException(record.SagaId, before, (SagaCachedState)record.Detail);
            case LogRecordKind.Update when (SagaCachedState)record.Detail == before:
                return;
            case LogRecordKind.Drop when before != SagaCachedState.Done && record.Detail == 0:
                throw new SagaUnfinishedException(record.SagaId, before);
            // The archive will have it whether it is dropped or not.
            case LogRecordKind.Drop when saga.IsArchiving:
                throw new SagaArchivedException(record.SagaId);
            case LogRecordKind.Drop:
                saga.Traits |= SagaTraits.IsDropping;
                break;
        }
        Open.Place(record, entry, before, saga.PendingHead);
        saga.PendingHead = Open.Placed[^1].Address;
        if (record.Kind is LogRecordKind.Create or LogRecordKind.Update)
        {
            saga.PendingState = (SagaCachedState)record.Detail;
        }
    }

    private int FindOrAdd(in PreparedRecord record)
    {
        int entry = _state.Index.Find(record.SagaId);
        if (record.Kind == LogRecordKind.Create)
        {
            if (entry >= 0)
            {
                throw new SagaExistsException(record.SagaId);
            }
            if ((_state.Index.Count + 1L) * IndexBytesPerSaga > _indexBudgetBytes)
            {
                throw new StoreIndexFullException(_state.Directory, _state.Index.Count, _indexBudgetBytes);
            }
            return _state.Index.Add(record.SagaId);
        }
        return entry >= 0 && !_state.Index[entry].IsDropping ? entry : throw new UnknownSagaException(record.SagaId);
    }

    private void TakeBack(int recordCount, int bodyBytes)
    {
        ReadOnlySpan<PlacedRecord> placed = Open.Placed[recordCount..];
        for (int i = placed.Length - 1; i >= 0; i--)
        {
            ref SagaEntry saga = ref _state.Index[placed[i].Entry];
            saga.PendingHead = placed[i].HeadBefore;
            saga.PendingState = placed[i].StateBefore;
            if (placed[i].Kind == LogRecordKind.Create)
            {
                _state.Index.Remove(placed[i].Entry);
            }
            else if (placed[i].Kind == LogRecordKind.Drop)
            {
                saga.Traits &= ~SagaTraits.IsDropping;
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

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Steno.Store.Faster;

namespace Steno.Store.Log;

/// <summary>
/// The writing side: callers place records into the open batch under the append lock and get a ticket; the committer,
/// one thread at a time, seals the batch, writes it as FASTER entries, publishes it to the index and completes the
/// tickets, in that order. The committer is a thread of its own, or a lone caller that commits what it just placed.
/// The first failure of a write poisons the store: every waiter gets it, nothing later is accepted.
/// </summary>
internal sealed class LogWriter
{
    private const int MaxSoftLimitBytes = 1 << 20;
    private const int BatchSlackBytes = 1 << 20;

    private readonly StoreState _state;
    private readonly FasterBatchLog _log;
    private readonly SuperblockFile _superblock;
    private readonly SegmentPreparer _preparer;
    private readonly FasterSecStoreOptions _options;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly TicketPool _tickets = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _softLimitBytes;
    private readonly long _gatherTicks;
    private readonly long _intervalTicks;
    private readonly long _idleTicks;
    private readonly bool _isBuffered;
    private readonly long _generation;

    // Guarded by the gate.
    private OpenBatch _spare;
    private bool _isCommitting;
    private bool _isCommitterIdle;
    private bool _isClosing;
    private int _spaceWaiters;
    private Exception? _poison;

    // Owned by whoever commits.
    private long _sequence;
    private long _lastWriteTicks;
    private bool _isLastBatchUnproven;
    private byte[] _scratch = [];

    /// <summary>How many callers the last commit answered: they are expected back soon.</summary>
    private volatile int _lastAnswered;
    /// <summary>How many callers had come while the last commit ran.</summary>
    private volatile int _waiting;

    public LogWriter(StoreState state, FasterBatchLog log, SuperblockFile superblock, int segmentCount, FasterSecStoreOptions options, ILogger logger, long generation, long endAddress, long nextSequence)
    {
        _state = state;
        _log = log;
        _superblock = superblock;
        _options = options;
        _logger = logger;
        _generation = generation;
        _sequence = nextSequence;
        _isBuffered = options.Durability == Durability.Buffered;
        _softLimitBytes = Math.Min(state.Layout.PageSizeBytes / 2, MaxSoftLimitBytes);
        _gatherTicks = Ticks(options.GatherTime);
        _intervalTicks = Ticks(options.BufferedCommitInterval);
        _idleTicks = Ticks(options.IdleTimeBeforeMark);
        var groups = new TicketGroupPool();
        _spare = new OpenBatch(groups, _softLimitBytes * 2);
        state.Open = new OpenBatch(groups, _softLimitBytes * 2);
        state.Open.Reopen(endAddress);
        _lastWriteTicks = Stopwatch.GetTimestamp();
        _preparer = new SegmentPreparer(state.Files, superblock, segmentCount, WakeSpaceWaiters, failure => Poison(failure, holdsRole: false));
        RequestAhead();
        _thread = new Thread(RunCommitter) { IsBackground = true, Name = "steno-commit" };
        _thread.Start();
    }

    private OpenBatch Open => _state.Open!;

    private bool IsRoleFree => !_isCommitting;

    // ---------------------------------------------------------------- appending

    /// <summary>Places records in one batch, all or none; the task ends when they are acknowledged.</summary>
    public ValueTask Append(ReadOnlySpan<PreparedRecord> records, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellation);
        }
        CommitTicket? ticket;
        bool isLone = false;
        try
        {
            long sizeBytes = MeasureAndLimit(records);
            lock (_state.Gate)
            {
                WaitForRoom(sizeBytes, cancellation);
                bool hasPlaced = PlaceAll(records);
                if (_isBuffered || (!hasPlaced && IsEverythingDurable(records)))
                {
                    WakeCommitterForBuffered();
                    return default;
                }
                isLone = _options.CommitOnLoneCaller && IsRoleFree && _lastAnswered <= 1 && Open.Tickets.Count == 0 && hasPlaced;
                if (isLone)
                {
                    _isCommitting = true;
                    ticket = null;
                }
                else
                {
                    ticket = _tickets.Rent();
                    Open.Tickets.Add(ticket);
                    if (_isCommitterIdle)
                    {
                        Monitor.PulseAll(_state.Gate);
                    }
                }
            }
        }
        catch (Exception refusal) when (refusal is SecStoreException or ObjectDisposedException or OperationCanceledException)
        {
            return ValueTask.FromException(refusal);
        }
        if (!isLone)
        {
            return ticket!.AsTask(cancellation);
        }
        Exception? failure = CommitOpenBatch(answeredBeside: 1);
        return failure is null ? default : ValueTask.FromException(failure);
    }

    private long MeasureAndLimit(ReadOnlySpan<PreparedRecord> records)
    {
        long sizeBytes = 0;
        foreach (ref readonly PreparedRecord record in records)
        {
            long payloadBytes = record.PayloadBytes;
            if (payloadBytes > _options.PayloadLimitBytes)
            {
                throw new PayloadTooLargeException(record.SagaId, payloadBytes, _options.PayloadLimitBytes);
            }
            sizeBytes += RecordCodec.HeaderBytes + payloadBytes;
        }
        long batchLimitBytes = (long)_options.PayloadLimitBytes + BatchSlackBytes;
        return sizeBytes <= batchLimitBytes ? sizeBytes : throw new PayloadTooLargeException(records[0].SagaId, sizeBytes, batchLimitBytes);
    }

    /// <summary>Back-pressure: waits, with the gate released, while the open batch is full or its segment is not ready.</summary>
    private void WaitForRoom(long sizeBytes, CancellationToken cancellation)
    {
        ThrowIfUnusable();
        int fullCount = _preparer.FullCount;
        if (HasRoom(sizeBytes, out long neededEnd))
        {
            return;
        }
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(static writer => ((LogWriter)writer!).WakeSpaceWaiters(), this);
        _spaceWaiters++;
        try
        {
            do
            {
                cancellation.ThrowIfCancellationRequested();
                if (neededEnd > _preparer.PreparedEnd)
                {
                    if (_preparer.FullCount != fullCount)
                    {
                        throw new StoreFullException(_state.Directory, _preparer.LastFull);
                    }
                    _preparer.Request(neededEnd, isNeededNow: true);
                }
                if (_isCommitterIdle)
                {
                    Monitor.PulseAll(_state.Gate);
                }
                Monitor.Wait(_state.Gate);
                ThrowIfUnusable();
            }
            while (!HasRoom(sizeBytes, out neededEnd));
        }
        finally
        {
            _spaceWaiters--;
            // Not Dispose: that would wait for a callback that waits for the gate.
            registration.Unregister();
        }
    }

    private bool HasRoom(long sizeBytes, out long neededEnd)
    {
        OpenBatch open = Open;
        neededEnd = _state.Layout.BatchEnd(open.Address, (int)(open.BodyBytes + sizeBytes)) + 2L * _state.Layout.BlockSizeBytes;
        if (open.RecordCount > 0 && open.BodyBytes + sizeBytes > _softLimitBytes)
        {
            return false;
        }
        // Two blocks stay free for a mark and the seal.
        return neededEnd <= _preparer.PreparedEnd;
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
            Publish(Open.Placed[recordCount..]);
        }
        return Open.RecordCount > recordCount;
    }

    private void Place(in PreparedRecord record)
    {
        SagaIndex index = _state.Index;
        int entry = index.Find(record.SagaId);
        if (record.Kind == SagaRecordKind.Create)
        {
            if (entry >= 0)
            {
                throw new SagaExistsException(record.SagaId);
            }
            entry = index.Add(record.SagaId);
        }
        else if (entry < 0)
        {
            throw new UnknownSagaException(record.SagaId);
        }
        ref SagaEntry saga = ref index[entry];
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
        if (record.Kind != SagaRecordKind.Event)
        {
            saga.PendingState = (SagaCachedState)record.Detail;
        }
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

    private void ThrowIfUnusable()
    {
        if (_poison is not null)
        {
            throw new StorePoisonedException(_state.Directory, _poison);
        }
        ObjectDisposedException.ThrowIf(_isClosing, typeof(FasterSecStore));
    }

    // ---------------------------------------------------------------- committing

    private void RunCommitter()
    {
        while (true)
        {
            Work work = WaitForWork();
            switch (work)
            {
                case Work.Commit:
                    CommitOpenBatch(answeredBeside: 0);
                    Gather();
                    break;
                case Work.Mark:
                    WriteControlBatch(BatchKind.Mark);
                    ReleaseRole();
                    break;
                case Work.Close:
                    Close();
                    return;
            }
        }
    }

    private enum Work { None, Commit, Mark, Close }

    /// <summary>Waits until there is something to do and takes the committer's role for it.</summary>
    private Work WaitForWork()
    {
        lock (_state.Gate)
        {
            while (true)
            {
                long waitTicks = long.MaxValue;
                Work work = IsRoleFree ? FindWork(out waitTicks) : Work.None;
                if (work != Work.None)
                {
                    _isCommitting = true;
                    return work;
                }
                _isCommitterIdle = true;
                Monitor.Wait(_state.Gate, waitTicks == long.MaxValue ? Timeout.Infinite : (int)Math.Clamp(waitTicks * 1000 / Stopwatch.Frequency + 1, 1, 60_000));
                _isCommitterIdle = false;
            }
        }
    }

    private Work FindWork(out long waitTicks)
    {
        waitTicks = long.MaxValue;
        bool isStopped = _poison is not null;
        if (!isStopped && !Open.IsEmpty)
        {
            long sinceTicks = Stopwatch.GetTimestamp() - _lastWriteTicks;
            if (!_isBuffered || _isClosing || _spaceWaiters > 0 || Open.BodyBytes >= _softLimitBytes / 2 || sinceTicks >= _intervalTicks)
            {
                return Work.Commit;
            }
            waitTicks = _intervalTicks - sinceTicks;
            return Work.None;
        }
        if (_isClosing)
        {
            return Work.Close;
        }
        if (!isStopped && _isLastBatchUnproven && HasRoomForMark())
        {
            waitTicks = _lastWriteTicks + _idleTicks - Stopwatch.GetTimestamp();
            return waitTicks <= 0 ? Work.Mark : Work.None;
        }
        return Work.None;
    }

    private bool HasRoomForMark() => Open.Address + 2L * _state.Layout.BlockSizeBytes <= _preparer.PreparedEnd;

    /// <summary>
    /// Callers that were just answered come back within microseconds: waiting that long lets them share one write with those
    /// who came meanwhile, instead of the two taking turns. A lone caller is never waited for.
    /// </summary>
    private void Gather()
    {
        int answered = _lastAnswered;
        if (_isBuffered || answered < 1 || _gatherTicks == 0)
        {
            return;
        }
        int target = answered + _waiting;
        if (target <= 1)
        {
            return;
        }
        long deadline = Stopwatch.GetTimestamp() + _gatherTicks;
        while (_state.Open!.Tickets.Count < target && Stopwatch.GetTimestamp() < deadline)
        {
            Thread.SpinWait(10);
        }
    }

    /// <summary>Writes the open batch; the role is held on entry and free on return. Returns the failure that poisoned the store.</summary>
    private Exception? CommitOpenBatch(int answeredBeside)
    {
        OpenBatch batch = SealOpenBatch();
        try
        {
            if (batch.RecordCount > 0)
            {
                WriteBatch(batch);
            }
        }
#pragma warning disable CA1031 // Deliberate: whatever happened, what the disk holds is not known any more; the store stops and every waiter is told.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Poison(failure, holdsRole: true);
        }
        TicketGroup tickets;
        lock (_state.Gate)
        {
            if (!_isBuffered)
            {
                Publish(batch.Placed);
            }
            tickets = batch.DetachTickets();
            _lastAnswered = tickets.Count + answeredBeside;
            _waiting = Open.Tickets.Count;
            _state.InFlight = null;
            _spare = batch;
            FreeRole();
        }
        tickets.CompleteAll(null);
        return null;
    }

    private OpenBatch SealOpenBatch()
    {
        lock (_state.Gate)
        {
            OpenBatch batch = Open;
            long end = batch.RecordCount == 0 ? batch.Address : _state.Layout.BatchEnd(batch.Address, batch.BodyBytes);
            _spare.Reopen(end);
            _state.Open = _spare;
            _state.InFlight = batch;
            RequestAhead();
            if (_spaceWaiters > 0)
            {
                Monitor.PulseAll(_state.Gate);
            }
            return batch;
        }
    }

    private void WriteBatch(OpenBatch batch)
    {
        LogLayout layout = _state.Layout;
        int parts = layout.PartCount(batch.Address, batch.BodyBytes);
        if (parts == 1)
        {
            int frameBytes = (int)(layout.FrameEnd(batch.Address, batch.BodyBytes) - batch.Address) - LogLayout.EntryWordBytes;
            Span<byte> frame = batch.Frame(frameBytes);
            Header(BatchKind.Records, batch.Address, batch.BodyBytes, batch.RecordCount, 0, 1).Seal(frame);
            _log.Append(frame, batch.Address);
            _state.Recent.Add(batch.Address, frame);
        }
        else
        {
            WriteParts(batch, parts);
        }
        FinishBatch(isProof: false);
    }

    /// <summary>A batch that does not fit its page: consecutive frames that count only together.</summary>
    private void WriteParts(OpenBatch batch, int parts)
    {
        LogLayout layout = _state.Layout;
        long address = batch.Address;
        int written = 0;
        for (int part = 0; part < parts; part++)
        {
            int bodyBytes = Math.Min(layout.FrameCapacity(address), batch.BodyBytes - written);
            long end = layout.FrameEnd(address, bodyBytes);
            Span<byte> frame = Scratch((int)(end - address) - LogLayout.EntryWordBytes);
            batch.Body.Slice(written, bodyBytes).CopyTo(frame[BatchHeader.SizeBytes..]);
            frame[(BatchHeader.SizeBytes + bodyBytes)..].Clear();
            Header(BatchKind.Records, address, bodyBytes, batch.RecordCount, part, parts).Seal(frame);
            _log.Append(frame, address);
            written += bodyBytes;
            address = end;
        }
        _state.Recent.Skip(address);
    }

    /// <summary>A batch without records, at the open batch's place; the open batch, empty, moves behind it.</summary>
    private bool WriteControlBatch(BatchKind kind)
    {
        long address;
        long end;
        lock (_state.Gate)
        {
            address = Open.Address;
            if (Open.RecordCount > 0)
            {
                return false;
            }
            end = _state.Layout.FrameEnd(address, 0);
            Open.MoveTo(end);
        }
        try
        {
            Span<byte> frame = Scratch((int)(end - address) - LogLayout.EntryWordBytes);
            frame.Clear();
            Header(kind, address, 0, 0, 0, 1).Seal(frame);
            _log.Append(frame, address);
            _state.Recent.Add(address, frame);
            FinishBatch(isProof: true);
            return true;
        }
#pragma warning disable CA1031 // Deliberate: as for every write, the first failure stops the store.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Poison(failure, holdsRole: true);
            return false;
        }
    }

    private BatchHeader Header(BatchKind kind, long address, int bodyBytes, int recordCount, int part, int parts) => new()
    {
        Kind = kind,
        StoreId = _state.StoreId,
        Generation = _generation,
        Sequence = _sequence,
        Address = address,
        CommitTimeUtcMs = _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(),
        BodyBytes = bodyBytes,
        RecordCount = recordCount,
        Part = (ushort)part,
        Parts = (ushort)parts,
    };

    private void FinishBatch(bool isProof)
    {
        _sequence++;
        _isLastBatchUnproven = !isProof;
        Volatile.Write(ref _lastWriteTicks, Stopwatch.GetTimestamp());
    }

    private Span<byte> Scratch(int bytes)
    {
        if (_scratch.Length < bytes)
        {
            _scratch = new byte[bytes];
        }
        return _scratch.AsSpan(0, bytes);
    }

    private void Publish(ReadOnlySpan<PlacedRecord> placed)
    {
        foreach (ref readonly PlacedRecord record in placed)
        {
            _state.Index[record.Entry].Publish(record.Kind, record.Detail, record.Address);
        }
    }

    private void RequestAhead() => _preparer.Request(Open.Address + _state.Layout.SegmentSizeBytes / 4 * 3, isNeededNow: false);

    private void ReleaseRole()
    {
        lock (_state.Gate)
        {
            FreeRole();
        }
    }

    private void FreeRole()
    {
        _isCommitting = false;
        if (_isCommitterIdle && (_isClosing || !Open.IsEmpty || _isLastBatchUnproven))
        {
            Monitor.PulseAll(_state.Gate);
        }
    }

    private void WakeCommitterForBuffered()
    {
        if (_isCommitterIdle && (Open.RecordCount == 1 || Open.BodyBytes >= _softLimitBytes / 2))
        {
            Monitor.PulseAll(_state.Gate);
        }
    }

    private void WakeSpaceWaiters()
    {
        lock (_state.Gate)
        {
            Monitor.PulseAll(_state.Gate);
        }
    }

    // ---------------------------------------------------------------- ending

    private StorePoisonedException Poison(Exception cause, bool holdsRole)
    {
        TicketGroup? inFlight;
        TicketGroup open;
        lock (_state.Gate)
        {
            if (_poison is null)
            {
                _poison = cause;
                StoreLog.Poisoned(_logger, _state.Directory, cause);
            }
            inFlight = _state.InFlight?.DetachTickets();
            open = Open.DetachTickets();
            _isCommitting &= !holdsRole;
            Monitor.PulseAll(_state.Gate);
            cause = _poison;
        }
        var poisoned = new StorePoisonedException(_state.Directory, cause);
        inFlight?.CompleteAll(poisoned);
        open.CompleteAll(poisoned);
        return poisoned;
    }

    /// <summary>Refuses new calls, commits what was placed, seals, and lets everything go.</summary>
    public Task CloseAsync()
    {
        lock (_state.Gate)
        {
            _isClosing = true;
            Monitor.PulseAll(_state.Gate);
        }
        return _closed.Task;
    }

    private void Close()
    {
        _preparer.Stop();
        bool wasPoisoned = _poison is not null;
        try
        {
            if (!wasPoisoned && WriteControlBatch(BatchKind.Seal))
            {
                _superblock.Update(current => current with { ProvenAddress = Open.Address });
            }
        }
#pragma warning disable CA1031 // Deliberate: handed to whoever disposes.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Poison(failure, holdsRole: true);
        }
        _log.Dispose();
        // A caller of a buffered store was told "acknowledged": it must hear when that did not reach the disk.
        if (_poison is not null && (_isBuffered || !wasPoisoned))
        {
            _closed.SetException(new StorePoisonedException(_state.Directory, _poison));
        }
        else
        {
            _closed.SetResult();
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Steno.Store.Log;

/// <summary>
/// Makes batches durable, one at a time: seal, write, publish to the index, complete the tickets, in that order.
/// The role is taken under the gate, by this object's own thread or by a lone caller who commits what it just placed
/// (which spares it two thread switches). The first failure poisons the store: every waiter gets it at once, nothing
/// later is accepted, and only closing is left to do.
/// </summary>
internal sealed class Committer
{
    private enum Work { None, Commit, Mark, Close }

    private const int KeeperPauseMs = 3;

    private readonly StoreState _state;
    private readonly BatchWriter _writer;
    private readonly SuperblockFile _superblock;
    private readonly SegmentPreparer _preparer;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    /// <summary>The store goes on closing where this is set, at the end of the thread.</summary>
    private readonly int _softLimitBytes;
    private readonly bool _isBuffered;
    private readonly bool _allowsLoneCaller;
    private readonly long _gatherTicks;
    private readonly long _intervalTicks;
    private readonly long _idleTicks;

    // Guarded by the gate.
    private OpenBatch _spare;
    private Exception? _poison;
    private bool _isRoleTaken;
    private bool _isThreadWaiting;
    private bool _isThreadWaitingForEver;
    private bool _isThreadWaitingForOpenBatch;
    private bool _isClosing;
    /// <summary>What whoever closes is told; set by the thread's end.</summary>
    private StorePoisonedException? _lost;

    /// <summary>How many callers the last commit answered: they are expected back soon.</summary>
    private volatile int _lastAnswered;
    /// <summary>How many callers had come while the last commit ran.</summary>
    private volatile int _lastWaiting;

    public Committer(StoreState state, BatchWriter writer, SuperblockFile superblock, int segmentCount, int softLimitBytes, FasterSecStoreOptions options, ILogger logger, long endAddress)
    {
        _state = state;
        _writer = writer;
        _superblock = superblock;
        _logger = logger;
        _softLimitBytes = softLimitBytes;
        _isBuffered = options.Durability == Durability.Buffered;
        _allowsLoneCaller = options.CommitOnLoneCaller && !_isBuffered;
        _gatherTicks = Ticks(options.GatherTime);
        _intervalTicks = Ticks(options.BufferedCommitInterval);
        _idleTicks = Ticks(options.IdleTimeBeforeMark);
        _spare = new OpenBatch(Groups, softLimitBytes * 2);
        state.Open = new OpenBatch(Groups, softLimitBytes * 2);
        state.Open.Reopen(endAddress);
        state.DurablePoint = writer.PointAt(endAddress);
        state.Generation = state.DurablePoint.Generation;
        state.LastCommitTimeUtcMs = options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        _preparer = new SegmentPreparer(state.Files, superblock, segmentCount, WakeAll, failure => Poison(failure, holdsRole: false));
        RequestSegmentAhead();
        _thread = new Thread(Run) { IsBackground = true, Name = "steno-commit" };
        _thread.Start();
    }

    public SegmentPreparer Preparer => _preparer;

    /// <summary>Where those who wait for commits are told.</summary>
    public TicketGroupPool Groups { get; } = new();

    /// <summary>Whether a write failed. Without the gate only once the store is closed.</summary>
    public bool IsPoisoned => _poison is not null;

    /// <summary>Callers that wait for room; guarded by the gate. A buffered commit does not let them wait for its interval.</summary>
    public int SpaceWaiters { get; set; }

    /// <summary>What is told of every commit, once the store is open.</summary>
    public StoreMetrics? Metrics { get; set; }

    /// <summary>Where the log must end for <see cref="LogHasGrown"/> to be called, once. Guarded by the gate.</summary>
    public long WatchedAddress { get; set; } = long.MaxValue;

    /// <summary>Called under the gate.</summary>
    public Action? LogHasGrown { get; set; }

    private OpenBatch Open => _state.Open!;

    // ---------------------------------------------------------------- for the append path, under the gate

    /// <exception cref="StorePoisonedException">A write failed earlier.</exception>
    /// <exception cref="ObjectDisposedException">The store is closing or closed.</exception>
    public void ThrowIfUnusable()
    {
        if (_poison is not null)
        {
            throw new StorePoisonedException(_state.Directory, _poison);
        }
        ObjectDisposedException.ThrowIf(_isClosing, typeof(FasterSecStore));
    }

    /// <summary>Takes the role for a caller who is alone: nothing is in flight and the last commit answered one caller at most.</summary>
    public bool TryTakeRoleAsLoneCaller()
    {
        if (!_allowsLoneCaller || _isRoleTaken || _lastAnswered > 1 || Open.Tickets.Count > 0 || IsKeeperOutrun)
        {
            return false;
        }
        _isRoleTaken = true;
        return true;
    }

    /// <summary>Something was placed, or somebody waits for room.</summary>
    public void Wake()
    {
        // A buffered batch is left alone until its interval ends or it is half full; only its first call starts the clock.
        bool matters = !_isBuffered || SpaceWaiters > 0 || !_isThreadWaitingForOpenBatch || Open.BodyBytes >= _softLimitBytes / 2;
        if (_isThreadWaiting && matters)
        {
            Monitor.PulseAll(_state.Gate);
        }
    }

    // ---------------------------------------------------------------- committing, with the role held

    /// <summary>Stops the store for a failure outside of a commit. Returns what its callers are told.</summary>
    public Exception Stop(Exception cause) => Poison(cause, holdsRole: false);

    /// <summary>Commits the open batch as a lone caller; the role is free on return. Returns the failure, or null.</summary>
    public Exception? CommitAsLoneCaller() => CommitOpenBatch(answeredBeside: 1);

    private void Run()
    {
        while (true)
        {
            switch (WaitForWork())
            {
                case Work.Commit:
                    CommitOpenBatch(answeredBeside: 0);
                    Gather();
                    WaitForKeeper();
                    break;
                case Work.Mark:
                    WriteMark();
                    break;
                case Work.Close:
                    EndLog();
                    return;
            }
        }
    }

    /// <summary>Waits until there is something to do and takes the role for it.</summary>
    private Work WaitForWork()
    {
        lock (_state.Gate)
        {
            while (true)
            {
                long waitTicks = _idleTicks;
                Work work = _isRoleTaken ? Work.None : FindWork(out waitTicks);
                if (work != Work.None)
                {
                    _isRoleTaken = true;
                    return work;
                }
                _isThreadWaiting = true;
                _isThreadWaitingForOpenBatch = !Open.IsEmpty;
                _isThreadWaitingForEver = waitTicks == long.MaxValue;
                Monitor.Wait(_state.Gate, _isThreadWaitingForEver ? Timeout.Infinite : (int)Math.Clamp(waitTicks * 1000 / Stopwatch.Frequency + 1, 1, 60_000));
                _isThreadWaiting = _isThreadWaitingForEver = false;
            }
        }
    }

    private Work FindWork(out long waitTicks)
    {
        waitTicks = long.MaxValue;
        if (_poison is not null)
        {
            return _isClosing ? Work.Close : Work.None;
        }
        long sinceLastWrite = Stopwatch.GetTimestamp() - _writer.LastWriteTicks;
        if (!Open.IsEmpty)
        {
            bool isDue = !_isBuffered || _isClosing || SpaceWaiters > 0 || Open.BodyBytes >= _softLimitBytes / 2 || sinceLastWrite >= _intervalTicks;
            waitTicks = _intervalTicks - sinceLastWrite;
            return isDue ? Work.Commit : Work.None;
        }
        if (_isClosing)
        {
            return Work.Close;
        }
        bool wantsMark = _writer.IsLastBatchUnproven && Open.Address + 2L * _state.Layout.BlockSizeBytes <= _preparer.PreparedEnd;
        if (wantsMark)
        {
            waitTicks = _idleTicks - sinceLastWrite;
            return waitTicks <= 0 ? Work.Mark : Work.None;
        }
        return Work.None;
    }

    /// <summary>
    /// Callers that were just answered come back within microseconds: waiting that long lets them share one write with those
    /// who came meanwhile, instead of the two taking turns. A lone caller is never waited for.
    /// </summary>
    private void Gather()
    {
        int target = _lastAnswered + _lastWaiting;
        if (_isBuffered || _gatherTicks == 0 || target <= 1)
        {
            return;
        }
        // The pause is measured from the last arrival: while callers keep coming, waiting pays.
        int arrived = 0;
        long deadline = 0;
        for (int count = _state.Open!.Tickets.Count; count < target; count = _state.Open.Tickets.Count)
        {
            long now = Stopwatch.GetTimestamp();
            if (count != arrived || deadline == 0)
            {
                arrived = count;
                deadline = now + _gatherTicks;
            }
            else if (now >= deadline)
            {
                return;
            }
            // Yield, not spin: on few cores the callers that this waits for need the one it runs on.
            Thread.Yield();
        }
    }

    /// <summary>
    /// Writers that outrun compaction would fill the disk: then commits are held back a little, each one larger instead, until
    /// the keeper has caught up. Its own records go in the same commits.
    /// </summary>
    private void WaitForKeeper()
    {
        lock (_state.Gate)
        {
            if (IsKeeperOutrun && !_isClosing && _poison is null)
            {
                Monitor.Wait(_state.Gate, KeeperPauseMs);
            }
        }
    }

    private bool IsKeeperOutrun => _state.IsKeeperAtWork && _state.IsLogLarge(LogSize.TooLarge);

    private Exception? CommitOpenBatch(int answeredBeside)
    {
        TicketGroup tickets;
        try
        {
            OpenBatch batch = SealOpenBatch();
            if (batch.RecordCount > 0)
            {
                long started = StoreMetrics.WantsDuration ? Stopwatch.GetTimestamp() : 0;
                _writer.Write(batch);
                Metrics?.Committed(batch.RecordCount, _state.Layout.BatchEnd(batch.Address, batch.BodyBytes) - batch.Address, started == 0 ? default : Stopwatch.GetElapsedTime(started));
            }
            tickets = Acknowledge(batch, answeredBeside);
        }
#pragma warning disable CA1031 // Deliberate: whatever happened, what the disk holds is not known any more; the store stops and every waiter is told.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Poison(failure, holdsRole: true);
        }
        tickets.CompleteAll(null);
        return null;
    }

    /// <summary>Makes a durable batch visible and frees the role; returns who waits for it.</summary>
    private TicketGroup Acknowledge(OpenBatch batch, int answeredBeside)
    {
        lock (_state.Gate)
        {
            if (!_isBuffered)
            {
                _state.Publish(batch.Placed, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch.Rewrites), batch.CommitTimeUtcMs);
            }
            _state.LastCommitTimeUtcMs = batch.CommitTimeUtcMs;
            TicketGroup tickets = batch.DetachTickets();
            _lastAnswered = tickets.Count + answeredBeside;
            _lastWaiting = Open.Tickets.Count;
            _state.InFlight = null;
            _spare = batch;
            FreeRole();
            return tickets;
        }
    }

    /// <summary>Closes the open batch and opens the next one behind it.</summary>
    private OpenBatch SealOpenBatch()
    {
        lock (_state.Gate)
        {
            OpenBatch batch = Open;
            _spare.Reopen(batch.RecordCount == 0 ? batch.Address : _state.Layout.BatchEnd(batch.Address, batch.BodyBytes));
            _state.Open = _spare;
            _state.InFlight = batch;
            RequestSegmentAhead();
            if (SpaceWaiters > 0)
            {
                Monitor.PulseAll(_state.Gate);
            }
            return batch;
        }
    }

    private void WriteMark()
    {
        try
        {
            WriteControl(BatchKind.Mark);
            lock (_state.Gate)
            {
                FreeRole();
            }
        }
#pragma warning disable CA1031 // Deliberate: as for every write, the first failure stops the store.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Poison(failure, holdsRole: true);
        }
    }

    /// <summary>Writes a batch without records where the open batch stands, and moves that behind it; nothing when it has records meanwhile.</summary>
    private void WriteControl(BatchKind kind)
    {
        long address;
        lock (_state.Gate)
        {
            if (Open.RecordCount > 0)
            {
                return;
            }
            address = Open.Address;
            Open.MoveTo(_state.Layout.FrameEnd(address, 0));
        }
        _writer.WriteControl(kind, address);
    }

    private void RequestSegmentAhead() => _preparer.Request(Open.Address + _state.Layout.SegmentSizeBytes / 2, isNeededNow: false);

    private void FreeRole()
    {
        _isRoleTaken = false;
        _state.DurablePoint = _writer.PointAt(Open.Address);
        _state.PreparedEnd = _preparer.PreparedEnd;
        if (Open.Address >= WatchedAddress)
        {
            WatchedAddress = long.MaxValue;
            LogHasGrown?.Invoke();
        }
        bool hasWork = _isClosing || !Open.IsEmpty;
        if (_isThreadWaiting && (hasWork || (_isThreadWaitingForEver && _writer.IsLastBatchUnproven)))
        {
            Monitor.PulseAll(_state.Gate);
        }
    }

    private void WakeAll()
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
            cause = _poison;
            inFlight = _state.InFlight?.DetachTickets();
            open = Open.DetachTickets();
            _isRoleTaken &= !holdsRole;
            Monitor.PulseAll(_state.Gate);
        }
        var poisoned = new StorePoisonedException(_state.Directory, cause);
        inFlight?.CompleteAll(poisoned);
        open.CompleteAll(poisoned);
        return poisoned;
    }

    /// <summary>Refuses new calls, commits what was placed, seals, and lets the log go. Blocks until that is done.</summary>
    /// <exception cref="StorePoisonedException">Something that was acknowledged, or the seal, could not be written.</exception>
    public void Close()
    {
        lock (_state.Gate)
        {
            _isClosing = true;
            Monitor.PulseAll(_state.Gate);
        }
        _thread.Join();
        if (_lost is not null)
        {
            throw _lost;
        }
    }

    private void EndLog()
    {
        _preparer.Stop();
        bool wasPoisoned = _poison is not null;
        try
        {
            if (!wasPoisoned)
            {
                WriteControl(BatchKind.Seal);
                _state.DurablePoint = _writer.PointAt(Open.Address);
                _superblock.Update(current => current with { ProvenAddress = Open.Address });
            }
            _writer.Dispose();
        }
#pragma warning disable CA1031 // Deliberate: told to whoever closes.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Poison(failure, holdsRole: true);
        }
        // A caller of a buffered store was told "acknowledged": it must hear when that did not reach the disk.
        if (_poison is not null && (_isBuffered || !wasPoisoned))
        {
            _lost = new StorePoisonedException(_state.Directory, _poison);
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}

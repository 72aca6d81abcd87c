using Microsoft.Extensions.Logging;
using Steno.Store.Archives;
using Steno.Store.Disk;

namespace Steno.Store.Log;

/// <summary>
/// Keeps the store in order on a thread of its own: takes snapshots of the index, lets go of done sagas as retention says,
/// and compacts the log. One thing at a time: what callers ask for is done on the same thread. It never fails a caller's
/// write; when its own work fails it says so in the log, in <see cref="Failure"/>, and tries again after the log has grown.
/// </summary>
internal sealed class StoreKeeper
{
    private const int SnapshotsPerSnapshotBytes = 4;
    private const int LooksPerSegment = 16;
    private const long SmallestLookBytes = 64 << 10;
    /// <summary>At a clean close a snapshot is taken when an open would otherwise read more than this.</summary>
    private const long CloseSnapshotBytes = 1 << 20;
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_shortestLook = TimeSpan.FromMilliseconds(100);

    private readonly object _lock = new();
    private readonly Queue<Action<CancellationToken>> _requests = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StoreState _state;
    private readonly Appender _appender;
    private readonly Committer _committer;
    private readonly IDisk _disk;
    private readonly Compactor _compactor;
    private readonly RetentionPass _retention;
    private readonly ClockWatch _clock;
    private readonly SnapshotWriter _snapshots;
    private readonly SagaDropper _dropper;
    private readonly SagaArchiver _archiver;
    private readonly FasterSecStoreOptions _options;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private long _snapshotAfter;
    private bool _isDue = true;
    private bool _isStopping;
    private bool _isClockJumpTold;

    public StoreKeeper(StoreState state, IDisk disk, Appender appender, Committer committer, SuperblockFile superblock, FasterSecStoreOptions options, ILogger logger)
    {
        _state = state;
        _disk = disk;
        _appender = appender;
        _committer = committer;
        _options = options;
        _logger = logger;
        _compactor = new Compactor(state, appender, committer, superblock, options.TimeProvider);
        _dropper = new SagaDropper(state, appender);
        _archiver = new SagaArchiver(state, disk, appender, committer, superblock, options.TimeProvider, logger);
        _clock = new ClockWatch(options.TimeProvider);
        _retention = new RetentionPass(state, _dropper, _archiver, options.Retention, _clock);
        _snapshots = new SnapshotWriter(state, disk, options.TimeProvider);
        _snapshotAfter = options.SnapshotIntervalBytes;
        _committer.LogHasGrown = Look;
        _thread = new Thread(Run) { IsBackground = true, Name = "steno-keep" };
        _thread.Start();
    }

    /// <summary>Why the last round of work failed; null when it did not.</summary>
    public Exception? Failure { get; private set; }

    // ---------------------------------------------------------------- what callers ask for

    public Task TakeSnapshotAsync(CancellationToken cancellation) => Do(TakeSnapshot, cancellation);

    public Task<CompactionReport> CompactAsync(SagaRetention retention, CancellationToken cancellation) => Do(pace => CompactEverything(retention, pace), cancellation);

    public Task<long> DeleteAsync(SagaChoice isChosen, bool mayBeUnfinished, int limit, CancellationToken cancellation)
        => Do(pace => _dropper.DropAll(isChosen, mayBeUnfinished, limit, pace), cancellation);

    public Task<long> ArchiveAsync(SagaChoice isChosen, int limit, CancellationToken cancellation)
        => Do(pace => _archiver.ArchiveAll(isChosen, limit, pace), cancellation);

    /// <summary>Does something while nothing here changes the store's files.</summary>
    public Task<T> Do<T>(Func<Pace, T> work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_isStopping)
            {
                return Task.FromException<T>(new ObjectDisposedException(nameof(FasterSecStore)));
            }
            _requests.Enqueue(stop => Answer(SettleFirst(work), done, cancellation, stop));
            Monitor.Pulse(_lock);
        }
        return done.Task;
    }

    /// <summary>Ends what is going on at the next step and answers what was asked for; snapshots and compactions that did not get far enough never happened. Blocks until then.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopping = true;
            Monitor.Pulse(_lock);
        }
        _stop.Cancel();
        _thread.Join();
    }

    /// <summary>What is left for a clean close, after everything was committed and sealed: a snapshot, without which the next open reads more.</summary>
    public void TakeLastSnapshot()
    {
        if (!_committer.IsPoisoned && _state.DurablePoint.Address - SnapshotAddress > CloseSnapshotBytes)
        {
            TryTakeSnapshot(CancellationToken.None, flush: null);
        }
        _stop.Dispose();
    }

    private long SnapshotAddress => Math.Max(_state.Snapshot?.Start.Address ?? 0, _state.BeginAddress);

    // ---------------------------------------------------------------- the thread

    private void Run()
    {
        while (WaitForWork(out Action<CancellationToken>? request))
        {
            if (request is not null)
            {
                request(_stop.Token);
                continue;
            }
            try
            {
                SetAtWork(true);
                KeepHouse(new Pace(IsBehind, _stop.Token));
                Failure = null;
            }
            catch (OperationCanceledException)
            {
                continue;
            }
            catch (ObjectDisposedException)
            {
                continue;
            }
#pragma warning disable CA1031 // Deliberate: whatever stops the cleaning must not stop the store; it is logged, shown, and tried again later.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Failure = failure;
                StoreLog.KeepingFailed(_logger, _state.Directory, failure);
            }
            finally
            {
                SetAtWork(false);
            }
            WatchGrowth();
        }
        lock (_lock)
        {
            // Their tokens are cancelled, so each ends at once.
            foreach (Action<CancellationToken> request in _requests)
            {
                request(_stop.Token);
            }
        }
    }

    private bool WaitForWork(out Action<CancellationToken>? request)
    {
        lock (_lock)
        {
            while (!_isStopping && _requests.Count == 0 && !_isDue)
            {
                // Age comes without any writing.
                if (!Monitor.Wait(_lock, _options.Retention.MaxAge is { } age ? Clamp(age / 8) : Timeout.InfiniteTimeSpan))
                {
                    _isDue = true;
                }
            }
            request = null;
            if (_isStopping)
            {
                return false;
            }
            if (!_requests.TryDequeue(out request))
            {
                _isDue = false;
            }
            return true;
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            _isDue = true;
            Monitor.Pulse(_lock);
        }
    }

    private void WatchGrowth()
    {
        lock (_state.Gate)
        {
            _committer.WatchedAddress = _state.DurablePoint.Address + Math.Max(SmallestLookBytes, _state.Layout.SegmentSizeBytes / LooksPerSegment);
        }
    }

    /// <summary>What is due now: sagas go first, then the oldest segment, and again, so that neither falls behind while the other is worked on.</summary>
    private void KeepHouse(Pace pace)
    {
        _archiver.Settle(pace);
        // Once round at most: what is written again lies packed, and going on would only move it about.
        long end = DurableAddress();
        int freed = 0;
        long rewritten = _compactor.RewrittenCount;
        bool mayFree = true;
        while (mayFree)
        {
            LetGo(pace);
            mayFree = IsWorthCompacting() && _state.BeginAddress < end && _compactor.TryFreeOldestSegment(SnapshotBefore(pace.Cancellation), pace);
            freed += mayFree ? 1 : 0;
            if (DurableAddress() - SnapshotAddress >= _snapshotAfter)
            {
                TryTakeSnapshot(pace.Cancellation, FlushIfBuffered());
            }
        }
        if (freed > 0)
        {
            StoreLog.Compacted(_logger, _state.Directory, freed, _compactor.RewrittenCount - rewritten, _state.BeginAddress);
        }
    }

    /// <summary>Drops what retention lets go, when there is enough of it.</summary>
    private void LetGo(Pace pace)
    {
        if (_options.Retention.MaxAge is not null)
        {
            if (!_clock.TryRead(out _) && !_isClockJumpTold)
            {
                _isClockJumpTold = true;
                StoreLog.ClockJumped(_logger, _state.Directory);
            }
            _retention.Run(PublishedEnd(), pace);
        }
        else if (_options.Retention.MaxCount is { } count)
        {
            if (DoneCount() - (long)count > RetentionPass.SlackOf(count))
            {
                _retention.Run(PublishedEnd(), pace);
            }
        }
    }

    private CompactionReport CompactEverything(SagaRetention retention, Pace pace)
    {
        long dropped = new RetentionPass(_state, _dropper, _archiver, retention, _clock).Run(PublishedEnd(), pace);
        long end = DurableAddress();
        long before = end - _state.BeginAddress;
        long rewritten = _compactor.RewrittenCount;
        int freed = 0;
        int lastSegment = _state.Layout.SegmentOf(end);
        while (_state.Layout.SegmentOf(_state.BeginAddress) < lastSegment && _compactor.TryFreeOldestSegment(SnapshotBefore(pace.Cancellation), pace))
        {
            freed++;
        }
        return new CompactionReport(retention.Archives ? 0 : dropped, _compactor.RewrittenCount - rewritten, freed, before, DurableAddress() - _state.BeginAddress)
        {
            SagasArchived = retention.Archives ? dropped : 0,
        };
    }

    /// <summary>Whether the callers outrun the cleaning, so that it should not pause.</summary>
    private bool IsBehind()
    {
        lock (_state.Gate)
        {
            return _state.IsLogLarge(LogSize.Large)
                || (_options.Retention.MaxCount is { } count && _state.Index.CountOf(SagaCachedState.Done) - (long)count > 2L * RetentionPass.SlackOf(count));
        }
    }

    private bool IsWorthCompacting()
    {
        lock (_state.Gate)
        {
            _state.NoteRewrite(0);
            if (!_state.IsLogLarge(LogSize.WorthCompacting))
            {
                return false;
            }
        }
        // Sagas are written again whole; those that go on for long lie in many segments, and that has to free as much as it writes.
        long bytes = _compactor.MeasureOldestSegment();
        lock (_state.Gate)
        {
            _state.NoteRewrite(bytes);
            return _state.IsLogLarge(LogSize.WorthCompacting);
        }
    }

    private void SetAtWork(bool isAtWork)
    {
        lock (_state.Gate)
        {
            _state.IsKeeperAtWork = isAtWork;
        }
    }

    // ---------------------------------------------------------------- snapshots

    /// <summary>A snapshot that starts before the log does is of no use any more, so a new one comes first.</summary>
    private Action<LogPoint> SnapshotBefore(CancellationToken cancellation) => begin =>
    {
        if (_state.Snapshot is { } snapshot && snapshot.Start.Address < begin.Address)
        {
            TryTakeSnapshot(cancellation, FlushIfBuffered());
        }
    };

    private void TryTakeSnapshot(CancellationToken cancellation, Action? flush)
    {
        try
        {
            TakeSnapshot(cancellation, flush);
        }
        catch (StoreIOException failure)
        {
            _snapshotAfter = DurableAddress() - SnapshotAddress + _options.SnapshotIntervalBytes;
            StoreLog.SnapshotFailed(_logger, _state.Directory, failure);
        }
    }

    private bool TakeSnapshot(Pace pace)
    {
        TakeSnapshot(pace.Cancellation, FlushIfBuffered());
        return true;
    }

    private void TakeSnapshot(CancellationToken cancellation, Action? flush)
    {
        SnapshotTaken taken = _snapshots.Take(flush, cancellation);
        _snapshotAfter = Math.Max(_options.SnapshotIntervalBytes, taken.FileBytes * SnapshotsPerSnapshotBytes);
        lock (_state.Gate)
        {
            _state.Snapshot = taken;
        }
    }

    private Action? FlushIfBuffered()
        => _options.Durability == Durability.Buffered ? () => _appender.Flush(_stop.Token).AsTask().GetAwaiter().GetResult() : null;

    // ---------------------------------------------------------------- small things

    /// <summary>What is archived and still in the log goes first, so that nobody deletes or rewrites it meanwhile.</summary>
    private Func<Pace, T> SettleFirst<T>(Func<Pace, T> work) => pace =>
    {
        _archiver.Settle(pace);
        return work(pace);
    };

    private static void Answer<T>(Func<Pace, T> work, TaskCompletionSource<T> done, CancellationToken cancellation, CancellationToken stop)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stop);
        try
        {
            both.Token.ThrowIfCancellationRequested();
            done.SetResult(work(new Pace(static () => true, both.Token)));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            done.SetException(new ObjectDisposedException(nameof(FasterSecStore)));
        }
        catch (OperationCanceledException)
        {
            done.SetCanceled(cancellation);
        }
#pragma warning disable CA1031 // Deliberate: handed to whoever asked.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            done.SetException(failure);
        }
    }

    /// <summary>A buffered store shows what is placed, any other what is durable.</summary>
    private RecordAddress PublishedEnd()
    {
        lock (_state.Gate)
        {
            return _options.Durability == Durability.Buffered
                ? RecordAddress.At(_state.Open!.Address, _state.Open.BodyBytes)
                : RecordAddress.At(_state.DurablePoint.Address, 0);
        }
    }

    private long DurableAddress()
    {
        lock (_state.Gate)
        {
            return _state.DurablePoint.Address;
        }
    }

    private int DoneCount()
    {
        lock (_state.Gate)
        {
            return _state.Index.CountOf(SagaCachedState.Done);
        }
    }

    private static TimeSpan Clamp(TimeSpan time) => time < s_shortestLook ? s_shortestLook : time > s_longestLook ? s_longestLook : time;
}

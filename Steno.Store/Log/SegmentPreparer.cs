namespace Steno.Store.Log;

/// <summary>
/// Keeps zero-filled segments ready ahead of the log, on its own thread. A full disk is normally seen here first:
/// then calls that need the segment fail, nothing is poisoned, and the next call that needs it tries again.
/// </summary>
internal sealed class SegmentPreparer
{
    private readonly object _lock = new();
    private readonly SegmentFiles _files;
    private readonly SuperblockFile _superblock;
    private readonly Action _changed;
    private readonly Action<Exception> _failed;
    private readonly Thread _thread;
    private long _wantedEnd;
    private long _preparedEnd;
    private int _fullCount;
    private StoreIOException? _lastFull;
    private bool _isWaitingForNeed;
    private bool _isStopping;

    /// <param name="files">The segments.</param>
    /// <param name="superblock">Where their number is recorded.</param>
    /// <param name="segmentCount">How many there are already.</param>
    /// <param name="changed">Called without locks whenever <see cref="PreparedEnd"/> or <see cref="FullCount"/> moved.</param>
    /// <param name="failed">Called without locks when something other than a full disk stopped it.</param>
    public SegmentPreparer(SegmentFiles files, SuperblockFile superblock, int segmentCount, Action changed, Action<Exception> failed)
    {
        _files = files;
        _superblock = superblock;
        _changed = changed;
        _failed = failed;
        _preparedEnd = segmentCount * files.Layout.SegmentSizeBytes;
        _wantedEnd = _preparedEnd;
        _thread = new Thread(Run) { IsBackground = true, Name = "steno-prepare" };
        _thread.Start();
    }

    /// <summary>Log addresses below this have a segment.</summary>
    public long PreparedEnd => Volatile.Read(ref _preparedEnd);

    /// <summary>How many attempts found the disk full.</summary>
    public int FullCount => Volatile.Read(ref _fullCount);

    public StoreIOException? LastFull => Volatile.Read(ref _lastFull);

    /// <summary>Asks for segments up to this address. A caller that needs them now also wakes an attempt that a full disk stopped.</summary>
    public void Request(long endAddress, bool isNeededNow)
    {
        lock (_lock)
        {
            if (endAddress > _wantedEnd)
            {
                _wantedEnd = endAddress;
            }
            else if (!(isNeededNow && _isWaitingForNeed))
            {
                return;
            }
            if (isNeededNow)
            {
                _isWaitingForNeed = false;
            }
            Monitor.Pulse(_lock);
        }
    }

    public void Stop()
    {
        lock (_lock)
        {
            _isStopping = true;
            Monitor.Pulse(_lock);
        }
        _thread.Join();
    }

    private void Run()
    {
        while (WaitForWork())
        {
            try
            {
                int segment = (int)(_preparedEnd / _files.Layout.SegmentSizeBytes);
                if (!_files.CreateZeroed(segment, () => Volatile.Read(ref _isStopping)))
                {
                    return;
                }
                _superblock.Update(current => current with { SegmentCount = segment + 1 });
                Volatile.Write(ref _preparedEnd, (segment + 1) * _files.Layout.SegmentSizeBytes);
            }
            catch (StoreIOException full) when (full.IsDiskFull)
            {
                lock (_lock)
                {
                    _isWaitingForNeed = true;
                    Volatile.Write(ref _lastFull, full);
                    Volatile.Write(ref _fullCount, _fullCount + 1);
                }
            }
#pragma warning disable CA1031 // Deliberate: whatever stops this thread must stop the store, with that cause.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failed(failure);
                return;
            }
            _changed();
        }
    }

    private bool WaitForWork()
    {
        lock (_lock)
        {
            while (!_isStopping && (_isWaitingForNeed || _preparedEnd >= _wantedEnd))
            {
                Monitor.Wait(_lock);
            }
            return !_isStopping;
        }
    }
}

using System.Diagnostics;

namespace Steno.Benchmarks.Peers;

/// <summary>
/// Gives a peer the group commit that our store has: callers queue their items, one thread writes all that wait as one
/// group and then completes their pooled waiters. Nothing is allocated per item once the arrays have grown.
/// </summary>
/// <remarks>
/// Adaptive gather: callers who just returned share the next group instead of alternating in two half groups. The writer
/// waits at most the gather time for as many callers as the last group had and found waiting; a lone caller is never delayed.
/// </remarks>
internal sealed class BatchingQueue<T> : IDisposable
{
    private static readonly long s_gatherTicks = Stopwatch.Frequency * 20 / 1_000_000;

    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly WriteGroup _write;
    private readonly Thread _thread;
    private WaitingGroup<T> _open = WaitingGroup<T>.Rent();
    private bool _isParked;
    private bool _isStopping;

    public BatchingQueue(WriteGroup write)
    {
        _write = write;
        _thread = new Thread(Run) { IsBackground = true, Name = "peer writer" };
        _thread.Start();
    }

    /// <summary>Makes a group durable; it returns when that is so.</summary>
    public delegate void WriteGroup(ReadOnlySpan<T> items);

    public ValueTask EnqueueAsync(in T item)
    {
        PooledWaiter waiter = PooledWaiter.Rent();
        short version = waiter.Version;
        bool mustWake;
        lock (_lock)
        {
            _open.Add(item, waiter);
            mustWake = _isParked;
            _isParked = false;
        }
        if (mustWake)
        {
            _wake.Set();
        }
        return new ValueTask(waiter, version);
    }

    /// <summary>Writes what waits, then stops the thread.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopping = true;
        }
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        int expected = 0;
        while (WaitForItems())
        {
            WaitingGroup<T> group;
            lock (_lock)
            {
                group = _open;
                _open = WaitingGroup<T>.Rent();
            }
            Exception? failure = Write(group);
            // Those answered now come back within microseconds; those who came meanwhile wait already.
            expected = group.Count + _open.Count;
            group.CompleteAll(failure);
            Gather(expected);
        }
    }

    private bool WaitForItems()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_open.Count > 0)
                {
                    return true;
                }
                if (_isStopping)
                {
                    return false;
                }
                _isParked = true;
            }
            _wake.WaitOne();
        }
    }

    /// <summary>Our store's rule to the letter: the pause is measured from the last arrival, and the thread yields.</summary>
    private void Gather(int expected)
    {
        if (expected <= 1)
        {
            return;
        }
        int arrived = 0;
        long deadline = 0;
        for (int count = _open.Count; count < expected; count = _open.Count)
        {
            long now = Stopwatch.GetTimestamp();
            if (count != arrived || deadline == 0)
            {
                arrived = count;
                deadline = now + s_gatherTicks;
            }
            else if (now >= deadline)
            {
                return;
            }
            Thread.Yield();
        }
    }

    private Exception? Write(WaitingGroup<T> group)
    {
        try
        {
            _write(group.Items);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}

using System.Diagnostics;

namespace Steno.Benchmarks.Peers;

/// <summary>
/// Gives a peer the group commit that our store has: callers queue their items, one thread writes all that wait as one
/// group and then completes their pooled waiters. Nothing is allocated per item once the arrays have grown.
/// </summary>
/// <remarks>
/// Adaptive gather: callers who just returned share the next group instead of alternating in two half groups. The writer
/// waits at most the gather time for as many callers as the last group had; a lone caller is never delayed.
/// </remarks>
internal sealed class BatchingQueue<T> : IDisposable
{
    private static readonly long s_gatherTicks = Stopwatch.Frequency * 20 / 1_000_000;

    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly WriteGroup _write;
    private readonly Thread _thread;
    private Group _open = new();
    private Group _spare = new();
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
        int lastCount = 0;
        while (WaitForItems())
        {
            Gather(lastCount);
            Group group;
            lock (_lock)
            {
                group = _open;
                _open = _spare;
            }
            lastCount = group.Count;
            Exception? failure = Write(group);
            for (int i = 0; i < group.Count; i++)
            {
                group.Waiters[i].Complete(failure);
            }
            group.Count = 0;
            _spare = group;
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

    private void Gather(int lastCount)
    {
        if (lastCount <= 1)
        {
            return;
        }
        long deadline = Stopwatch.GetTimestamp() + s_gatherTicks;
        while (Volatile.Read(ref _open.Count) < lastCount && Stopwatch.GetTimestamp() < deadline)
        {
            Thread.SpinWait(8);
        }
    }

    private Exception? Write(Group group)
    {
        try
        {
            _write(group.Items.AsSpan(0, group.Count));
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private sealed class Group
    {
        public T[] Items = new T[256];
        public PooledWaiter[] Waiters = new PooledWaiter[256];
        public int Count;

        public void Add(in T item, PooledWaiter waiter)
        {
            if (Count == Items.Length)
            {
                Array.Resize(ref Items, Count * 2);
                Array.Resize(ref Waiters, Count * 2);
            }
            Items[Count] = item;
            Waiters[Count] = waiter;
            Volatile.Write(ref Count, Count + 1);
        }
    }
}

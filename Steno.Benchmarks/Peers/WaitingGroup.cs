using System.Collections.Concurrent;

namespace Steno.Benchmarks.Peers;

/// <summary>
/// The items of one group and their waiters, completed in the manner of our store: on the thread pool by as few work
/// items as possible, each waiter's continuation inline, one further work item always queued while waiters remain.
/// </summary>
internal sealed class WaitingGroup<T> : IThreadPoolWorkItem
{
    private static readonly ConcurrentQueue<WaitingGroup<T>> s_atRest = new();

    private T[] _items = new T[256];
    private PooledWaiter[] _waiters = new PooledWaiter[256];
    private Exception? _failure;
    private int _count;
    private int _next;
    private int _runners;
    private int _isRunnerQueued;

    public int Count => Volatile.Read(ref _count);

    public ReadOnlySpan<T> Items => _items.AsSpan(0, _count);

    public static WaitingGroup<T> Rent() => s_atRest.TryDequeue(out WaitingGroup<T>? group) ? group : new WaitingGroup<T>();

    public void Add(in T item, PooledWaiter waiter)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
            Array.Resize(ref _waiters, _count * 2);
        }
        _items[_count] = item;
        _waiters[_count] = waiter;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Completes every waiter, soon and elsewhere; the group belongs to itself from here on.</summary>
    public void CompleteAll(Exception? failure)
    {
        _failure = failure;
        _runners = 1;
        _isRunnerQueued = 1;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _isRunnerQueued, 0);
        for (int i = Interlocked.Increment(ref _next) - 1; i < _count; i = Interlocked.Increment(ref _next) - 1)
        {
            if (i + 1 < _count && Interlocked.Exchange(ref _isRunnerQueued, 1) == 0)
            {
                Interlocked.Increment(ref _runners);
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
            _waiters[i].Complete(_failure);
        }
        if (Interlocked.Decrement(ref _runners) == 0)
        {
            _count = _next = _isRunnerQueued = 0;
            _failure = null;
            s_atRest.Enqueue(this);
        }
    }
}

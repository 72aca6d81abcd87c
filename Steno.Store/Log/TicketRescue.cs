using System.Collections.Concurrent;

namespace Steno.Store.Log;

/// <summary>
/// Completes tickets when the thread pool does not: every thread of it may be blocked, and by callers that wait for just
/// these tickets. A watch looks every <see cref="PatienceMs"/> whether groups get on; one that does not is given to helper
/// threads. Until the pool answers again, later groups come here at once, so the pool's queue does not grow meanwhile.
/// Its threads exist only while they are needed. Thread-safe.
/// </summary>
internal sealed class TicketRescue
{
    private const int PatienceMs = 50;
    private const int IdleMs = 5_000;
    /// <summary>A waiter's own code may block a helper; this many times the rescue goes on beside it.</summary>
    private const int MaxHelpers = 64;

    private readonly object _lock = new();
    private readonly HashSet<TicketGroup> _groups = [];
    private readonly ConcurrentQueue<TicketGroup> _given = new();
    private readonly SemaphoreSlim _givenCount = new(0);
    private bool _isWatched;
    private bool _isWatchAsleep;
    private volatile bool _isPoolStarved;
    /// <summary>What the pool was asked to run and has not begun.</summary>
    private int _askedOfPool;
    private int _idleHelpers;
    private int _helpers;

    /// <summary>Takes a group under watch until <see cref="Remove"/>. Returns whether the pool shall run it; otherwise a helper does.</summary>
    public bool Add(TicketGroup group)
    {
        bool isStarved;
        lock (_lock)
        {
            _groups.Add(group);
            if (!_isWatched)
            {
                _isWatched = Background.TryRun(Watch, "steno-watch");
            }
            else if (_isWatchAsleep)
            {
                Monitor.Pulse(_lock);
            }
            isStarved = _isPoolStarved;
        }
        // With nothing left in its queue a starved pool could never show that it has threads again.
        return !isStarved || Volatile.Read(ref _askedOfPool) == 0;
    }

    public void Remove(TicketGroup group)
    {
        lock (_lock)
        {
            _groups.Remove(group);
        }
    }

    /// <summary>The pool is about to be asked to run a group.</summary>
    public void OnPoolAsked() => Interlocked.Increment(ref _askedOfPool);

    /// <summary>A thread of the pool came to run a group: there is one again.</summary>
    public void OnPoolAnswered()
    {
        Interlocked.Decrement(ref _askedOfPool);
        if (_isPoolStarved)
        {
            _isPoolStarved = false;
        }
    }

    /// <summary>Has a helper complete the group's tickets.</summary>
    public void Give(TicketGroup group)
    {
        _given.Enqueue(group);
        EnsureHelper();
        _givenCount.Release();
    }

    /// <summary>
    /// When the system has no thread to give, the pool is all there is, and the next group tries again: the caller is about to
    /// acknowledge, and must not fail for want of a helper.
    /// </summary>
    private void EnsureHelper()
    {
        lock (_lock)
        {
            if (_idleHelpers < _given.Count && _helpers < MaxHelpers && Background.TryRun(Help, "steno-acknowledge"))
            {
                _helpers++;
            }
        }
    }

    private void Watch()
    {
        var stalled = new List<TicketGroup>();
        while (true)
        {
            lock (_lock)
            {
                if (_groups.Count == 0)
                {
                    _isWatchAsleep = true;
                    Monitor.Wait(_lock, IdleMs);
                    _isWatchAsleep = false;
                    if (_groups.Count == 0)
                    {
                        _isWatched = false;
                        return;
                    }
                }
                Monitor.Wait(_lock, PatienceMs);
                stalled.AddRange(_groups.Where(group => group.HasStalled()));
                _isPoolStarved |= stalled.Count > 0;
            }
            stalled.ForEach(Give);
            stalled.Clear();
            // What was given when no thread could be started still waits for one.
            EnsureHelper();
        }
    }

    private void Help()
    {
        while (true)
        {
            Interlocked.Increment(ref _idleHelpers);
            bool hasWork = _givenCount.Wait(IdleMs);
            Interlocked.Decrement(ref _idleHelpers);
            if (hasWork && _given.TryDequeue(out TicketGroup? group))
            {
                group.Help();
                continue;
            }
            lock (_lock)
            {
                // What was given meanwhile counted on this thread.
                if (_given.IsEmpty)
                {
                    _helpers--;
                    return;
                }
            }
        }
    }
}

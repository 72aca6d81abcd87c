namespace Steno.Store.Log;

/// <summary>Somebody who waits, to be told by a <see cref="TicketGroup"/>.</summary>
internal interface IWaiting
{
    /// <summary>Runs the waiter's code.</summary>
    void Complete(Exception? failure);
}

/// <summary>
/// The tickets of one batch, completed on the thread pool by as few work items as possible: a runner takes one ticket
/// after the other and runs its waiter's continuation inline. While tickets remain, one further runner is always queued,
/// so a continuation that blocks holds up nobody but itself. When the pool does not come, <see cref="TicketRescue"/> does.
/// </summary>
internal sealed class TicketGroup : IThreadPoolWorkItem
{
    private readonly TicketGroupPool _pool;
    private IWaiting?[] _tickets = new IWaiting?[16];
    private int _count;
    private int _next;
    private int _isRunnerQueued;
    /// <summary>Who may still touch this group; it is recycled when there is nobody left.</summary>
    private int _runners;
    /// <summary>Whether the pool was not asked: then whoever takes the last ticket stands for its runner.</summary>
    private bool _isOnlyHelped;
    private int _nextAtLastLook;
    private int _isGiven;
    private Exception? _failure;

    public TicketGroup(TicketGroupPool pool) => _pool = pool;

    public int Count => Volatile.Read(ref _count);

    public void Add(IWaiting ticket)
    {
        if (_count == _tickets.Length)
        {
            Array.Resize(ref _tickets, _count * 2);
        }
        _tickets[_count] = ticket;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Completes every ticket, soon and elsewhere; the group belongs to itself from here on.</summary>
    public void CompleteAll(Exception? failure)
    {
        if (_count == 0)
        {
            Recycle();
            return;
        }
        _failure = failure;
        _isRunnerQueued = 1;
        _nextAtLastLook = -1;
        bool isForThePool = _pool.Rescue.Add(this);
        _isOnlyHelped = !isForThePool;
        // Last: from here on a helper that still knows this group from an earlier life may take tickets.
        Volatile.Write(ref _runners, 1);
        if (isForThePool)
        {
            QueueToPool();
        }
        else
        {
            _pool.Rescue.Give(this);
        }
    }

    /// <summary>For the watch: whether tickets are left and none was taken since it looked last, and nobody was told yet.</summary>
    public bool HasStalled()
    {
        int next = Volatile.Read(ref _next);
        bool hasStalled = next < _count && next == _nextAtLastLook;
        _nextAtLastLook = next;
        return hasStalled && Interlocked.Exchange(ref _isGiven, 1) == 0;
    }

    /// <summary>Takes tickets on a helper's thread, if the group still lives.</summary>
    public void Help()
    {
        Volatile.Write(ref _isGiven, 0);
        int runners = Volatile.Read(ref _runners);
        while (runners > 0)
        {
            int seen = Interlocked.CompareExchange(ref _runners, runners + 1, runners);
            if (seen == runners)
            {
                RunTickets();
                return;
            }
            runners = seen;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        _pool.Rescue.OnPoolAnswered();
        Volatile.Write(ref _isRunnerQueued, 0);
        RunTickets();
    }

    private void QueueToPool()
    {
        _pool.Rescue.OnPoolAsked();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void RunTickets()
    {
        int leaving = 1;
        for (int i = Interlocked.Increment(ref _next) - 1; i < _count; i = Interlocked.Increment(ref _next) - 1)
        {
            if (i + 1 < _count && Volatile.Read(ref _isRunnerQueued) == 0 && Interlocked.Exchange(ref _isRunnerQueued, 1) == 0)
            {
                Interlocked.Increment(ref _runners);
                QueueToPool();
            }
            if (i + 1 == _count && _isOnlyHelped)
            {
                leaving = 2;
            }
            IWaiting ticket = _tickets[i]!;
            _tickets[i] = null;
            ticket.Complete(_failure);
        }
        if (Interlocked.Add(ref _runners, -leaving) == 0)
        {
            Recycle();
        }
    }

    private void Recycle()
    {
        _pool.Rescue.Remove(this);
        _count = 0;
        _next = 0;
        _isRunnerQueued = 0;
        _failure = null;
        _pool.Return(this);
    }
}

/// <summary>Groups at rest. Thread-safe.</summary>
internal sealed class TicketGroupPool
{
    private readonly Stack<TicketGroup> _groups = new();

    public TicketRescue Rescue { get; } = new();

    public TicketGroup Rent()
    {
        lock (_groups)
        {
            return _groups.TryPop(out TicketGroup? group) ? group : new TicketGroup(this);
        }
    }

    public void Return(TicketGroup group)
    {
        lock (_groups)
        {
            if (_groups.Count < 64)
            {
                _groups.Push(group);
            }
        }
    }
}

namespace Steno.Store.Log;

/// <summary>
/// The tickets of one batch, completed on the thread pool by as few work items as possible: a runner takes one ticket
/// after the other and runs its waiter's continuation inline. While tickets remain, one further runner is always queued,
/// so a continuation that blocks holds up nobody but itself.
/// </summary>
internal sealed class TicketGroup : IThreadPoolWorkItem
{
    private readonly TicketGroupPool _pool;
    private CommitTicket?[] _tickets = new CommitTicket?[16];
    private int _count;
    private int _next;
    private int _isRunnerQueued;
    private int _runners;
    private Exception? _failure;

    public TicketGroup(TicketGroupPool pool) => _pool = pool;

    public int Count => Volatile.Read(ref _count);

    public void Add(CommitTicket ticket)
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
        _runners = 1;
        _isRunnerQueued = 1;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _isRunnerQueued, 0);
        for (int i = Interlocked.Increment(ref _next) - 1; i < _count; i = Interlocked.Increment(ref _next) - 1)
        {
            if (i + 1 < _count && Volatile.Read(ref _isRunnerQueued) == 0 && Interlocked.Exchange(ref _isRunnerQueued, 1) == 0)
            {
                Interlocked.Increment(ref _runners);
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
            CommitTicket ticket = _tickets[i]!;
            _tickets[i] = null;
            ticket.Complete(_failure);
        }
        if (Interlocked.Decrement(ref _runners) == 0)
        {
            Recycle();
        }
    }

    private void Recycle()
    {
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

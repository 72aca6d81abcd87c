using System.Threading.Tasks.Sources;

namespace Steno.Store.Log;

/// <summary>
/// One caller waiting for its batch. Pooled: it goes back when both sides let go, the store (it completed the ticket)
/// and the awaiter (it took the result). Whoever is first, commit or cancellation, decides the result.
/// </summary>
internal sealed class CommitTicket : IValueTaskSource, IWaiting
{
    private readonly TicketPool _pool;
    private readonly TicketGroupPool _groups;
    private ManualResetValueTaskSourceCore<bool> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellation;
    private int _isDecided;
    private int _holders;

    public CommitTicket(TicketPool pool, TicketGroupPool groups) => (_pool, _groups) = (pool, groups);

    public void Rent()
    {
        _holders = 2;
        _isDecided = 0;
    }

    /// <summary>What the caller awaits. Call once, on the caller's thread, outside the append lock.</summary>
    public ValueTask AsTask(CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
        {
            _cancellation = cancellation;
            _registration = cancellation.UnsafeRegister(static ticket => ((CommitTicket)ticket!).Cancel(), this);
        }
        return new ValueTask(this, _core.Version);
    }

    /// <summary>The store's side: the batch is durable (null) or failed.</summary>
    public void Complete(Exception? failure)
    {
        if (Interlocked.Exchange(ref _isDecided, 1) == 0)
        {
            if (failure is null)
            {
                _core.SetResult(true);
            }
            else
            {
                _core.SetException(failure);
            }
        }
        Release();
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            // Waits for a cancellation callback that is running, so that none can reach the ticket's next life.
            _registration.Dispose();
            Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        if (Interlocked.Exchange(ref _isDecided, 1) == 0)
        {
            // The canceller's thread must not run the waiter's code, and the pool may have none to do it: as for acknowledgements.
            TicketGroup group = _groups.Rent();
            group.Add(new Cancelled(this));
            group.CompleteAll(new OperationCanceledException(_cancellation));
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _core.Reset();
            _registration = default;
            _cancellation = default;
            _pool.Return(this);
        }
    }

    /// <summary>A ticket whose waiter is to be told that it was cancelled; the ticket itself is still its batch's.</summary>
    private sealed class Cancelled(CommitTicket ticket) : IWaiting
    {
        public void Complete(Exception? failure) => ticket._core.SetException(failure!);
    }
}

/// <summary>Tickets at rest, up to a limit. Thread-safe.</summary>
internal sealed class TicketPool(TicketGroupPool groups)
{
    private const int MaxTickets = 16_384;
    private readonly Lock _lock = new();
    private CommitTicket[] _tickets = new CommitTicket[64];
    private int _count;

    public CommitTicket Rent()
    {
        CommitTicket? ticket = null;
        lock (_lock)
        {
            if (_count > 0)
            {
                ticket = _tickets[--_count];
            }
        }
        ticket ??= new CommitTicket(this, groups);
        ticket.Rent();
        return ticket;
    }

    public void Return(CommitTicket ticket)
    {
        lock (_lock)
        {
            if (_count == MaxTickets)
            {
                return;
            }
            if (_count == _tickets.Length)
            {
                Array.Resize(ref _tickets, _count * 2);
            }
            _tickets[_count++] = ticket;
        }
    }
}

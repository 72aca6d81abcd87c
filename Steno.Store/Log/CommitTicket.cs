using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Steno.Store.Log;

/// <summary>
/// One caller waiting for its batch. Pooled: it goes back when all sides let go, the store (it answered the ticket), the
/// awaiter (it took the result), and whoever still has to run the awaiter's continuation. Whoever is first, commit or
/// cancellation, decides the result.
/// </summary>
internal sealed class CommitTicket : IValueTaskSource, IWaiting
{
    /// <summary>The result is there.</summary>
    private const int Answered = 1;
    /// <summary>The awaiter left a continuation.</summary>
    private const int Awaited = 2;

    private readonly TicketPool _pool;
    private readonly TicketGroupPool _groups;
    /// <summary>
    /// Keeps the awaiter's continuation and is completed only when there is one. Left to itself it hands one that comes after the
    /// answer to the thread pool, where a caller that blocks the last thread would wait for it for ever.
    /// </summary>
    private ManualResetValueTaskSourceCore<bool> _continuation;
    private ExceptionDispatchInfo? _failure;
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellation;
    private int _isDecided;
    private int _meeting;
    private int _holders;

    public CommitTicket(TicketPool pool, TicketGroupPool groups) => (_pool, _groups) = (pool, groups);

    public void Rent()
    {
        _holders = 2;
        _isDecided = 0;
        _meeting = 0;
    }

    /// <summary>What the caller awaits. Call once, on the caller's thread, outside the append lock.</summary>
    public ValueTask AsTask(CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
        {
            _cancellation = cancellation;
            _registration = cancellation.UnsafeRegister(static ticket => ((CommitTicket)ticket!).Cancel(), this);
        }
        return new ValueTask(this, _continuation.Version);
    }

    /// <summary>The store's side: the batch is durable (null) or failed. Runs the waiter's code.</summary>
    public void Complete(Exception? failure)
    {
        if (Interlocked.Exchange(ref _isDecided, 1) == 0 && Answer(failure))
        {
            _continuation.SetResult(true);
        }
        Release();
    }

    void IValueTaskSource.GetResult(short token)
    {
        if (GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The result was asked for before the call ended; await it, or make a task of it.");
        }
        try
        {
            _failure?.Throw();
        }
        finally
        {
            // Waits for a cancellation callback that is running, so that none can reach the ticket's next life.
            _registration.Dispose();
            Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _continuation.OnCompleted(continuation, state, token, flags);
        if ((Interlocked.Or(ref _meeting, Awaited) & Answered) != 0)
        {
            // The answer came between the awaiter's look and this call, and its code must not run within it.
            ContinueElsewhere();
        }
    }

    private ValueTaskSourceStatus GetStatus(short token)
    {
        // Refuses a token of an earlier life.
        _continuation.GetStatus(token);
        if ((Volatile.Read(ref _meeting) & Answered) == 0)
        {
            return ValueTaskSourceStatus.Pending;
        }
        return _failure?.SourceException switch
        {
            null => ValueTaskSourceStatus.Succeeded,
            OperationCanceledException => ValueTaskSourceStatus.Canceled,
            _ => ValueTaskSourceStatus.Faulted,
        };
    }

    private void Cancel()
    {
        if (Interlocked.Exchange(ref _isDecided, 1) == 0 && Answer(new OperationCanceledException(_cancellation)))
        {
            // The canceller's thread must not run the waiter's code, and the pool may have none to do it: as for acknowledgements.
            ContinueElsewhere();
        }
    }

    /// <summary>Shows the result; whether the awaiter left a continuation that is now to be run.</summary>
    private bool Answer(Exception? failure)
    {
        _failure = failure is null ? null : ExceptionDispatchInfo.Capture(failure);
        return (Interlocked.Or(ref _meeting, Answered) & Awaited) != 0;
    }

    /// <summary>Called while the awaiter still holds the ticket.</summary>
    private void ContinueElsewhere()
    {
        Interlocked.Increment(ref _holders);
        TicketGroup group = _groups.Rent();
        group.Add(new Continuation(this));
        group.CompleteAll(null);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _continuation.Reset();
            _failure = null;
            _registration = default;
            _cancellation = default;
            _pool.Return(this);
        }
    }

    /// <summary>An awaiter whose result is there already.</summary>
    private sealed class Continuation(CommitTicket ticket) : IWaiting
    {
        public void Complete(Exception? failure)
        {
            ticket._continuation.SetResult(true);
            ticket.Release();
        }
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

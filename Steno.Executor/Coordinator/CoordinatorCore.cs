// What the runners of one coordinator share. A runner is in the table from before its record is created until it ends and the
// last of its actions has ended, so that one id never has two; then the most recent ends are kept for questions, and older ones
// are forgotten. Whoever reads a saga from the store to resume it, or ends it there, reserves its place first.

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Steno.Store;

namespace Steno;

internal sealed class CoordinatorCore<TContext>(ISecStore store, TContext user, ActionGate<TContext>? gate, ILogger logger, int finishedSagasKept)
{
    private readonly ConcurrentDictionary<SagaId, ISagaEntry<TContext>> _sagas = new();
    private readonly Queue<SagaRunner<TContext>> _ended = new();
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _liveCount;
    private int _isSuspended;
    private volatile bool _isStopping;

    public ISecStore Store => store;

    public TContext User => user;

    public ActionGate<TContext>? Gate => gate;

    public ILogger Logger => logger;

    public bool IsStopping => _isStopping;

    /// <summary>Completes when a stopping coordinator has no live saga and no running action any more.</summary>
    public Task AllEnded => _allEnded.Task;

    public IEnumerable<SagaRunner<TContext>> Sagas => _sagas.Values.Select(entry => entry.Runner).OfType<SagaRunner<TContext>>();

    /// <summary>Takes in the runner of a saga that must not exist.</summary>
    /// <exception cref="CoordinatorStoppedException">The coordinator is stopping.</exception>
    /// <exception cref="SagaExistsException">A saga of that id is in the way.</exception>
    public void Add(SagaRunner<TContext> runner)
    {
        Enter();
        if (!_sagas.TryAdd(runner.Id, runner))
        {
            Leave();
            throw new SagaExistsException(runner.Id);
        }
    }

    /// <summary>Takes in the runner of a saga that is resumed, in the place that was reserved for it.</summary>
    /// <exception cref="CoordinatorStoppedException">The coordinator is stopping; the reservation stays.</exception>
    public void Add(SagaRunner<TContext> runner, SagaReservation<TContext> reservation)
    {
        Enter();
        // Invariant: nobody but its holder replaces a reservation.
        _sagas[runner.Id] = runner;
        reservation.SetEnded();
    }

    /// <summary>Reserves the place of a saga that the coordinator does not hold, or holds as suspended.</summary>
    /// <param name="id">The saga.</param>
    /// <param name="mayStillRun">Whether the suspended saga may have an action that still runs.</param>
    /// <param name="reservation">Whoever gets it gives it back or puts a runner in its place.</param>
    /// <param name="other">Who is in the way, otherwise.</param>
    public bool TryReserve(SagaId id, bool mayStillRun, [NotNullWhen(true)] out SagaReservation<TContext>? reservation, [NotNullWhen(false)] out ISagaEntry<TContext>? other)
    {
        while (true)
        {
            if (!_sagas.TryGetValue(id, out other))
            {
                reservation = new(id, previous: null);
                if (_sagas.TryAdd(id, reservation))
                {
                    return true;
                }
            }
            else if (other is SagaRunner<TContext> runner && runner.MayBeReplaced(mayStillRun))
            {
                reservation = new(id, runner);
                if (_sagas.TryUpdate(id, reservation, runner))
                {
                    return true;
                }
            }
            else
            {
                reservation = null;
                return false;
            }
        }
    }

    /// <summary>Gives a reservation back, unless a runner took its place.</summary>
    public void Release(SagaReservation<TContext> reservation)
    {
        lock (_ended)
        {
            if (reservation.Runner is { IsForgotten: false } previous)
            {
                _sagas.TryUpdate(reservation.Id, previous, reservation);
            }
            else
            {
                _sagas.TryRemove(new(reservation.Id, reservation));
            }
        }
        reservation.SetEnded();
    }

    public bool TryGet(SagaId id, [MaybeNullWhen(false)] out SagaRunner<TContext> runner)
    {
        runner = _sagas.TryGetValue(id, out ISagaEntry<TContext>? entry) ? entry.Runner : null;
        return runner is not null;
    }

    /// <summary>A runner has ended and none of its actions runs; it is kept for questions as long as there is room.</summary>
    public void Retire(SagaRunner<TContext> runner)
    {
        lock (_ended)
        {
            _ended.Enqueue(runner);
            if (_ended.Count > finishedSagasKept)
            {
                SagaRunner<TContext> forgotten = _ended.Dequeue();
                forgotten.IsForgotten = true;
                _sagas.TryRemove(new(forgotten.Id, forgotten));
            }
        }
    }

    /// <summary>A runner's record could not be created: the saga does not exist.</summary>
    public void Forget(SagaRunner<TContext> runner) => _sagas.TryRemove(new(runner.Id, runner));

    /// <summary>A runner that was taken in is through: its waiters know, and none of its actions runs.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _liveCount) == 0 && _isStopping)
        {
            _allEnded.TrySetResult();
        }
    }

    /// <summary>The store is gone for good: no saga can go on.</summary>
    public void SuspendAll(Exception cause)
    {
        // Each saga that is suspended here comes by again.
        if (Interlocked.Exchange(ref _isSuspended, 1) == 0)
        {
            foreach (SagaRunner<TContext> runner in Sagas)
            {
                runner.GiveUp(cause);
            }
        }
    }

    /// <summary>Begins nothing more, and lets every saga know.</summary>
    public void BeginStop()
    {
        _isStopping = true;
        Interlocked.MemoryBarrier();
        foreach (SagaRunner<TContext> runner in Sagas)
        {
            runner.Nudge();
        }
        if (Volatile.Read(ref _liveCount) == 0)
        {
            _allEnded.TrySetResult();
        }
    }

    private void Enter()
    {
        Interlocked.Increment(ref _liveCount);
        // The count is up before the flag is read: a stop either sees the saga or is seen by it.
        if (_isStopping)
        {
            Leave();
            throw new CoordinatorStoppedException();
        }
    }
}

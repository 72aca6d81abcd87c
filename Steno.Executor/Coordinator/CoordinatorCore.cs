// What the runners of one coordinator share. A runner is in the table from before its record is created until it ends, so that
// one id never has two; then the most recent ends are kept for questions, and older ones are forgotten.

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Steno.Store;

namespace Steno;

internal sealed class CoordinatorCore<TContext>(ISecStore store, TContext user, ActionGate<TContext>? gate, ILogger logger, int finishedSagasKept)
{
    private readonly ConcurrentDictionary<SagaId, SagaRunner<TContext>> _sagas = new();
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

    /// <summary>Completes when a stopping coordinator has no live saga any more.</summary>
    public Task AllEnded => _allEnded.Task;

    public IEnumerable<SagaRunner<TContext>> Sagas => _sagas.Values;

    /// <summary>Takes a runner in.</summary>
    /// <param name="runner">The runner.</param>
    /// <param name="isNew">Whether its saga must not exist. A saga that is resumed may be one that has ended here: one that was suspended.</param>
    /// <exception cref="CoordinatorStoppedException">The coordinator is stopping.</exception>
    /// <exception cref="SagaExistsException">A saga of that id is in the way.</exception>
    public void Add(SagaRunner<TContext> runner, bool isNew)
    {
        Interlocked.Increment(ref _liveCount);
        // The count is up before the flag is read: a stop either sees the saga or is seen by it.
        if (_isStopping)
        {
            Leave();
            throw new CoordinatorStoppedException();
        }
        while (!_sagas.TryAdd(runner.Id, runner))
        {
            if (!_sagas.TryGetValue(runner.Id, out SagaRunner<TContext>? other))
            {
                continue;
            }
            if (isNew || other.Phase is SagaPhase.Loaded or SagaPhase.Running or SagaPhase.Unwinding)
            {
                Leave();
                throw new SagaExistsException(runner.Id);
            }
            _sagas.TryRemove(new(runner.Id, other));
        }
    }

    public bool TryGet(SagaId id, [MaybeNullWhen(false)] out SagaRunner<TContext> runner) => _sagas.TryGetValue(id, out runner);

    /// <summary>A runner has ended; it is kept for questions as long as there is room.</summary>
    public void OnClosed(SagaRunner<TContext> runner)
    {
        SagaRunner<TContext>? forgotten = null;
        lock (_ended)
        {
            _ended.Enqueue(runner);
            if (_ended.Count > finishedSagasKept)
            {
                forgotten = _ended.Dequeue();
            }
        }
        if (forgotten is not null)
        {
            _sagas.TryRemove(new(forgotten.Id, forgotten));
        }
    }

    /// <summary>A runner's record could not be created: the saga does not exist.</summary>
    public void Forget(SagaRunner<TContext> runner) => _sagas.TryRemove(new(runner.Id, runner));

    /// <summary>A runner that was taken in is through: its waiters know.</summary>
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
            foreach (SagaRunner<TContext> runner in _sagas.Values)
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
        foreach (SagaRunner<TContext> runner in _sagas.Values)
        {
            runner.Nudge();
        }
        if (Volatile.Read(ref _liveCount) == 0)
        {
            _allEnded.TrySetResult();
        }
    }
}

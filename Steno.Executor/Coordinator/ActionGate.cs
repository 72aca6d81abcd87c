// Limits how many actions and undos run at once. Sagas take turns: each has its own line, and a free place goes to the saga
// that has waited longest, for one of its nodes, so a wide saga cannot shut out a narrow one. Work is begun in Started's order
// within a saga. Lock order: a runner's lock may be held when this one is taken, never the other way round.

namespace Steno;

internal sealed class ActionGate<TContext>
{
    private readonly Lock _lock = new();
    private readonly Queue<SagaRunner<TContext>> _turns = new();
    private int _free;

    public ActionGate(int limit) => _free = limit;

    /// <summary>Takes a place if one is free, for work that the caller does itself.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            // Whoever waits is before us.
            bool isFree = _free > 0;
            _free -= isFree ? 1 : 0;
            return isFree;
        }
    }

    /// <summary>Has the attempt run on the thread pool as soon as its saga's turn comes.</summary>
    public void Enqueue(Attempt<TContext> attempt)
    {
        lock (_lock)
        {
            if (_free == 0)
            {
                Queue<Attempt<TContext>> line = attempt.Runner.WaitingLine;
                line.Enqueue(attempt);
                if (line.Count == 1)
                {
                    _turns.Enqueue(attempt.Runner);
                }
                return;
            }
            _free--;
        }
        ThreadPool.UnsafeQueueUserWorkItem(attempt, preferLocal: false);
    }

    /// <summary>Gives a place back; it goes to the next attempt that waits.</summary>
    public void Exit()
    {
        Attempt<TContext> next;
        lock (_lock)
        {
            // Invariant: attempts wait only while no place is free.
            if (!_turns.TryDequeue(out SagaRunner<TContext>? runner))
            {
                _free++;
                return;
            }
            next = runner.WaitingLine.Dequeue();
            if (runner.WaitingLine.Count > 0)
            {
                _turns.Enqueue(runner);
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
    }
}

namespace Steno.Tests.Simulation;

/// <summary>
/// Lets operations that several threads have in flight end in another order than they began in. Each one lets a random number of
/// others go first. When nothing has begun or ended for some turns, nobody else is coming, and one of those that wait goes on:
/// so nothing waits for ever, and one that is alone goes on soon. The choices follow from the seed; who is in flight at once is
/// up to the threads. Thread-safe.
/// </summary>
/// <param name="seed">What the choices follow from.</param>
/// <param name="mostOvertaking">The largest number of others that an operation lets go first.</param>
internal sealed class CompletionSchedule(int seed, int mostOvertaking)
{
    /// <summary>Enough for a thread on another processor to come from one operation to its next one.</summary>
    private const int MostIdleTurns = 300;

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly List<Waiting> _waiting = [];
    private long _changes;

    /// <summary>Returns when the operation of this thread may end.</summary>
    internal void WaitForTurn(DiskOperation operation)
    {
        var mine = new Waiting();
        lock (_gate)
        {
            mine.LetsPass = _random.Next(3) == 0 ? 0 : _random.Next(1, mostOvertaking + 1);
            _waiting.Add(mine);
            _changes++;
        }
        long seen = -1;
        int idleTurns = 0;
        while (true)
        {
            lock (_gate)
            {
                if (mine.LetsPass <= 0)
                {
                    Leave(mine);
                    return;
                }
                idleTurns = seen == _changes ? idleTurns + 1 : 0;
                seen = _changes;
                if (idleTurns > MostIdleTurns)
                {
                    _waiting[_random.Next(_waiting.Count)].LetsPass = 0;
                    _changes++;
                }
            }
            Thread.Yield();
        }
    }

    private void Leave(Waiting mine)
    {
        _waiting.Remove(mine);
        foreach (Waiting other in _waiting)
        {
            other.LetsPass--;
        }
        _changes++;
    }

    private sealed class Waiting
    {
        /// <summary>How many others may still go first.</summary>
        internal int LetsPass;
    }
}

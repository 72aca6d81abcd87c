using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Steno.Benchmarks.Peers;

/// <summary>
/// A caller's wait, reused: it goes back to the thread that took its result, which is where the next call of a closed loop comes
/// from. Where one thread sends and others take the results, whole chains of free ones go back through a queue.
/// </summary>
internal sealed class PooledWaiter : IValueTaskSource
{
    private const int ChainLength = 256;

    private static readonly ConcurrentQueue<PooledWaiter> s_chains = new();

    [ThreadStatic]
    private static PooledWaiter? t_free;

    [ThreadStatic]
    private static int t_freeCount;

    private ManualResetValueTaskSourceCore<bool> _core;
    private PooledWaiter? _next;

    public short Version => _core.Version;

    public static PooledWaiter Rent()
    {
        PooledWaiter? waiter = t_free;
        if (waiter is null)
        {
            if (!s_chains.TryDequeue(out waiter))
            {
                return new PooledWaiter();
            }
            t_freeCount = ChainLength;
        }
        t_free = waiter._next;
        t_freeCount--;
        waiter._next = null;
        return waiter;
    }

    public void Complete(Exception? failure)
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

    public void GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            if (t_freeCount >= ChainLength)
            {
                s_chains.Enqueue(t_free!);
                t_free = null;
                t_freeCount = 0;
            }
            _next = t_free;
            t_free = this;
            t_freeCount++;
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);
}

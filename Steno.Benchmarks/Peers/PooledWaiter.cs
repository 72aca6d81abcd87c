using System.Threading.Tasks.Sources;

namespace Steno.Benchmarks.Peers;

/// <summary>A caller's wait, reused: it goes back to the thread that took its result, which is where the next call comes from.</summary>
internal sealed class PooledWaiter : IValueTaskSource
{
    [ThreadStatic]
    private static PooledWaiter? t_free;

    private ManualResetValueTaskSourceCore<bool> _core;
    private PooledWaiter? _next;

    public short Version => _core.Version;

    public static PooledWaiter Rent()
    {
        PooledWaiter? waiter = t_free;
        if (waiter is null)
        {
            return new PooledWaiter();
        }
        t_free = waiter._next;
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
            _next = t_free;
            t_free = this;
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);
}

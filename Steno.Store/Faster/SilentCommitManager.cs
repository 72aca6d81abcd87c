using FASTER.core;

namespace Steno.Store.Faster;

/// <summary>
/// A commit manager that writes nothing and never throws. FasterLog's own one logs write errors and reports success,
/// keeps one unsynced metadata file, and an exception from it makes waiters hang. Our batches carry their own proof.
/// </summary>
internal sealed class SilentCommitManager : ILogCommitManager
{
    private readonly Lock _lock = new();
    private long _untilAddress;
    private long _awaitedAddress = long.MaxValue;
    private Action? _reached;

    /// <summary>FasterLog tells of its commits here, on the thread pool and some time after each.</summary>
    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata)
    {
        lock (_lock)
        {
            _untilAddress = Math.Max(_untilAddress, untilAddress);
            CallWhenReached();
        }
    }

    /// <summary>Has something run on the thread pool once FasterLog has told of its commit up to an address. Nobody waits for that.</summary>
    public void WhenReached(long address, Action reached)
    {
        lock (_lock)
        {
            (_awaitedAddress, _reached) = (address, reached);
            CallWhenReached();
        }
    }

    private void CallWhenReached()
    {
        if (_untilAddress >= _awaitedAddress && _reached is { } reached)
        {
            _reached = null;
            ThreadPool.UnsafeQueueUserWorkItem(static reached => reached(), reached, preferLocal: false);
        }
    }

    public byte[] GetCommitMetadata(long commitNum) => [];
    public IEnumerable<long> ListCommits() => [];
    public void RemoveCommit(long commitNum) { }
    public void RemoveAllCommits() { }
    public void OnRecovery(long commitNum) { }
    public void Dispose() { }
}

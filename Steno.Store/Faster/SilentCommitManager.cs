using FASTER.core;

namespace Steno.Store.Faster;

/// <summary>
/// A commit manager that writes nothing and never throws. FasterLog's own one logs write errors and reports success,
/// keeps one unsynced metadata file, and an exception from it makes waiters hang. Our batches carry their own proof.
/// </summary>
internal sealed class SilentCommitManager : ILogCommitManager
{
    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata) { }
    public byte[] GetCommitMetadata(long commitNum) => [];
    public IEnumerable<long> ListCommits() => [];
    public void RemoveCommit(long commitNum) { }
    public void RemoveAllCommits() { }
    public void OnRecovery(long commitNum) { }
    public void Dispose() { }
}

using Microsoft.Extensions.Logging;

namespace Steno.Store.Log;

/// <summary>Every line that the store logs, with stable event ids. Payloads never appear.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(1, LogLevel.Information, "Store {Directory} opened: generation {Generation}, {SagaCount} sagas, log end {EndAddress}.")]
    public static partial void Opened(ILogger logger, string directory, long generation, int sagaCount, long endAddress);

    [LoggerMessage(2, LogLevel.Warning, "Store {Directory}: the last write was torn and never acknowledged; {ByteCount} bytes after log address {EndAddress} were zeroed.")]
    public static partial void TornTail(ILogger logger, string directory, long byteCount, long endAddress);

    [LoggerMessage(3, LogLevel.Warning, "Store {Directory}: this file system refuses direct I/O; writes go through the page cache, each one synced.")]
    public static partial void PageCache(ILogger logger, string directory);

    [LoggerMessage(4, LogLevel.Critical, "Store {Directory} stopped: a write failed. Acknowledged records are safe; open the store again after repairing the cause.")]
    public static partial void Poisoned(ILogger logger, string directory, Exception cause);

    [LoggerMessage(5, LogLevel.Information, "Store {Directory} closed.")]
    public static partial void Closed(ILogger logger, string directory);

    [LoggerMessage(6, LogLevel.Warning, "Store {Directory}: the index snapshot is damaged at byte {Offset} ({Reason}) and is not used; the whole log is read instead.")]
    public static partial void SnapshotDamaged(ILogger logger, string directory, long offset, string reason);

    [LoggerMessage(7, LogLevel.Warning, "Store {Directory}: no index snapshot could be written; the next open reads more of the log.")]
    public static partial void SnapshotFailed(ILogger logger, string directory, Exception cause);

    [LoggerMessage(8, LogLevel.Error, "Store {Directory}: old sagas cannot be cleaned up; the store goes on and grows. Verify it.")]
    public static partial void KeepingFailed(ILogger logger, string directory, Exception cause);

    [LoggerMessage(9, LogLevel.Debug, "Store {Directory}: {SegmentCount} segments compacted, {SagaCount} sagas rewritten; the log begins at {BeginAddress}.")]
    public static partial void Compacted(ILogger logger, string directory, int segmentCount, long sagaCount, long beginAddress);

    [LoggerMessage(10, LogLevel.Warning, "Store {Directory}: the clock was set by more than an hour. No saga is dropped by its age until the store is opened again.")]
    public static partial void ClockJumped(ILogger logger, string directory);

    [LoggerMessage(11, LogLevel.Information, "Store {Directory}: {SagaCount} done sagas archived in {File}, {ByteCount} bytes.")]
    public static partial void Archived(ILogger logger, string directory, int sagaCount, string file, long byteCount);

    [LoggerMessage(12, LogLevel.Information, "Store {Directory}: {ArchiveCount} archives merged into {File}, {SagaCount} sagas, {ByteCount} bytes.")]
    public static partial void ArchivesMerged(ILogger logger, string directory, int archiveCount, string file, int sagaCount, long byteCount);
}

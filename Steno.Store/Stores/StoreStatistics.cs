namespace Steno.Store;

/// <summary>How a store stands: sizes in bytes, counts of what a reader would see at this moment.</summary>
public sealed record StoreStatistics
{
    /// <summary>Sagas whose cached state is <c>running</c>.</summary>
    public required int RunningCount { get; init; }
    /// <summary>Sagas whose cached state is <c>unwinding</c>.</summary>
    public required int UnwindingCount { get; init; }
    /// <summary>Sagas whose cached state is <c>done</c>.</summary>
    public required int DoneCount { get; init; }
    /// <summary>All sagas in the log; archived ones are not among them.</summary>
    public int SagaCount => RunningCount + UnwindingCount + DoneCount;
    /// <summary>Node events of these sagas.</summary>
    public required long EventCount { get; init; }
    /// <summary>Bytes of log from its beginning to its end.</summary>
    public required long LogBytes { get; init; }
    /// <summary>What the records of these sagas take of that.</summary>
    public required long LiveBytes { get; init; }
    /// <summary>The rest: records of dropped sagas, superseded ones, padding.</summary>
    public long DeadBytes => Math.Max(0, LogBytes - LiveBytes);
    /// <summary>Segment files, the one or two that are prepared ahead included.</summary>
    public required int SegmentCount { get; init; }
    /// <summary>Bytes of one segment file.</summary>
    public required long SegmentSizeBytes { get; init; }
    /// <summary>How often the store was opened for writing.</summary>
    public required long Generation { get; init; }
    /// <summary>When the newest usable index snapshot was taken; null when there is none.</summary>
    public required DateTimeOffset? LastSnapshot { get; init; }
    /// <summary>Bytes of log that an open after a crash would read: what was written since the last snapshot.</summary>
    public required long LogBytesSinceSnapshot { get; init; }
    /// <summary>Memory that the index of these sagas takes.</summary>
    public required long IndexBytes { get; init; }
    /// <summary>Archive files.</summary>
    public int ArchiveCount { get; init; }
    /// <summary>Sagas in them. One that is in two, or still in the log, too, because something went on while it was archived, is counted each time.</summary>
    public long ArchivedSagaCount { get; init; }
    /// <summary>Node events of these sagas.</summary>
    public long ArchivedEventCount { get; init; }
    /// <summary>Bytes of the archive files.</summary>
    public long ArchiveBytes { get; init; }
    /// <summary>Memory that finding archived sagas takes.</summary>
    public long ArchiveIndexBytes { get; init; }
}

using Microsoft.Extensions.Logging;

namespace Steno.Store;

/// <summary>How to open a <see cref="FasterSecStore"/>. Every value is checked when the store is opened.</summary>
public sealed record FasterSecStoreOptions
{
    /// <summary>The store's directory; created (mode 0700) when missing, unless read-only.</summary>
    public required string Directory { get; init; }
    /// <summary>When a write is acknowledged.</summary>
    public Durability Durability { get; init; } = Durability.Commit;
    /// <summary>Opens without a lock and without writing, beside a running owner or on read-only media; sees everything up to the last intact batch.</summary>
    public bool ReadOnly { get; init; }
    /// <summary>Bytes per log segment, a power of two from 64 KiB to 1 GiB; a new store only, an existing one keeps its own.</summary>
    public long SegmentSizeBytes { get; init; } = 64L << 20;
    /// <summary>Bytes of recent log kept in memory for reads, beside the log's own pages; from 64 KiB to 1 GiB.</summary>
    public long MemoryBudgetBytes { get; init; } = 16L << 20;
    /// <summary>The largest payload of one record in bytes (for a create: name and DAG), from 1 KiB to 64 MiB.</summary>
    public int PayloadLimitBytes { get; init; } = 16 << 20;
    /// <summary>After answering several callers: the longest pause between arrivals for which the next commit waits, because callers that were just answered come back within microseconds. Never delays a lone caller. From 0 to 10 ms.</summary>
    public TimeSpan GatherTime { get; init; } = TimeSpan.FromMicroseconds(20);
    /// <summary>How long the store must be idle before it writes a mark that proves its last batch; from 0.1 ms to 1 minute.</summary>
    public TimeSpan IdleTimeBeforeMark { get; init; } = TimeSpan.FromMilliseconds(2);
    /// <summary>How often a buffered store commits; from 0.1 ms to 10 s.</summary>
    public TimeSpan BufferedCommitInterval { get; init; } = TimeSpan.FromMilliseconds(5);
    /// <summary>Every batch ends on a boundary of this many bytes (512 to 65,536, a power of two), so that a block with acknowledged bytes is never rewritten; 0 asks the operating system. A new store only.</summary>
    public int BlockSizeBytes { get; init; }
    /// <summary>
    /// Whether a lone caller writes its batch on its own thread, which saves two thread switches and blocks that caller for one
    /// write. Turn it off for a slow disk, and where one thread issues many calls without awaiting each: it would commit them
    /// one by one (or use <see cref="ISecStore.WriteAsync"/>, which puts many records into one commit).
    /// </summary>
    public bool CommitOnLoneCaller { get; init; } = true;
    /// <summary>What becomes of sagas that are done. Whatever is chosen, the log is compacted in the background when more than a third of it is dead.</summary>
    public SagaRetention Retention { get; init; } = SagaRetention.Keep;
    /// <summary>How much memory the index of live sagas may take, 64 bytes a saga; beyond it creates are refused with <see cref="StoreIndexFullException"/>. From 64 KiB to 128 GiB.</summary>
    public long IndexBudgetBytes { get; init; } = 4L << 30;
    /// <summary>How much log is written between two snapshots of the index at least (or four times the snapshot's own size, if that is more): an open after a crash reads that much. From 64 KiB to 16 GiB.</summary>
    public long SnapshotIntervalBytes { get; init; } = 16L << 20;
    /// <summary>The clock for commit times and retention.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
    /// <summary>Where the store logs what it finds and does; payloads are never logged.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Directory);
        RequireEnum(Durability);
        RequirePowerOfTwo(SegmentSizeBytes, 64 << 10, 1 << 30, nameof(SegmentSizeBytes));
        Require(MemoryBudgetBytes, 64 << 10, 1 << 30, nameof(MemoryBudgetBytes));
        Require(PayloadLimitBytes, 1 << 10, 64 << 20, nameof(PayloadLimitBytes));
        Require(GatherTime, TimeSpan.Zero, TimeSpan.FromMilliseconds(10), nameof(GatherTime));
        Require(IdleTimeBeforeMark, TimeSpan.FromMicroseconds(100), TimeSpan.FromMinutes(1), nameof(IdleTimeBeforeMark));
        Require(BufferedCommitInterval, TimeSpan.FromMicroseconds(100), TimeSpan.FromSeconds(10), nameof(BufferedCommitInterval));
        if (BlockSizeBytes != 0)
        {
            RequirePowerOfTwo(BlockSizeBytes, 512, 64 << 10, nameof(BlockSizeBytes));
        }
        Require(IndexBudgetBytes, 64 << 10, 128L << 30, nameof(IndexBudgetBytes));
        Require(SnapshotIntervalBytes, 64 << 10, 16L << 30, nameof(SnapshotIntervalBytes));
        ArgumentNullException.ThrowIfNull(Retention);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }

    private static void RequireEnum(Durability durability)
    {
        if (durability is not (Durability.Commit or Durability.Buffered))
        {
            throw new ArgumentOutOfRangeException(nameof(Durability), durability, "Commit or Buffered.");
        }
    }

    private static void RequirePowerOfTwo(long value, long least, long most, string name)
    {
        Require(value, least, most, name);
        if (!System.Numerics.BitOperations.IsPow2(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "It must be a power of two.");
        }
    }

    private static void Require<T>(T value, T least, T most, string name) where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"It must be from {least} to {most}.");
        }
    }
}

using Steno.Store.Archives;
using Steno.Store.Disk;

namespace Steno.Store.Log;

/// <summary>
/// What the writing and the reading side of an open store share. <see cref="Gate"/> is the append lock: it guards the
/// index and the two batches, is held for microseconds and never over I/O.
/// Lock order: Gate, then a segment preparer's or a pool's own lock; never the other way round.
/// </summary>
internal sealed class StoreState
{
    private readonly IDisk _disk;
    private volatile ArchiveSet _archives;

    public StoreState(IDisk disk, Superblock superblock, SegmentFiles files, SagaIndex index, long recentLogBytes, ScanResult scan, LoadedSnapshot? snapshot, ArchiveSet archives)
    {
        _archives = archives;
        _disk = disk;
        Superblock = superblock;
        StoreId = superblock.StoreId;
        Layout = superblock.Layout;
        Files = files;
        Index = index;
        Recent = new RecentLog(recentLogBytes);
        BeginAddress = superblock.Begin.Address;
        Generation = scan.Generation;
        PreparedEnd = scan.SegmentCount * superblock.Layout.SegmentSizeBytes;
        DurablePoint = new LogPoint(scan.EndAddress, scan.NextSequence, scan.Generation);
        Snapshot = snapshot is null ? null : new SnapshotTaken(snapshot.Start, snapshot.CoveredEnd, snapshot.Taken, snapshot.FileBytes);
    }

    public string Directory => _disk.Directory;
    /// <summary>The superblock as it was at opening; the owner has a newer one.</summary>
    public Superblock Superblock { get; }
    public Guid StoreId { get; }
    public LogLayout Layout { get; }
    public SegmentFiles Files { get; }
    public SagaIndex Index { get; }
    public RecentLog Recent { get; }
    public object Gate { get; } = new();
    /// <summary>How many lives the store had before this one, this one included unless it is read-only.</summary>
    public long Generation { get; set; }

    /// <summary>The batch being filled; null in a read-only store.</summary>
    public OpenBatch? Open { get; set; }
    /// <summary>The batch being written, or null.</summary>
    public OpenBatch? InFlight { get; set; }

    /// <summary>Up to where everything is durable, and between which batches that lies. Moved by the committer whenever it lets go of its role.</summary>
    public LogPoint DurablePoint { get; set; }

    /// <summary>The newest snapshot, if there is one.</summary>
    public SnapshotTaken? Snapshot { get; set; }

    /// <summary>Log addresses below this have a segment, as far as the statistics know.</summary>
    public long PreparedEnd { get; set; }

    /// <summary>Where the log begins; moved by compaction.</summary>
    public long BeginAddress { get; set; }

    public long LogBytes => DurablePoint.Address - BeginAddress;

    /// <summary>The archives. Replaced under the gate, before the sagas that came into a new one are dropped; so who does not find a saga in the index looks here afterwards.</summary>
    public ArchiveSet Archives { get => _archives; set => _archives = value; }

    /// <summary>Reads from the archives; once more, when some that were being read were merged and closed meanwhile. Not under the gate.</summary>
    public T FromArchives<T>(Func<ArchiveSet, T> read)
    {
        while (true)
        {
            ArchiveSet archives = Archives;
            try
            {
                return read(archives);
            }
            catch (ObjectDisposedException) when (archives != Archives)
            {
            }
        }
    }

    public bool IsArchived(SagaId id) => !Archives.IsEmpty && FromArchives(archives => archives.Contains(id));

    /// <summary>What an open after a crash would read.</summary>
    public long LogBytesSinceSnapshot => DurablePoint.Address - Math.Max(Snapshot?.Start.Address ?? 0, BeginAddress);

    public int SegmentCount => (int)(PreparedEnd / Layout.SegmentSizeBytes) - Layout.SegmentOf(BeginAddress);

    /// <summary>The last commit's time: precise enough for what a buffered store shows before it is committed.</summary>
    public long LastCommitTimeUtcMs { get; set; }

    /// <summary>Whether this was opened for reading only and its owner has moved the log's beginning since.</summary>
    public bool HasOwnerCompacted() => Open is null && SuperblockFile.Read(_disk).Begin != Superblock.Begin;

    /// <summary>Whether the keeper is cleaning up, so that waiting for it makes sense.</summary>
    public bool IsKeeperAtWork { get; set; }

    /// <summary>
    /// What freeing the oldest segment would write again, as of the keeper's last look, when its sagas are such that go on for long:
    /// together larger than it, or most of what is alive.
    /// </summary>
    public long LongRewriteBytes { get; private set; }

    /// <summary>Whether the log is so large, for what is alive in it. Under the gate.</summary>
    public bool IsLogLarge(LogSize size)
        => LogBytes > (Index.LiveBytes * size.PerLiveByte) + (Layout.SegmentSizeBytes * size.Segments) + (LongRewriteBytes * size.PerLongRewrite);

    /// <summary>Notes what freeing the oldest segment would write again. Under the gate.</summary>
    public void NoteRewrite(long bytes) => LongRewriteBytes = bytes > Math.Min(Layout.SegmentSizeBytes, Index.LiveBytes / 2) ? bytes : 0;

    /// <summary>Shows placed records to readers. Under the gate.</summary>
    public void Publish(ReadOnlySpan<PlacedRecord> placed, ReadOnlySpan<RewriteSummary> rewrites, long commitTimeUtcMs)
    {
        uint commitSeconds = SagaIndex.ToSeconds(commitTimeUtcMs);
        int rewrite = 0;
        foreach (ref readonly PlacedRecord record in placed)
        {
            if (record.Kind == LogRecordKind.RewriteEnd)
            {
                Index.PublishRewrite(record.Entry, record.Address, rewrites[rewrite++]);
            }
            else if (record.Entry >= 0)
            {
                Index.Publish(record.Entry, record.Kind, record.Detail, record.Address, record.SizeBytes, commitSeconds);
            }
        }
    }
}

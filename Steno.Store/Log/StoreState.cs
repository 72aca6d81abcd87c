namespace Steno.Store.Log;

/// <summary>
/// What the writing and the reading side of an open store share. <see cref="Gate"/> is the append lock: it guards the
/// index and the two batches, is held for microseconds and never over I/O.
/// Lock order: Gate, then a segment preparer's or a pool's own lock; never the other way round.
/// </summary>
internal sealed class StoreState
{
    public StoreState(string directory, Superblock superblock, SegmentFiles files, SagaIndex index, long recentLogBytes)
    {
        Directory = directory;
        StoreId = superblock.StoreId;
        Layout = superblock.Layout;
        Files = files;
        Index = index;
        Recent = new RecentLog(recentLogBytes);
    }

    public string Directory { get; }
    public Guid StoreId { get; }
    public LogLayout Layout { get; }
    public SegmentFiles Files { get; }
    public SagaIndex Index { get; }
    public RecentLog Recent { get; }
    public object Gate { get; } = new();

    /// <summary>The batch being filled; null in a read-only store.</summary>
    public OpenBatch? Open { get; set; }
    /// <summary>The batch being written, or null.</summary>
    public OpenBatch? InFlight { get; set; }

    /// <summary>Shows placed records to readers. Under the gate.</summary>
    public void Publish(ReadOnlySpan<PlacedRecord> placed)
    {
        foreach (ref readonly PlacedRecord record in placed)
        {
            Index[record.Entry].Publish(record.Kind, record.Detail, record.Address);
        }
    }
}

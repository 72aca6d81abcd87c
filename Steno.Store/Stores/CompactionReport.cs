namespace Steno.Store;

/// <summary>What a compaction did.</summary>
/// <param name="SagasDropped">Sagas that retention let go.</param>
/// <param name="SagasRewritten">Live sagas that were written again at the end of the log.</param>
/// <param name="SegmentsFreed">Segment files that were deleted.</param>
/// <param name="LogBytesBefore">Bytes of log before.</param>
/// <param name="LogBytesAfter">Bytes of log after.</param>
public sealed record CompactionReport(long SagasDropped, long SagasRewritten, int SegmentsFreed, long LogBytesBefore, long LogBytesAfter)
{
    /// <summary>Sagas that retention moved into archives.</summary>
    public long SagasArchived { get; init; }
}

namespace Steno.Benchmarks.Load;

/// <summary>What one target did in one round's window.</summary>
/// <param name="Records">Records acknowledged.</param>
/// <param name="Seconds">How long the window was.</param>
/// <param name="AllocatedBytes">What the whole process allocated on the managed heap.</param>
/// <param name="Commits">How many batches were written; 0 where that is not known.</param>
/// <param name="SegmentSwitches">How often the log went on in another segment; null where there are none.</param>
internal readonly record struct RoundResult(long Records, double Seconds, long AllocatedBytes, long Commits, int? SegmentSwitches)
{
    public double RecordsPerSecond => Records / Seconds;

    public double BytesPerRecord => (double)AllocatedBytes / Math.Max(1, Records);

    public double BytesPerCommit => (double)AllocatedBytes / Math.Max(1, Commits);
}

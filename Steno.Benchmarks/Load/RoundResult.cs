namespace Steno.Benchmarks.Load;

/// <summary>What one target did in one round's window.</summary>
internal readonly record struct RoundResult(long Records, double Seconds, long AllocatedBytes)
{
    public double RecordsPerSecond => Records / Seconds;

    public double BytesPerRecord => (double)AllocatedBytes / Math.Max(1, Records);
}

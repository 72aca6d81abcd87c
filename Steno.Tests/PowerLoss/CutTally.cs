using Steno.Tests.Simulation;

namespace Steno.Tests.PowerLoss;

/// <summary>Counts what was in flight when the power was cut. Thread-safe.</summary>
internal sealed class CutTally
{
    private int _cuts;
    private int _overlapping;
    private int _batchAndSuperblock;
    private int _bothTorn;
    private int _overtakings;

    /// <summary>How many cuts hit two or more operations in flight.</summary>
    internal int OverlappingCount => Volatile.Read(ref _overlapping);

    /// <summary>How many of them hit a batch and a superblock in flight.</summary>
    internal int BatchAndSuperblockCount => Volatile.Read(ref _batchAndSuperblock);

    /// <summary>How many cuts tore several operations, so that some sectors of each were there and some were not.</summary>
    internal int SeveralTornCount => Volatile.Read(ref _bothTorn);

    /// <summary>How many operations ended before one that had begun earlier.</summary>
    internal int OvertakingCount => Volatile.Read(ref _overtakings);

    internal static bool HasBatchAndSuperblock(IReadOnlyList<DiskOperation> inFlight)
        => inFlight.Any(static operation => IsSyncedWrite(operation, "segment-")) && inFlight.Any(static operation => IsSyncedWrite(operation, "superblock"));

    internal void AddLife(OverlappingLife life) => Interlocked.Add(ref _overtakings, life.OvertakingCount);

    internal void AddCut(IReadOnlyList<DiskOperation> inFlight, IReadOnlyList<DiskOperation> torn)
    {
        Interlocked.Increment(ref _cuts);
        Interlocked.Add(ref _overlapping, inFlight.Count >= 2 ? 1 : 0);
        Interlocked.Add(ref _batchAndSuperblock, HasBatchAndSuperblock(inFlight) ? 1 : 0);
        Interlocked.Add(ref _bothTorn, torn.Count >= 2 ? 1 : 0);
    }

    public override string ToString()
        => $"{_cuts:N0} power cuts, {OverlappingCount:N0} with two or more operations in flight, {BatchAndSuperblockCount:N0} with a batch and a superblock, {SeveralTornCount:N0} tore several; {OvertakingCount:N0} operations overtook another";

    private static bool IsSyncedWrite(DiskOperation operation, string prefix)
        => operation is { Kind: DiskOperationKind.Write, IsSynced: true } && operation.Name.StartsWith(prefix, StringComparison.Ordinal);
}

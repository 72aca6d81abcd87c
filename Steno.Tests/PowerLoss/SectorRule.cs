using Steno.Tests.Simulation;

namespace Steno.Tests.PowerLoss;

/// <summary>
/// The rule that makes a torn write harmless: a sector that holds something is never written again while it counts. In a
/// segment only zeros may replace anything, and then what was there was never acknowledged.
/// </summary>
internal static class SectorRule
{
    internal static void Check(SimDisk before, DiskOperation operation)
    {
        if (operation.Kind != DiskOperationKind.Write || !operation.IsSynced || !operation.Name.StartsWith("segment-", StringComparison.Ordinal))
        {
            return;
        }
        byte[] there = before.ReadAll(operation.Name).AsSpan((int)operation.OffsetBytes, operation.Data!.Length).ToArray();
        for (int sector = 0; sector < there.Length; sector += SimFile.SectorBytes)
        {
            bool isUsed = there.AsSpan(sector, SimFile.SectorBytes).ContainsAnyExcept((byte)0);
            bool isZeroed = !operation.Data.AsSpan(sector, SimFile.SectorBytes).ContainsAnyExcept((byte)0);
            Assert.True(!isUsed || isZeroed, $"{operation} writes again to a sector that holds something");
        }
    }
}

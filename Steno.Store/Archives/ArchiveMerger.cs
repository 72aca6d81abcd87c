using Microsoft.Extensions.Logging;
using Steno.Store.Log;

namespace Steno.Store.Archives;

/// <summary>
/// Keeps the number of archives small: eight of about one size become one of the next size, so each saga is written again once
/// for every eightfold growth. Only neighbours in age are merged, so that the newer copy of a saga stays the newer one.
/// </summary>
internal sealed class ArchiveMerger(StoreState state, ArchiveFolder folder, TimeProvider time, ILogger logger)
{
    private const int FanIn = 8;
    private const long SmallestTierBytes = 64 << 10;
    /// <summary>From so many archives on the newest half is merged, whatever the sizes: the superblock has room for no more than twice that.</summary>
    private const int MostArchives = ArchiveList.MostArchives / 2;

    /// <summary>Merges until no run of archives is due.</summary>
    /// <param name="nextNumber">The number for the next archive.</param>
    /// <param name="replace">Makes the superblock name these archives.</param>
    /// <param name="pace">How fast.</param>
    public void MergeIfDue(ref int nextNumber, Action<IReadOnlyList<Archive>> replace, Pace pace)
    {
        while (FindFirstDue(state.Archives.Archives) is var first && first >= 0)
        {
            Merge(first, ref nextNumber, replace, pace);
        }
    }

    /// <summary>The archive from which on all are to become one; -1 when none are.</summary>
    private static int FindFirstDue(IReadOnlyList<Archive> archives)
    {
        if (archives.Count >= MostArchives)
        {
            return SumOfSagas(archives, MostArchives / 2) <= ArchiveFormat.MaxSagas ? MostArchives / 2 : -1;
        }
        int largest = archives.Count == 0 ? -1 : archives.Max(static archive => TierOf(archive.Seal.LengthBytes));
        for (int tier = 0; tier <= largest; tier++)
        {
            int first = archives.Count;
            int ofTier = 0;
            while (first > 0 && TierOf(archives[first - 1].Seal.LengthBytes) <= tier)
            {
                first--;
                ofTier += TierOf(archives[first].Seal.LengthBytes) == tier ? 1 : 0;
            }
            if (ofTier >= FanIn)
            {
                return SumOfSagas(archives, first) <= ArchiveFormat.MaxSagas ? first : -1;
            }
        }
        return -1;
    }

    private static long SumOfSagas(IReadOnlyList<Archive> archives, int first) => archives.Skip(first).Sum(static archive => (long)archive.Seal.SagaCount);

    private static int TierOf(long lengthBytes)
    {
        int tier = 0;
        for (long size = SmallestTierBytes; lengthBytes > size; size *= FanIn)
        {
            tier++;
        }
        return tier;
    }

    private void Merge(int first, ref int nextNumber, Action<IReadOnlyList<Archive>> replace, Pace pace)
    {
        IReadOnlyList<Archive> before = state.Archives.Archives;
        Archive[] merged = [.. before.Skip(first)];
        int mostSagas = merged.Sum(static archive => archive.Seal.SagaCount);
        int number = SagaArchiver.TakeNumber(ref nextNumber);
        SealedArchive seal;
        using (var writer = new ArchiveWriter(folder.Disk, state.StoreId, number, mostSagas, time.GetUtcNow().ToUnixTimeMilliseconds()))
        {
            int groups = 0;
            foreach ((ArchiveEntry entry, Archive archive, int group) in new ArchiveSet(merged).Walk(after: null, pace.Cancellation))
            {
                writer.Add(entry, archive.ReadSaga(entry, group).Bytes.Span);
                if (writer.GroupCount > groups)
                {
                    groups = writer.GroupCount;
                    pace.EndStep();
                }
            }
            seal = writer.Seal();
        }
        Archive whole = SagaArchiver.OpenAndCheck(folder, seal, state.StoreId, pace);
        replace([.. before.Take(first), whole]);
        foreach (Archive archive in merged)
        {
            // Whoever reads one of them at this moment finds the saga in the new one.
            archive.Dispose();
            folder.Disk.Delete(archive.Seal.FileName);
        }
        folder.Disk.SyncDirectory();
        StoreLog.ArchivesMerged(logger, state.Directory, merged.Length, seal.FileName, seal.SagaCount, seal.LengthBytes);
    }
}

using Steno.Store.Disk;
using Steno.Store.Log;

namespace Steno.Store.Archives;

/// <summary>Checks every byte of every archive: header, footer, table, filter, and of each group the index, the block and its sagas.</summary>
internal sealed class ArchiveVerifier(IDisk disk, Superblock superblock, IProgress<long>? progress)
{
    private readonly ArchiveFolder _folder = new(disk);

    /// <summary>Checks the archives that the superblock names now.</summary>
    /// <param name="damages">Gets what is damaged.</param>
    /// <returns>The archives.</returns>
    public IReadOnlyList<SealedArchive> Run(List<StoreDamage> damages)
    {
        Superblock now = SuperblockFile.Read(disk);
        while (true)
        {
            var found = new List<StoreDamage>();
            foreach (SealedArchive seal in now.Archives)
            {
                Verify(seal, found);
            }
            Superblock later = SuperblockFile.Read(disk);
            if (found.Count == 0 || later.Archives.Equals(now.Archives))
            {
                damages.AddRange(found);
                return now.Archives;
            }
            // An owner beside us merged them while we read.
            now = later;
        }
    }

    private void Verify(SealedArchive seal, List<StoreDamage> found)
    {
        Archive archive;
        try
        {
            archive = Archive.Open(_folder.Disk, seal, superblock.StoreId);
        }
        catch (StoreCorruptedException damage)
        {
            found.Add(new StoreDamage(damage.File, damage.OffsetBytes, damage.Reason, []));
            return;
        }
        using (archive)
        {
            for (int group = 0; group < archive.GroupCount; group++)
            {
                try
                {
                    archive.VerifyGroup(group);
                    progress?.Report(archive.Place(group).End);
                }
                catch (StoreCorruptedException damage)
                {
                    found.Add(new StoreDamage(damage.File, damage.OffsetBytes, damage.Reason, SagasOf(archive, group)));
                }
            }
        }
    }

    /// <summary>The sagas that the index names, when the damage is in the block; of a damaged index only the first, which the table names.</summary>
    private static SagaId[] SagasOf(Archive archive, int group)
    {
        try
        {
            return [.. archive.ReadIndex(group).Select(static entry => entry.Id)];
        }
        catch (StoreCorruptedException)
        {
            return [archive.Place(group).FirstId];
        }
    }
}

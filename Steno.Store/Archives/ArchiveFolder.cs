using Steno.Store.Disk;
using Steno.Store.Log;

namespace Steno.Store.Archives;

/// <summary>The archives' directory: opens those that the superblock names, and removes what a crash left of others.</summary>
internal sealed class ArchiveFolder(IDisk store)
{
    public IDisk Disk { get; } = store.Subdirectory(SealedArchive.DirectoryName);

    /// <summary>Opens every archive that the superblock names.</summary>
    /// <exception cref="StoreCorruptedException">One is damaged or missing.</exception>
    public ArchiveSet Open(Superblock superblock)
    {
        if (superblock.Archives.Count == 0)
        {
            return ArchiveSet.None;
        }
        RequireDirectory();
        var archives = new List<Archive>();
        try
        {
            foreach (SealedArchive seal in superblock.Archives)
            {
                archives.Add(Archive.Open(Disk, seal, superblock.StoreId));
            }
            return new ArchiveSet(archives);
        }
        catch
        {
            archives.ForEach(static archive => archive.Dispose());
            throw;
        }
    }

    /// <summary>Creates the directory when it is missing. Durable on return.</summary>
    public void Create()
    {
        if (Disk.Probe() == DiskDirectoryState.Missing)
        {
            Disk.CreateDirectory();
        }
        RequireDirectory();
    }

    /// <summary>Deletes archives that do not count: what a crash left of one that was being made, and of those that were merged. Files of other names stay.</summary>
    public void DeleteLeftovers(IReadOnlyList<SealedArchive> counting)
    {
        if (Disk.Probe() != DiskDirectoryState.IsDirectory)
        {
            return;
        }
        bool hasDeleted = false;
        foreach (string name in Disk.List())
        {
            if (SealedArchive.IsName(name) && !counting.Any(seal => seal.FileName == name))
            {
                Disk.Delete(name);
                hasDeleted = true;
            }
        }
        if (hasDeleted)
        {
            Disk.SyncDirectory();
        }
    }

    private void RequireDirectory()
    {
        if (Disk.Probe() != DiskDirectoryState.IsDirectory)
        {
            throw new StoreCorruptedException(Disk.Directory, 0, "the directory of archives is missing, or something else");
        }
    }
}

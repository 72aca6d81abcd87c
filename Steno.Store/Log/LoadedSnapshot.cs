using Steno.Store.Disk;

namespace Steno.Store.Log;

/// <summary>
/// The index as a snapshot has it, and where to go on in the log. A snapshot only saves time: one that is missing, damaged,
/// older than the log's beginning or another store's is not used, and the whole log is read instead.
/// </summary>
/// <param name="Index">The sagas, each as it was at some moment between start and end.</param>
/// <param name="Start">From where on the log may hold more than the snapshot.</param>
/// <param name="CoveredEnd">From where on the snapshot holds nothing; everything before it was durable when the file got its name.</param>
/// <param name="Taken">When it was taken, by the owner's clock.</param>
/// <param name="FileBytes">The file's length.</param>
internal sealed record LoadedSnapshot(SagaIndex Index, LogPoint Start, long CoveredEnd, DateTimeOffset Taken, long FileBytes)
{
    public const string FileName = "snapshot";
    public const string TemporaryName = FileName + ".tmp";

    /// <summary>Loads the snapshot of a store.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="superblock">The store.</param>
    /// <param name="problem">Why there is none: null when there is no file.</param>
    /// <exception cref="StoreFormatException">It is of a newer format.</exception>
    public static LoadedSnapshot? TryLoad(IDisk disk, Superblock superblock, out (long Offset, string Reason)? problem)
    {
        problem = null;
        IDiskFile file;
        try
        {
            file = disk.Open(FileName, DiskFileMode.Read);
        }
        catch (StoreIOException missing) when (missing.IsNotFound)
        {
            return null;
        }
        using (file)
        {
            var reader = new SnapshotReader(file, Path.Combine(disk.Directory, FileName));
            LoadedSnapshot? snapshot = reader.TryRead(superblock.StoreId);
            if (snapshot is null)
            {
                problem = (reader.Offset, reader.Problem!);
                return null;
            }
            // One from before a compaction is no damage; it is only of no use any more.
            return snapshot.Start.Address >= superblock.Begin.Address ? snapshot : null;
        }
    }
}

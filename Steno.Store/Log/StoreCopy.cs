using System.Globalization;
using Steno.Store.Archives;
using Steno.Store.Disk;

namespace Steno.Store.Log;

/// <summary>
/// Copies a store up to one of its points into an empty directory, while the owner goes on: segments first, the superblock
/// last, so a copy that was interrupted is no store. Then the whole copy is read and checked.
/// </summary>
internal sealed unsafe class StoreCopy : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    private readonly SegmentFiles _source;
    private readonly IDisk _target;
    private readonly SegmentFiles _targetFiles;
    private readonly AlignedBuffer _chunk;

    public StoreCopy(SegmentFiles source, IDisk target)
    {
        _source = source;
        _target = target;
        _targetFiles = new SegmentFiles(target, source.Layout);
        _chunk = new AlignedBuffer((int)Math.Min(ChunkBytes, source.Layout.SegmentSizeBytes));
    }

    /// <summary>Copies everything from the log's beginning to a point that is durable.</summary>
    /// <exception cref="BackupTargetException">The target holds something.</exception>
    /// <exception cref="StoreCorruptedException">The copy is not sound, so the store itself is damaged.</exception>
    public BackupReport Run(Superblock source, LogPoint end, ArchiveSet archives, CancellationToken cancellation)
    {
        PrepareTarget();
        LogLayout layout = source.Layout;
        int first = layout.SegmentOf(source.Begin.Address);
        int count = layout.SegmentOf(Math.Max(end.Address - 1, source.Begin.Address)) + 1;
        for (int segment = first; segment < count; segment++)
        {
            CopySegment(segment, end.Address, cancellation);
        }
        CopyArchives(archives, cancellation);
        _target.SyncDirectory();
        var copy = source with { Archives = new ArchiveList(archives.Archives.Select(static archive => archive.Seal)), Version = 1, Generation = end.Generation, ProvenAddress = end.Address, SegmentCount = count };
        SuperblockFile.Create(_target, copy);
        StoreVerification found = new StoreVerifier(_target, _targetFiles, copy, progress: null).Run();
        if (!found.IsSound)
        {
            StoreDamage damage = found.Damages[0];
            throw new StoreCorruptedException(damage.File, damage.OffsetBytes, $"the copy is damaged where the store is: {damage.Reason}");
        }
        return new BackupReport(_target.Directory, (int)found.SagaCount, found.RecordCount, ((count - first) * layout.SegmentSizeBytes) + archives.FileBytes)
        {
            ArchivedSagaCount = found.ArchivedSagaCount,
        };
    }

    public void Dispose()
    {
        _targetFiles.Dispose();
        _chunk.Dispose();
    }

    private void PrepareTarget()
    {
        switch (_target.Probe())
        {
            case DiskDirectoryState.Missing:
                _target.CreateDirectory();
                break;
            case DiskDirectoryState.IsSomethingElse:
                throw new BackupTargetException(_target.Directory, "it is not a directory");
            default:
                IReadOnlyList<string> names = _target.List();
                if (names.Count > 0)
                {
                    throw new BackupTargetException(_target.Directory, string.Create(CultureInfo.InvariantCulture, $"it holds '{names[0]}'"));
                }
                break;
        }
    }

    /// <summary>Archives never change, so they are copied as they are, from files that stay open even if they are merged meanwhile.</summary>
    private void CopyArchives(ArchiveSet archives, CancellationToken cancellation)
    {
        if (archives.IsEmpty)
        {
            return;
        }
        var folder = new ArchiveFolder(_target);
        folder.Create();
        foreach (Archive archive in archives.Archives)
        {
            using IDiskFile file = folder.Disk.Open(archive.Seal.FileName, DiskFileMode.Create);
            for (long offset = 0; offset < archive.Seal.LengthBytes; offset += _chunk.LengthBytes)
            {
                cancellation.ThrowIfCancellationRequested();
                int wanted = (int)Math.Min(archive.Seal.LengthBytes - offset, _chunk.LengthBytes);
                int read = archive.ReadBytes(offset, _chunk.Span[..wanted]);
                if (read < wanted)
                {
                    throw new StoreCorruptedException(archive.FilePath, offset + read, "the archive ends early");
                }
                file.Write(offset, _chunk.Pointer, wanted);
            }
            file.Sync();
        }
        folder.Disk.SyncDirectory();
    }

    private void CopySegment(int segment, long endAddress, CancellationToken cancellation)
    {
        LogLayout layout = _source.Layout;
        string temporary = SegmentFiles.Name(segment) + SegmentFiles.TemporarySuffix;
        using (IDiskFile file = _target.Open(temporary, DiskFileMode.Create))
        {
            for (long offset = 0; offset < layout.SegmentSizeBytes; offset += _chunk.LengthBytes)
            {
                cancellation.ThrowIfCancellationRequested();
                long address = segment * layout.SegmentSizeBytes + offset;
                int wanted = (int)Math.Clamp(endAddress - address, 0L, _chunk.LengthBytes);
                int read = wanted == 0 ? 0 : _source.Read(address, _chunk.Span[..wanted]);
                if (read < wanted)
                {
                    throw new StoreCorruptedException(_source.PathOf(segment), (int)offset + read, "the segment ends early");
                }
                // What the owner has written after the point does not belong to the copy.
                _chunk.Span[wanted..].Clear();
                file.Write(offset, _chunk.Pointer, _chunk.LengthBytes);
            }
            file.Sync();
        }
        _target.Rename(temporary, SegmentFiles.Name(segment));
    }
}

using Steno.Store.Disk;
using Steno.Store.Log;

namespace Steno.Store.Archives;

/// <summary>
/// One archive, open for reading. In memory are the table of its groups (48 bytes for each 64 KiB of sagas) and its filter (12 bits a
/// saga), both checked when it is opened, and the block that was read last; the rest is checked when it is read. Thread-safe.
/// </summary>
internal sealed unsafe class Archive : IDisposable
{
    private const int LargestKeptBlockBytes = 4 * ArchiveFormat.BlockTargetBytes;

    private readonly Lock _lock = new();
    private readonly IDiskFile _file;
    private readonly ArchiveGroup[] _groups;
    private readonly byte[] _filter;
    private (int Group, byte[]? Raw) _kept = (-1, null);
    private (int Group, ArchiveEntry[]? Entries) _keptIndex = (-1, null);
    private bool _isDisposed;

    private Archive(IDiskFile file, string path, SealedArchive seal, ArchiveFooter footer, ArchiveGroup[] groups, byte[] filter)
    {
        _file = file;
        FilePath = path;
        Seal = seal;
        Footer = footer;
        _groups = groups;
        _filter = filter;
    }

    public SealedArchive Seal { get; }
    public ArchiveFooter Footer { get; }
    public string FilePath { get; }
    public int GroupCount => _groups.Length;

    /// <summary>What this takes in memory, without the block that was read last.</summary>
    public long MemoryBytes => _filter.Length + (long)_groups.Length * sizeof(ArchiveGroup);

    /// <summary>Opens an archive that the superblock names, and checks header, footer, table and filter.</summary>
    /// <exception cref="StoreCorruptedException">One of them is damaged, or the file is missing or another one.</exception>
    /// <exception cref="StoreFormatException">It is of a newer format.</exception>
    public static Archive Open(IDisk directory, SealedArchive seal, Guid storeId)
    {
        string path = Path.Combine(directory.Directory, seal.FileName);
        IDiskFile file;
        try
        {
            file = directory.Open(seal.FileName, DiskFileMode.Read);
        }
        catch (StoreIOException missing) when (missing.IsNotFound)
        {
            throw new StoreCorruptedException(path, 0, $"the archive is missing, and {seal.SagaCount} sagas with it");
        }
        try
        {
            return Read(file, path, seal, storeId);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Archive Read(IDiskFile file, string path, SealedArchive seal, Guid storeId)
    {
        long fileBytes = file.LengthBytes;
        if (fileBytes != seal.LengthBytes || fileBytes < ArchiveFormat.HeaderBytes + ArchiveFormat.FooterBytes)
        {
            throw new StoreCorruptedException(path, Math.Min(fileBytes, seal.LengthBytes), $"the archive has {fileBytes:N0} bytes, expected {seal.LengthBytes:N0}");
        }
        Span<byte> header = stackalloc byte[ArchiveFormat.HeaderBytes];
        Fill(file, path, 0, header);
        if (ArchiveFormat.CheckHeader(header, path, storeId, seal.Number) is { } problem)
        {
            throw new StoreCorruptedException(path, 0, problem);
        }
        long footerOffset = fileBytes - ArchiveFormat.FooterBytes;
        Span<byte> footerBytes = stackalloc byte[ArchiveFormat.FooterBytes];
        Fill(file, path, footerOffset, footerBytes);
        ArchiveFooter footer = ArchiveFormat.TryReadFooter(footerBytes, fileBytes) ?? throw new StoreCorruptedException(path, footerOffset, "the archive's footer is damaged");
        if (ArchiveFormat.ChecksumOf(footerBytes) != seal.Checksum || footer.SagaCount != seal.SagaCount)
        {
            throw new StoreCorruptedException(path, footerOffset, "this is not the archive that the superblock names");
        }
        if (footer.HeaderChecksum != ArchiveFormat.ChecksumOf(header))
        {
            throw new StoreCorruptedException(path, 0, "header and footer are not of one archive");
        }
        var table = new byte[footer.GroupCount * ArchiveFormat.GroupBytes];
        Fill(file, path, footer.TableOffset, table);
        if (Crc32C.Of(table) != footer.TableChecksum)
        {
            throw new StoreCorruptedException(path, footer.TableOffset, "the archive's table has a wrong checksum");
        }
        var filter = new byte[footer.FilterBytes];
        Fill(file, path, footer.TableOffset + table.Length, filter);
        if (Crc32C.Of(filter) != footer.FilterChecksum)
        {
            throw new StoreCorruptedException(path, footer.TableOffset + table.Length, "the archive's filter has a wrong checksum");
        }
        return new Archive(file, path, seal, footer, ReadTable(table, path, footer), filter);
    }

    private static ArchiveGroup[] ReadTable(byte[] table, string path, ArchiveFooter footer)
    {
        var groups = new ArchiveGroup[footer.GroupCount];
        long offset = ArchiveFormat.HeaderBytes;
        long sagaCount = 0;
        for (int number = 0; number < groups.Length; number++)
        {
            int place = number * ArchiveFormat.GroupBytes;
            ArchiveGroup group = ArchiveFormat.ReadGroup(table.AsSpan(place), offset);
            bool isInOrder = number == 0 || groups[number - 1].FirstId.CompareTo(group.FirstId) < 0;
            if (!group.IsPossible || !isInOrder || group.End > footer.TableOffset)
            {
                throw new StoreCorruptedException(path, footer.TableOffset + place, $"group {number} of the archive is impossible");
            }
            groups[number] = group;
            offset = group.End;
            sagaCount += group.SagaCount;
        }
        return offset == footer.TableOffset && sagaCount == footer.SagaCount ? groups : throw new StoreCorruptedException(path, footer.TableOffset, "the archive's table does not fit the rest");
    }

    /// <summary>Whether the saga may be in here; false is certain.</summary>
    public bool MayContain(SagaId id) => ArchiveFilter.MayContain(_filter, id);

    /// <summary>Looks a saga up: a search in memory, then one read of a part of the index.</summary>
    public bool TryFind(SagaId id, out ArchiveEntry entry, out int group)
    {
        group = GroupOf(id);
        entry = default;
        if (group < 0)
        {
            return false;
        }
        ArchiveEntry[] entries = ReadIndex(group);
        int found = Search(entries, id);
        entry = found < 0 ? default : entries[found];
        return found >= 0;
    }

    /// <summary>The index of a group, in the order of ids.</summary>
    public ArchiveEntry[] ReadIndex(int group)
    {
        lock (_lock)
        {
            if (_keptIndex.Group == group)
            {
                return _keptIndex.Entries!;
            }
            ref readonly ArchiveGroup place = ref _groups[group];
            var bytes = new byte[place.IndexBytes];
            Fill(place.Offset, bytes);
            if (ArchiveFormat.ChecksumOf(group, bytes) != place.IndexChecksum)
            {
                throw new StoreCorruptedException(FilePath, place.Offset, $"the index of group {group} has a wrong checksum");
            }
            var entries = new ArchiveEntry[place.SagaCount];
            for (int i = 0; i < entries.Length; i++)
            {
                entries[i] = ArchiveFormat.ReadEntry(bytes.AsSpan(i * ArchiveFormat.EntryBytes));
                bool isInOrder = i == 0 ? entries[0].Id == place.FirstId : entries[i - 1].Id.CompareTo(entries[i].Id) < 0;
                if (!isInOrder || entries[i].EventCount < 0 || (entries[i].Traits & ~SagaTraits.Lasting) != 0)
                {
                    throw new StoreCorruptedException(FilePath, place.Offset + (long)i * ArchiveFormat.EntryBytes, $"entry {i} in the index of group {group} is impossible");
                }
            }
            _keptIndex = (group, entries);
            return entries;
        }
    }

    public ArchivedSaga ReadSaga(in ArchiveEntry entry, int group)
        => new(entry, ReadBlock(group), reason => new StoreCorruptedException(FilePath, _groups[group].BlockOffset, reason));

    /// <summary>Checks all of a group: index, block and each saga's records.</summary>
    public void VerifyGroup(int group)
    {
        ArchiveGroup place = _groups[group];
        long end = 0;
        foreach (ArchiveEntry entry in ReadIndex(group))
        {
            ArchivedSaga saga = ReadSaga(entry, group);
            saga.ReadRecords();
            if (entry.Offset != end || !MayContain(entry.Id))
            {
                throw new StoreCorruptedException(FilePath, place.BlockOffset, $"saga {entry.Id} is not where the index says, or not in the filter");
            }
            end += saga.Bytes.Length;
        }
        if (end != place.RawBytes)
        {
            throw new StoreCorruptedException(FilePath, place.BlockOffset, $"block {group} holds more than its sagas");
        }
    }

    /// <summary>Where a group lies and with which saga it begins.</summary>
    public ArchiveGroup Place(int group) => _groups[group];

    /// <summary>The group in which an id would be; -1 when all ids are greater.</summary>
    public int GroupOf(SagaId id)
    {
        int low = 0;
        int high = _groups.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (_groups[middle].FirstId.CompareTo(id) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return high;
    }

    /// <summary>Copies the file's bytes, for a backup.</summary>
    public int ReadBytes(long offset, Span<byte> destination)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            fixed (byte* bytes = destination)
            {
                return _file.Read(offset, bytes, destination.Length);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _file.Dispose();
        }
    }

    private byte[] ReadBlock(int group)
    {
        lock (_lock)
        {
            if (_kept.Group == group)
            {
                return _kept.Raw!;
            }
            ref readonly ArchiveGroup place = ref _groups[group];
            var block = new byte[place.BlockBytes];
            Fill(place.BlockOffset, block);
            if (ArchiveFormat.ChecksumOf(group, block) != place.BlockChecksum)
            {
                throw new StoreCorruptedException(FilePath, place.BlockOffset, $"block {group} has a wrong checksum");
            }
            byte[] raw = ArchiveBlock.TryDecompress(block, place.RawBytes)
                ?? throw new StoreCorruptedException(FilePath, place.BlockOffset, $"block {group} is not {place.RawBytes:N0} compressed bytes");
            if (raw.Length <= LargestKeptBlockBytes)
            {
                _kept = (group, raw);
            }
            return raw;
        }
    }

    private void Fill(long offset, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Fill(_file, FilePath, offset, destination);
    }

    private static void Fill(IDiskFile file, string path, long offset, Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            return;
        }
        fixed (byte* bytes = destination)
        {
            int read = file.Read(offset, bytes, destination.Length);
            if (read != destination.Length)
            {
                throw new StoreCorruptedException(path, offset + read, "the archive ends early");
            }
        }
    }

    private static int Search(ArchiveEntry[] entries, SagaId id)
    {
        int low = 0;
        int high = entries.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = entries[middle].Id.CompareTo(id);
            if (order == 0)
            {
                return middle;
            }
            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return -1;
    }
}

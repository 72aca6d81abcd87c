using System.Buffers;
using Steno.Store.Disk;
using Steno.Store.Log;

namespace Steno.Store.Archives;

/// <summary>
/// Writes an archive from sagas in the order of ids, under a temporary name. <see cref="Seal"/> syncs it and gives it its name;
/// until the superblock names it, it does not count.
/// </summary>
internal sealed unsafe class ArchiveWriter : IDisposable
{
    private readonly IDisk _directory;
    private readonly IDiskFile _file;
    private readonly int _number;
    private readonly byte[] _filter;
    private readonly uint _headerChecksum;
    private readonly ArrayBufferWriter<byte> _table = new();
    private readonly ArrayBufferWriter<byte> _index = new();
    private readonly ArrayBufferWriter<byte> _raw = new(ArchiveFormat.BlockTargetBytes);
    private SagaId _firstId;
    private SagaId _lastId;
    private int _groupSagas;
    private long _offset;
    private ArchiveFooter _footer;
    private bool _isWhole;
    private bool _isDisposed;

    /// <param name="directory">The archives' directory.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="number">The archive's number.</param>
    /// <param name="mostSagas">As many sagas as there will be, or more.</param>
    /// <param name="utcMs">The time.</param>
    public ArchiveWriter(IDisk directory, Guid storeId, int number, int mostSagas, long utcMs)
    {
        _directory = directory;
        _number = number;
        _filter = new byte[ArchiveFilter.SizeFor(mostSagas)];
        _file = directory.Open(SealedArchive.TemporaryNameOf(number), DiskFileMode.Create);
        Span<byte> header = stackalloc byte[ArchiveFormat.HeaderBytes];
        ArchiveFormat.WriteHeader(header, storeId, number, utcMs);
        _headerChecksum = ArchiveFormat.ChecksumOf(header);
        try
        {
            Write(header);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many groups were written so far.</summary>
    public int GroupCount => _footer.GroupCount;

    /// <summary>Adds the next saga.</summary>
    /// <param name="entry">What the index says of it; its offset is found here.</param>
    /// <param name="saga">Header and records, as <see cref="ArchivedSaga.Bytes"/>.</param>
    public void Add(in ArchiveEntry entry, ReadOnlySpan<byte> saga)
    {
        Invariant.Require(_footer.SagaCount == 0 && _groupSagas == 0 || _lastId.CompareTo(entry.Id) < 0, "sagas come into an archive in the order of their ids");
        if (_groupSagas > 0 && _raw.WrittenCount + saga.Length > ArchiveFormat.BlockTargetBytes)
        {
            EndGroup();
        }
        if (_groupSagas == 0)
        {
            _firstId = entry.Id;
        }
        _lastId = entry.Id;
        ArchiveFormat.WriteEntry(_index.GetSpan(ArchiveFormat.EntryBytes), new ArchiveEntry
        {
            Id = entry.Id,
            Head = entry.Head,
            Offset = _raw.WrittenCount,
            EventCount = entry.EventCount,
            CommitSeconds = entry.CommitSeconds,
            Traits = entry.Traits,
        });
        _index.Advance(ArchiveFormat.EntryBytes);
        _raw.Write(saga);
        _groupSagas++;
        ArchiveFilter.Add(_filter, entry.Id);
        _footer = _footer with { EventCount = _footer.EventCount + entry.EventCount };
    }

    /// <summary>Ends the archive, makes it durable and gives it its name.</summary>
    public SealedArchive Seal()
    {
        EndGroup();
        Span<byte> footer = stackalloc byte[ArchiveFormat.FooterBytes];
        ArchiveFormat.WriteFooter(footer, _footer with
        {
            TableOffset = _offset,
            FilterBytes = _filter.Length,
            HeaderChecksum = _headerChecksum,
            TableChecksum = Crc32C.Of(_table.WrittenSpan),
            FilterChecksum = Crc32C.Of(_filter),
        });
        Write(_table.WrittenSpan);
        Write(_filter);
        Write(footer);
        _file.Sync();
        _isWhole = true;
        Dispose();
        _directory.Rename(SealedArchive.TemporaryNameOf(_number), SealedArchive.NameOf(_number));
        _directory.SyncDirectory();
        return new SealedArchive(_number, _offset, _footer.SagaCount, ArchiveFormat.ChecksumOf(footer));
    }

    /// <summary>Gives back what was written, unless it was sealed: on a full disk others need it.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        _file.Dispose();
        if (!_isWhole)
        {
            try
            {
                _directory.Delete(SealedArchive.TemporaryNameOf(_number));
            }
            catch (StoreIOException)
            {
                // Whatever stopped the writing is on its way to the caller; the next open deletes what stays.
            }
        }
    }

    private void EndGroup()
    {
        ReadOnlySpan<byte> raw = _raw.WrittenSpan;
        byte[] block = ArrayPool<byte>.Shared.Rent(ArchiveBlock.MaxCompressedBytes(raw.Length));
        try
        {
            int blockBytes = ArchiveBlock.Compress(raw, block);
            var group = new ArchiveGroup { FirstId = _firstId, Offset = _offset, SagaCount = _groupSagas, BlockBytes = blockBytes, RawBytes = raw.Length };
            int number = _footer.GroupCount;
            ArchiveFormat.WriteGroup(
                _table.GetSpan(ArchiveFormat.GroupBytes),
                group,
                ArchiveFormat.ChecksumOf(number, _index.WrittenSpan),
                ArchiveFormat.ChecksumOf(number, block.AsSpan(0, blockBytes)));
            _table.Advance(ArchiveFormat.GroupBytes);
            Write(_index.WrittenSpan);
            Write(block.AsSpan(0, blockBytes));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
        _footer = _footer with { GroupCount = _footer.GroupCount + 1, SagaCount = _footer.SagaCount + _groupSagas, RawBytes = _footer.RawBytes + raw.Length };
        _groupSagas = 0;
        _index.ResetWrittenCount();
        _raw.ResetWrittenCount();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }
        fixed (byte* source = bytes)
        {
            _file.Write(_offset, source, bytes.Length);
        }
        _offset += bytes.Length;
    }
}

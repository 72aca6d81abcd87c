using System.Buffers.Binary;
using Steno.Store.Log;

namespace Steno.Store.Archives;

/// <summary>
/// An archive's bytes (docs/file-format.md has the tables): a header, groups of an index and a compressed block each, a table of
/// the groups, a filter, a footer. The superblock has the footer's checksum, the footer those of header, table and filter, the
/// table those of every index and block: so each byte is covered, and none passes for another's.
/// </summary>
internal static class ArchiveFormat
{
    public const int HeaderBytes = 64;
    public const int EntryBytes = 40;
    public const int GroupBytes = 40;
    public const int FooterBytes = 96;

    /// <summary>What a saga takes in a block beside its records.</summary>
    public const int SagaHeaderBytes = 16;

    /// <summary>A block is closed when it holds this much.</summary>
    public const int BlockTargetBytes = 64 << 10;

    /// <summary>The largest block: one saga is never cut, so larger ones are not archived.</summary>
    public const int MaxBlockBytes = 128 << 20;

    /// <summary>More sagas are never put into one archive.</summary>
    public const int MaxSagas = 1 << 30;

    private const ushort CurrentVersion = 1;
    private const int CrcOffset = 12;

    /// <summary>0xFF then "STNA", CR, LF, 0x1A, as a little-endian number.</summary>
    private const ulong HeaderMagic = 0x1A_0A_0D_41_4E_54_53_FF;
    /// <summary>0xFF then "STNZ", CR, LF, 0x1A, as a little-endian number.</summary>
    private const ulong FooterMagic = 0x1A_0A_0D_5A_4E_54_53_FF;

    public static void WriteHeader(Span<byte> header, Guid storeId, int number, long sealedUtcMs)
    {
        header[..HeaderBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, HeaderMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], CurrentVersion);
        storeId.TryWriteBytes(header[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(header[32..], number);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], sealedUtcMs);
        BinaryPrimitives.WriteUInt32LittleEndian(header[CrcOffset..], ChecksumOf(header[..HeaderBytes]));
    }

    /// <summary>What is wrong with a header; null when it is sound.</summary>
    /// <exception cref="StoreFormatException">It is intact and of a newer format.</exception>
    public static string? CheckHeader(ReadOnlySpan<byte> header, string path, Guid storeId, int number)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(header) != HeaderMagic || BinaryPrimitives.ReadUInt32LittleEndian(header[CrcOffset..]) != ChecksumOf(header))
        {
            return "no archive begins here";
        }
        int version = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        if (version > CurrentVersion)
        {
            throw new StoreFormatException(path, version, CurrentVersion);
        }
        var owner = new Guid(header.Slice(16, 16), bigEndian: true);
        return owner != storeId ? $"it belongs to another store ({owner})"
            : BinaryPrimitives.ReadInt32LittleEndian(header[32..]) != number ? "it is another archive's file"
            : null;
    }

    /// <summary>The checksum of a header or footer over all but the checksum itself.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> part)
        => Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Seed, part[..CrcOffset]), part[(CrcOffset + 4)..]));

    /// <summary>A group's index and block carry their number in their checksums.</summary>
    public static uint ChecksumOf(int group, ReadOnlySpan<byte> bytes)
    {
        Span<byte> place = stackalloc byte[8];
        place.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(place, group);
        return Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Seed, place), bytes));
    }

    public static void WriteFooter(Span<byte> footer, in ArchiveFooter value)
    {
        footer[..FooterBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(footer, FooterMagic);
        BinaryPrimitives.WriteInt32LittleEndian(footer[16..], value.GroupCount);
        BinaryPrimitives.WriteInt32LittleEndian(footer[20..], value.SagaCount);
        BinaryPrimitives.WriteInt64LittleEndian(footer[24..], value.EventCount);
        BinaryPrimitives.WriteInt64LittleEndian(footer[32..], value.RawBytes);
        BinaryPrimitives.WriteInt64LittleEndian(footer[40..], value.TableOffset);
        BinaryPrimitives.WriteInt64LittleEndian(footer[48..], value.FilterBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[56..], value.HeaderChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[60..], value.TableChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[64..], value.FilterChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[CrcOffset..], ChecksumOf(footer[..FooterBytes]));
    }

    /// <summary>Reads a footer; null when it is damaged or claims sizes that no file of this length can have.</summary>
    public static ArchiveFooter? TryReadFooter(ReadOnlySpan<byte> footer, long fileBytes)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(footer) != FooterMagic || BinaryPrimitives.ReadUInt32LittleEndian(footer[CrcOffset..]) != ChecksumOf(footer))
        {
            return null;
        }
        var value = new ArchiveFooter
        {
            GroupCount = BinaryPrimitives.ReadInt32LittleEndian(footer[16..]),
            SagaCount = BinaryPrimitives.ReadInt32LittleEndian(footer[20..]),
            EventCount = BinaryPrimitives.ReadInt64LittleEndian(footer[24..]),
            RawBytes = BinaryPrimitives.ReadInt64LittleEndian(footer[32..]),
            TableOffset = BinaryPrimitives.ReadInt64LittleEndian(footer[40..]),
            FilterBytes = BinaryPrimitives.ReadInt64LittleEndian(footer[48..]),
            HeaderChecksum = BinaryPrimitives.ReadUInt32LittleEndian(footer[56..]),
            TableChecksum = BinaryPrimitives.ReadUInt32LittleEndian(footer[60..]),
            FilterChecksum = BinaryPrimitives.ReadUInt32LittleEndian(footer[64..]),
        };
        bool isPossible = value.GroupCount > 0 && value.SagaCount >= value.GroupCount && value.SagaCount <= MaxSagas
            && value.GroupCount <= Array.MaxLength / GroupBytes
            && value.TableOffset >= HeaderBytes && value.TableOffset <= fileBytes
            && value.FilterBytes >= 0 && value.FilterBytes <= Array.MaxLength && value.FilterBytes % ArchiveFilter.BlockBytes == 0
            && value.TableOffset + (long)value.GroupCount * GroupBytes + value.FilterBytes + FooterBytes == fileBytes;
        return isPossible ? value : null;
    }

    public static void WriteGroup(Span<byte> destination, in ArchiveGroup group, uint indexChecksum, uint blockChecksum)
    {
        group.FirstId.Value.TryWriteBytes(destination, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(destination[16..], group.SagaCount);
        BinaryPrimitives.WriteInt32LittleEndian(destination[20..], group.BlockBytes);
        BinaryPrimitives.WriteInt32LittleEndian(destination[24..], group.RawBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], indexChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[32..], blockChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[36..], 0);
    }

    public static ArchiveGroup ReadGroup(ReadOnlySpan<byte> source, long offset) => new()
    {
        FirstId = new SagaId(new Guid(source[..16], bigEndian: true)),
        Offset = offset,
        SagaCount = BinaryPrimitives.ReadInt32LittleEndian(source[16..]),
        BlockBytes = BinaryPrimitives.ReadInt32LittleEndian(source[20..]),
        RawBytes = BinaryPrimitives.ReadInt32LittleEndian(source[24..]),
        IndexChecksum = BinaryPrimitives.ReadUInt32LittleEndian(source[28..]),
        BlockChecksum = BinaryPrimitives.ReadUInt32LittleEndian(source[32..]),
    };

    public static void WriteEntry(Span<byte> destination, in ArchiveEntry entry)
    {
        entry.Id.Value.TryWriteBytes(destination, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], entry.Head.Packed);
        BinaryPrimitives.WriteInt32LittleEndian(destination[24..], entry.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(destination[28..], entry.EventCount);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[32..], entry.CommitSeconds);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[36..], (byte)entry.Traits);
    }

    public static ArchiveEntry ReadEntry(ReadOnlySpan<byte> source) => new()
    {
        Id = new SagaId(new Guid(source[..16], bigEndian: true)),
        Head = new RecordAddress(BinaryPrimitives.ReadUInt64LittleEndian(source[16..])),
        Offset = BinaryPrimitives.ReadInt32LittleEndian(source[24..]),
        EventCount = BinaryPrimitives.ReadInt32LittleEndian(source[28..]),
        CommitSeconds = BinaryPrimitives.ReadUInt32LittleEndian(source[32..]),
        Traits = (SagaTraits)source[36],
    };
}

/// <summary>What an archive's footer says.</summary>
internal readonly record struct ArchiveFooter
{
    public int GroupCount { get; init; }
    public int SagaCount { get; init; }
    public long EventCount { get; init; }
    /// <summary>What all blocks take before compression.</summary>
    public long RawBytes { get; init; }
    public long TableOffset { get; init; }
    public long FilterBytes { get; init; }
    public uint HeaderChecksum { get; init; }
    public uint TableChecksum { get; init; }
    public uint FilterChecksum { get; init; }
}

/// <summary>Some sagas next to each other in the order of ids: the index of a block, and the block. Kept in memory while the archive is open.</summary>
internal readonly struct ArchiveGroup
{
    public SagaId FirstId { get; init; }
    /// <summary>Where the index begins; the block follows it.</summary>
    public long Offset { get; init; }
    public int SagaCount { get; init; }
    public int BlockBytes { get; init; }
    /// <summary>The block's length before compression.</summary>
    public int RawBytes { get; init; }
    public uint IndexChecksum { get; init; }
    public uint BlockChecksum { get; init; }

    public int IndexBytes => SagaCount * ArchiveFormat.EntryBytes;
    public long BlockOffset => Offset + IndexBytes;
    public long End => BlockOffset + BlockBytes;

    /// <summary>Whether every size is one that a writer gives, so that reading may allocate by it.</summary>
    public bool IsPossible => SagaCount is > 0 and <= (ArchiveFormat.MaxBlockBytes / ArchiveFormat.SagaHeaderBytes)
        && RawBytes is >= ArchiveFormat.SagaHeaderBytes and <= ArchiveFormat.MaxBlockBytes
        && BlockBytes > 0 && BlockBytes <= ArchiveBlock.MaxCompressedBytes(RawBytes)
        && SagaCount <= RawBytes / ArchiveFormat.SagaHeaderBytes;
}

/// <summary>An archived saga in its group's index.</summary>
internal readonly struct ArchiveEntry
{
    public SagaId Id { get; init; }
    /// <summary>The saga's last record in the log when it was archived: a live saga that still has it is the same.</summary>
    public RecordAddress Head { get; init; }
    /// <summary>Where the saga begins in the uncompressed block.</summary>
    public int Offset { get; init; }
    public int EventCount { get; init; }
    public uint CommitSeconds { get; init; }
    public SagaTraits Traits { get; init; }
}

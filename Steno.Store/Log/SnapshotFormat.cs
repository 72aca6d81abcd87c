using System.Buffers.Binary;

namespace Steno.Store.Log;

/// <summary>
/// An index snapshot's bytes (docs/file-format.md has the table): a header, blocks of entries, an end. Each of the three
/// carries its own checksum, seeded with its place in the file, so that no block passes for another.
/// </summary>
internal static class SnapshotFormat
{
    public const int HeaderBytes = 64;
    public const int BlockHeaderBytes = 8;
    public const int EntryBytes = 48;
    public const int EndBytes = 32;
    /// <summary>Entries of a block at most.</summary>
    public const int BlockEntries = 4096;
    private const ushort CurrentVersion = 1;
    private const int CrcOffset = 12;

    /// <summary>0xFF then "STNX", CR, LF, 0x1A, as a little-endian number.</summary>
    private const ulong Magic = 0x1A_0A_0D_58_4E_54_53_FF;

    public static void WriteHeader(Span<byte> header, Guid storeId, LogPoint start, long takenUtcMs)
    {
        header[..HeaderBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], CurrentVersion);
        storeId.TryWriteBytes(header[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], start.Address);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], start.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[48..], start.Generation);
        BinaryPrimitives.WriteInt64LittleEndian(header[56..], takenUtcMs);
        SealHeader(header);
    }

    /// <summary>Puts the checksum over the other bytes of a header.</summary>
    public static void SealHeader(Span<byte> header) => BinaryPrimitives.WriteUInt32LittleEndian(header[CrcOffset..], HeaderChecksum(header));

    /// <summary>Reads a header; false when it is damaged.</summary>
    /// <exception cref="StoreFormatException">It is intact and of a newer format.</exception>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, string path, out Guid storeId, out LogPoint start, out DateTimeOffset taken)
    {
        (storeId, start, taken) = (default, default, default);
        if (header.Length < HeaderBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(header[CrcOffset..]) != HeaderChecksum(header))
        {
            return false;
        }
        int version = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        if (version > CurrentVersion)
        {
            throw new StoreFormatException(path, version, CurrentVersion);
        }
        storeId = new Guid(header.Slice(16, 16), bigEndian: true);
        start = new LogPoint(
            BinaryPrimitives.ReadInt64LittleEndian(header[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[48..]));
        taken = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(header[56..]), 0, 253_402_300_799_999));
        return true;
    }

    public static void WriteEntry(Span<byte> destination, in SagaEntry saga)
    {
        saga.Id.Value.TryWriteBytes(destination, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], saga.PublishedHead.Packed);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], saga.CreateAddress.Packed);
        BinaryPrimitives.WriteInt32LittleEndian(destination[32..], saga.EventCount);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[36..], saga.CommitSeconds);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[40..], saga.SizeBytes);
        destination[44] = (byte)saga.PublishedState;
        destination[45] = (byte)(saga.Traits & SagaTraits.Lasting);
        destination[46] = 0;
        destination[47] = 0;
    }

    public static bool TryReadEntry(ReadOnlySpan<byte> source, out SagaEntry saga)
    {
        var head = new RecordAddress(BinaryPrimitives.ReadUInt64LittleEndian(source[16..]));
        saga = new SagaEntry
        {
            Id = new SagaId(new Guid(source[..16], bigEndian: true)),
            PendingHead = head,
            PublishedHead = head,
            CreateAddress = new RecordAddress(BinaryPrimitives.ReadUInt64LittleEndian(source[24..])),
            EventCount = BinaryPrimitives.ReadInt32LittleEndian(source[32..]),
            CommitSeconds = BinaryPrimitives.ReadUInt32LittleEndian(source[36..]),
            SizeBytes = BinaryPrimitives.ReadUInt32LittleEndian(source[40..]),
            PendingState = (SagaCachedState)source[44],
            PublishedState = (SagaCachedState)source[44],
            Traits = (SagaTraits)source[45],
        };
        return !head.IsNone && !saga.CreateAddress.IsNone && saga.EventCount >= 0
            && source[44] <= (byte)SagaCachedState.Done && (source[45] & ~(byte)SagaTraits.Lasting) == 0;
    }

    /// <summary>A block's header: how many entries follow, and the checksum. No entries: the end of the snapshot follows.</summary>
    public static void WriteBlockHeader(Span<byte> block, int number, int entryCount, int bodyBytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block, entryCount);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], BlockChecksum(number, entryCount, block.Slice(BlockHeaderBytes, bodyBytes)));
    }

    /// <summary>How many entries a block says it has; the block is not checked yet.</summary>
    public static int ReadEntryCount(ReadOnlySpan<byte> blockHeader) => BinaryPrimitives.ReadInt32LittleEndian(blockHeader);

    public static bool IsIntact(ReadOnlySpan<byte> block, int number)
        => BinaryPrimitives.ReadUInt32LittleEndian(block[4..]) == BlockChecksum(number, ReadEntryCount(block), block[BlockHeaderBytes..]);

    /// <summary>The end's body: until where the snapshot covers the log, and how many entries it has.</summary>
    public static void WriteEnd(Span<byte> body, long coveredEnd, long entryCount)
    {
        body[..EndBytes].Clear();
        BinaryPrimitives.WriteInt64LittleEndian(body, coveredEnd);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], entryCount);
    }

    public static (long CoveredEnd, long EntryCount) ReadEnd(ReadOnlySpan<byte> body)
        => (BinaryPrimitives.ReadInt64LittleEndian(body), BinaryPrimitives.ReadInt64LittleEndian(body[8..]));

    private static uint HeaderChecksum(ReadOnlySpan<byte> header)
        => Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Seed, header[..CrcOffset]), header[(CrcOffset + 4)..HeaderBytes]));

    private static uint BlockChecksum(int number, int entryCount, ReadOnlySpan<byte> body)
    {
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(place, number);
        BinaryPrimitives.WriteInt32LittleEndian(place[4..], entryCount);
        return Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Seed, place), body));
    }
}

using System.Buffers.Binary;
using Steno.Store.Archives;

namespace Steno.Store.Log;

/// <summary>
/// What a store knows of itself outside the log: who it is, how its log is cut, where the log begins and what is proven.
/// Everything at or before <see cref="ProvenAddress"/> was durable when this was written, and every segment below
/// <see cref="SegmentCount"/> existed: a log that is shorter than that is damaged, not torn.
/// </summary>
internal sealed record Superblock
{
    public const int SizeBytes = 4096;
    public const ushort CurrentVersion = 1;
    private const int CrcOffset = 12;
    private const int ArchivesOffset = 128;
    private const int ArchiveBytes = 24;
    /// <summary>More than any store counts in its life, and far enough from an overflow.</summary>
    private const long MostCounted = 1L << 62;

    /// <summary>0xFF then "STNS", CR, LF, 0x1A, as a little-endian number.</summary>
    private const ulong Magic = 0x1A_0A_0D_53_4E_54_53_FF;

    public required Guid StoreId { get; init; }
    /// <summary>Counts the writes of superblocks; the higher of the two slots is the current one.</summary>
    public required long Version { get; init; }
    public required long Generation { get; init; }
    /// <summary>Where the log begins; compaction moves it on.</summary>
    public required LogPoint Begin { get; init; }
    public required long ProvenAddress { get; init; }
    public required int SegmentCount { get; init; }
    public required long CreatedUtcMs { get; init; }
    public required LogLayout Layout { get; init; }
    /// <summary>The archives of done sagas, oldest first. One counts exactly when it is named here.</summary>
    public ArchiveList Archives { get; init; } = ArchiveList.Empty;
    /// <summary>Archives of lower numbers hold nothing that is in the log, too.</summary>
    public int FirstUnsettledArchive { get; init; }

    /// <summary>
    /// Whether every size is one that this library writes. Everything that reads the log allocates and counts by them, so
    /// a slot that claims others is refused, however well its checksum fits.
    /// </summary>
    public bool HasPossibleSizes
        => Layout.IsPossible
            && SegmentCount is > 0 and <= SegmentFiles.MaxSegments
            && Version is >= 0 and < MostCounted
            && Generation is >= 0 and < MostCounted
            && Begin.Sequence is >= 0 and < MostCounted
            && Begin.Generation is >= 0 and < MostCounted
            && IsInTheLog(Begin.Address)
            && IsInTheLog(ProvenAddress)
            && Archives.All(static archive => archive is { Number: > 0 and <= SealedArchive.MaxNumber, LengthBytes: > 0, SagaCount: > 0 })
            && Archives.Select(static archive => archive.Number).Distinct().Count() == Archives.Count;

    /// <summary>The same with what a snapshot proves besides.</summary>
    public Superblock ProvenBy(LoadedSnapshot? snapshot)
        => snapshot is null ? this : this with { ProvenAddress = Math.Max(ProvenAddress, snapshot.CoveredEnd) };

    public void Write(Span<byte> slot)
    {
        slot[..SizeBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(slot, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[8..], CurrentVersion);
        StoreId.TryWriteBytes(slot[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(slot[32..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(slot[40..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(slot[48..], Begin.Address);
        BinaryPrimitives.WriteInt64LittleEndian(slot[56..], Begin.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(slot[64..], ProvenAddress);
        BinaryPrimitives.WriteInt32LittleEndian(slot[72..], SegmentCount);
        BinaryPrimitives.WriteInt32LittleEndian(slot[76..], Layout.PageSizeBytes);
        BinaryPrimitives.WriteInt64LittleEndian(slot[80..], Layout.SegmentSizeBytes);
        BinaryPrimitives.WriteInt32LittleEndian(slot[88..], Layout.BlockSizeBytes);
        BinaryPrimitives.WriteInt64LittleEndian(slot[96..], CreatedUtcMs);
        BinaryPrimitives.WriteInt64LittleEndian(slot[104..], Begin.Generation);
        BinaryPrimitives.WriteInt32LittleEndian(slot[112..], Archives.Count);
        BinaryPrimitives.WriteInt32LittleEndian(slot[116..], FirstUnsettledArchive);
        for (int i = 0; i < Archives.Count; i++)
        {
            Span<byte> archive = slot[(ArchivesOffset + i * ArchiveBytes)..];
            BinaryPrimitives.WriteInt64LittleEndian(archive, Archives[i].LengthBytes);
            BinaryPrimitives.WriteInt32LittleEndian(archive[8..], Archives[i].Number);
            BinaryPrimitives.WriteInt32LittleEndian(archive[12..], Archives[i].SagaCount);
            BinaryPrimitives.WriteUInt32LittleEndian(archive[16..], Archives[i].Checksum);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(slot[CrcOffset..], Checksum(slot));
    }

    /// <summary>Reads a slot; null when it is damaged or was never written.</summary>
    /// <exception cref="StoreFormatException">An intact slot of a newer format.</exception>
    public static Superblock? TryRead(ReadOnlySpan<byte> slot, string file)
    {
        if (slot.Length < SizeBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(slot) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(slot[CrcOffset..]) != Checksum(slot))
        {
            return null;
        }
        int formatVersion = BinaryPrimitives.ReadUInt16LittleEndian(slot[8..]);
        if (formatVersion > CurrentVersion)
        {
            throw new StoreFormatException(file, formatVersion, CurrentVersion);
        }
        int archiveCount = BinaryPrimitives.ReadInt32LittleEndian(slot[112..]);
        if (archiveCount is < 0 or > ArchiveList.MostArchives)
        {
            return null;
        }
        var archives = new SealedArchive[archiveCount];
        for (int i = 0; i < archives.Length; i++)
        {
            ReadOnlySpan<byte> archive = slot[(ArchivesOffset + i * ArchiveBytes)..];
            archives[i] = new SealedArchive(
                BinaryPrimitives.ReadInt32LittleEndian(archive[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(archive),
                BinaryPrimitives.ReadInt32LittleEndian(archive[12..]),
                BinaryPrimitives.ReadUInt32LittleEndian(archive[16..]));
        }
        return new Superblock
        {
            StoreId = new Guid(slot.Slice(16, 16), bigEndian: true),
            Version = BinaryPrimitives.ReadInt64LittleEndian(slot[32..]),
            Generation = BinaryPrimitives.ReadInt64LittleEndian(slot[40..]),
            Begin = new LogPoint(
                BinaryPrimitives.ReadInt64LittleEndian(slot[48..]),
                BinaryPrimitives.ReadInt64LittleEndian(slot[56..]),
                BinaryPrimitives.ReadInt64LittleEndian(slot[104..])),
            ProvenAddress = BinaryPrimitives.ReadInt64LittleEndian(slot[64..]),
            SegmentCount = BinaryPrimitives.ReadInt32LittleEndian(slot[72..]),
            CreatedUtcMs = BinaryPrimitives.ReadInt64LittleEndian(slot[96..]),
            Layout = new LogLayout(
                BinaryPrimitives.ReadInt64LittleEndian(slot[80..]),
                BinaryPrimitives.ReadInt32LittleEndian(slot[76..]),
                BinaryPrimitives.ReadInt32LittleEndian(slot[88..])),
            Archives = archiveCount == 0 ? ArchiveList.Empty : new ArchiveList(archives),
            FirstUnsettledArchive = BinaryPrimitives.ReadInt32LittleEndian(slot[116..]),
        };
    }

    private bool IsInTheLog(long address) => address >= LogLayout.FirstAddress && address <= SegmentCount * Layout.SegmentSizeBytes;

    private static uint Checksum(ReadOnlySpan<byte> slot)
        => Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Seed, slot[..CrcOffset]), slot[(CrcOffset + 4)..SizeBytes]));
}

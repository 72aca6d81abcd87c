using System.Buffers.Binary;

namespace Steno.Store.Log;

/// <summary>What a batch is for.</summary>
internal enum BatchKind : byte
{
    /// <summary>Records of sagas.</summary>
    Records = 1,
    /// <summary>The first batch of a generation: one open-to-close life of the store.</summary>
    Open = 2,
    /// <summary>Written when the store has been idle: proves that the batch before it was durable.</summary>
    Mark = 3,
    /// <summary>The last batch of a cleanly closed generation.</summary>
    Seal = 4,
}

/// <summary>
/// The 80 bytes in front of a batch's body (docs/file-format.md has the table). The checksum covers every other byte of
/// header and body; the padding after the body must be zero. The address inside makes a frame that was written or moved
/// to another place worthless there, and the magic holds 0xFF, which no UTF-8 payload contains.
/// </summary>
internal readonly record struct BatchHeader
{
    public const int SizeBytes = 80;
    public const ushort CurrentVersion = 1;
    private const int CrcOffset = 12;
    private static readonly long s_firstTimeMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long s_lastTimeMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>0xFF then "STNB", CR, LF, 0x1A, as a little-endian number.</summary>
    public const ulong Magic = 0x1A_0A_0D_42_4E_54_53_FF;

    public required BatchKind Kind { get; init; }
    public ushort Version { get; init; }
    public required Guid StoreId { get; init; }
    public required long Generation { get; init; }
    public required long Sequence { get; init; }
    /// <summary>The log address of this frame.</summary>
    public required long Address { get; init; }
    public required long CommitTimeUtcMs { get; init; }
    /// <summary>Body bytes of this part.</summary>
    public required int BodyBytes { get; init; }
    /// <summary>Records of the whole batch.</summary>
    public required int RecordCount { get; init; }
    /// <summary>From 0 to <see cref="Parts"/> - 1.</summary>
    public ushort Part { get; init; }
    public required ushort Parts { get; init; }

    /// <summary>Writes the header in front of its body and seals both with the checksum.</summary>
    /// <param name="frame">Header space followed by the body and the padding.</param>
    public void Seal(Span<byte> frame)
    {
        frame[..SizeBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(frame, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[8..], CurrentVersion);
        frame[10] = (byte)Kind;
        StoreId.TryWriteBytes(frame[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(frame[32..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(frame[40..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame[48..], Address);
        BinaryPrimitives.WriteInt64LittleEndian(frame[56..], CommitTimeUtcMs);
        BinaryPrimitives.WriteInt32LittleEndian(frame[64..], BodyBytes);
        BinaryPrimitives.WriteInt32LittleEndian(frame[68..], RecordCount);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[72..], Part);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[74..], Parts);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[CrcOffset..], Checksum(frame[..(SizeBytes + BodyBytes)]));
    }

    /// <summary>Reads the fields as they are, checked or not; false when there is no magic.</summary>
    public static bool TryParse(ReadOnlySpan<byte> frame, out BatchHeader header)
    {
        header = default;
        if (frame.Length < SizeBytes || BinaryPrimitives.ReadUInt64LittleEndian(frame) != Magic)
        {
            return false;
        }
        header = new BatchHeader
        {
            Version = BinaryPrimitives.ReadUInt16LittleEndian(frame[8..]),
            Kind = (BatchKind)frame[10],
            StoreId = new Guid(frame.Slice(16, 16), bigEndian: true),
            Generation = BinaryPrimitives.ReadInt64LittleEndian(frame[32..]),
            Sequence = BinaryPrimitives.ReadInt64LittleEndian(frame[40..]),
            Address = BinaryPrimitives.ReadInt64LittleEndian(frame[48..]),
            // The writer's clock is the only one to set it; whatever else is there must not end a read with an overflow.
            CommitTimeUtcMs = Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(frame[56..]), s_firstTimeMs, s_lastTimeMs),
            BodyBytes = BinaryPrimitives.ReadInt32LittleEndian(frame[64..]),
            RecordCount = BinaryPrimitives.ReadInt32LittleEndian(frame[68..]),
            Part = BinaryPrimitives.ReadUInt16LittleEndian(frame[72..]),
            Parts = BinaryPrimitives.ReadUInt16LittleEndian(frame[74..]),
        };
        return true;
    }

    public static uint ReadChecksum(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame[CrcOffset..]);

    /// <summary>The checksum over header and body, the checksum's own four bytes left out.</summary>
    public static uint Checksum(ReadOnlySpan<byte> headerAndBody)
        => Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Seed, headerAndBody[..CrcOffset]), headerAndBody[(CrcOffset + 4)..]));
}

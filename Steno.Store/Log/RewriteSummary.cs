using System.Buffers.Binary;

namespace Steno.Store.Log;

/// <summary>
/// What the record at the end of a rewrite says, its payload of 32 bytes: everything that the index needs of the saga, so
/// that a rewrite takes effect with this one record, wherever reading began.
/// </summary>
internal readonly record struct RewriteSummary
{
    public const int PayloadBytes = 32;

    public required RecordAddress CreateAddress { get; init; }
    /// <summary>When the last record that was rewritten was committed first.</summary>
    public required long CommitTimeUtcMs { get; init; }
    public required int EventCount { get; init; }
    /// <summary>How many records were rewritten, this one not counted.</summary>
    public required int RecordCount { get; init; }
    /// <summary>What the rewritten records take, this one included.</summary>
    public required uint SizeBytes { get; init; }
    public required SagaCachedState State { get; init; }
    public required SagaTraits Traits { get; init; }

    public byte[] ToPayload()
    {
        var payload = new byte[PayloadBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(payload, CreateAddress.Packed);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(8), CommitTimeUtcMs);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(16), EventCount);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(20), RecordCount);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(24), SizeBytes);
        payload[28] = (byte)State;
        payload[29] = (byte)Traits;
        return payload;
    }

    /// <summary>Reads a payload; false when it cannot be one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out RewriteSummary summary)
    {
        summary = default;
        if (payload.Length != PayloadBytes || payload[28] > (byte)SagaCachedState.Done || (payload[29] & ~(byte)SagaTraits.Lasting) != 0)
        {
            return false;
        }
        summary = new RewriteSummary
        {
            CreateAddress = new RecordAddress(BinaryPrimitives.ReadUInt64LittleEndian(payload)),
            CommitTimeUtcMs = BinaryPrimitives.ReadInt64LittleEndian(payload[8..]),
            EventCount = BinaryPrimitives.ReadInt32LittleEndian(payload[16..]),
            RecordCount = BinaryPrimitives.ReadInt32LittleEndian(payload[20..]),
            SizeBytes = BinaryPrimitives.ReadUInt32LittleEndian(payload[24..]),
            State = (SagaCachedState)payload[28],
            Traits = (SagaTraits)payload[29],
        };
        return !summary.CreateAddress.IsNone && summary.EventCount >= 0 && summary.RecordCount > 0;
    }
}

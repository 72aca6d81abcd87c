using System.Buffers.Binary;
using System.Text;

namespace Steno.Store.Log;

/// <summary>UTF-8 that refuses a lone surrogate instead of replacing it.</summary>
internal static class StrictUtf8
{
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}

/// <summary>A record ready to be placed: everything that can be computed before the append lock is taken.</summary>
internal readonly struct PreparedRecord
{
    public required LogRecordKind Kind { get; init; }
    /// <summary>The event's kind, or the cached state of a create or update; of a drop, whether an unfinished saga is meant too; zero for the others.</summary>
    public required byte Detail { get; init; }
    public required SagaId SagaId { get; init; }
    /// <summary>The node of an event; the name's length in UTF-8 bytes of a create.</summary>
    public uint NodeIdOrNameBytes { get; init; }
    /// <summary>The name of a create; null when the payload begins with it.</summary>
    public string? Name { get; init; }
    public ReadOnlyMemory<byte> Payload { get; init; }
    /// <summary>Whether this belongs to a rewrite of a whole saga, which takes effect with its last record.</summary>
    public bool IsRewrite { get; init; }

    public long PayloadBytes => (Name is null ? 0L : NodeIdOrNameBytes) + Payload.Length;

    public static PreparedRecord From(SagaNodeEvent nodeEvent) => new()
    {
        Kind = LogRecordKind.Event,
        Detail = (byte)nodeEvent.EventType.Kind,
        SagaId = nodeEvent.SagaId,
        NodeIdOrNameBytes = nodeEvent.NodeId.Value,
        Payload = nodeEvent.EventType.GetPayloadUtf8(),
    };

    public static PreparedRecord From(SagaCreateParams create) => new()
    {
        Kind = LogRecordKind.Create,
        Detail = Checked(create.State),
        SagaId = create.Id,
        Name = create.Name.Value ?? "",
        NodeIdOrNameBytes = (uint)StrictUtf8.Encoding.GetByteCount(create.Name.Value ?? ""),
        Payload = create.Dag.Utf8,
    };

    public static PreparedRecord From(SagaUpdate update) => new()
    {
        Kind = LogRecordKind.Update,
        Detail = Checked(update.State),
        SagaId = update.Id,
    };

    public static PreparedRecord From(SagaNote note) => new()
    {
        Kind = LogRecordKind.Note,
        Detail = 0,
        SagaId = note.Id,
        Payload = StrictUtf8.Encoding.GetBytes(note.Text),
    };

    private static byte Checked(SagaCachedState state) => state <= SagaCachedState.Done
        ? (byte)state
        : throw new ArgumentOutOfRangeException(nameof(state), state, "A saga is running, unwinding or done.");

    /// <summary>A drop of a saga.</summary>
    /// <param name="id">The saga.</param>
    /// <param name="mayBeUnfinished">Whether a saga that is not done is dropped too.</param>
    public static PreparedRecord Drop(SagaId id, bool mayBeUnfinished) => new()
    {
        Kind = LogRecordKind.Drop,
        Detail = mayBeUnfinished ? (byte)1 : (byte)0,
        SagaId = id,
    };

    /// <summary>A record that is written once more, as it was.</summary>
    public static PreparedRecord Again(in StoredRecord record) => new()
    {
        Kind = record.Kind,
        Detail = record.Detail,
        SagaId = record.SagaId,
        NodeIdOrNameBytes = record.NodeIdOrNameBytes,
        Payload = record.Payload,
        IsRewrite = true,
    };

    /// <summary>The end of a rewrite.</summary>
    public static PreparedRecord RewriteEnd(SagaId id, in RewriteSummary summary) => new()
    {
        Kind = LogRecordKind.RewriteEnd,
        Detail = 0,
        SagaId = id,
        Payload = summary.ToPayload(),
        IsRewrite = true,
    };

    public static PreparedRecord From(SagaRecord record) => record.Kind switch
    {
        SagaRecordKind.Create => From(record.CreateParams),
        SagaRecordKind.Event => From(record.NodeEvent),
        SagaRecordKind.Update => From(record.StateUpdate),
        SagaRecordKind.Note => From(record.SagaNote),
        _ => throw new ArgumentOutOfRangeException(nameof(record), record.Kind, "A record is a create, an event, an update or a note."),
    };
}

/// <summary>A record as it lies in a batch's body. The payload of a create is the name followed by the DAG.</summary>
internal readonly ref struct RecordView
{
    public required LogRecordKind Kind { get; init; }
    public required byte Detail { get; init; }
    public required SagaId SagaId { get; init; }
    public required uint NodeIdOrNameBytes { get; init; }
    public required RecordAddress Previous { get; init; }
    public required ReadOnlySpan<byte> Payload { get; init; }
    /// <summary>Whether this belongs to a rewrite of a whole saga, which takes effect with its last record.</summary>
    public required bool IsRewrite { get; init; }
    public int SizeBytes => RecordCodec.HeaderBytes + Payload.Length;
}

/// <summary>Records to bytes and back; docs/file-format.md has the table.</summary>
internal static class RecordCodec
{
    public const int HeaderBytes = 36;
    private const ushort RewriteFlag = 1;

    public static void Encode(in PreparedRecord record, RecordAddress previous, Span<byte> destination)
    {
        int payloadBytes = (int)record.PayloadBytes;
        destination[0] = (byte)record.Kind;
        destination[1] = record.Detail;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], record.IsRewrite ? RewriteFlag : (ushort)0);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], payloadBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], previous.Packed);
        record.SagaId.Value.TryWriteBytes(destination[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[32..], record.NodeIdOrNameBytes);
        Span<byte> payload = destination.Slice(HeaderBytes, payloadBytes);
        int nameBytes = record.Name is null ? 0 : StrictUtf8.Encoding.GetBytes(record.Name, payload);
        record.Payload.Span.CopyTo(payload[nameBytes..]);
    }

    /// <summary>How long the record at the start of this text is, or -1 when even its header is not all there.</summary>
    public static long ReadSize(ReadOnlySpan<byte> source)
        => source.Length < HeaderBytes ? -1 : HeaderBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);

    /// <summary>Whose record may be at the start of this text, and how long it is; unchecked but for staying inside.</summary>
    public static bool TryPeek(ReadOnlySpan<byte> source, out SagaId id, out long sizeBytes)
    {
        sizeBytes = ReadSize(source);
        bool isInside = sizeBytes >= 0 && sizeBytes <= source.Length;
        id = isInside ? ReadSagaId(source) : default;
        return isInside;
    }

    /// <summary>Reads the record at the start of a body's rest; the reason when there is none.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> source, out RecordView record, out string? problem)
    {
        record = default;
        long sizeBytes = ReadSize(source);
        if (sizeBytes < 0 || sizeBytes > source.Length)
        {
            problem = "a record does not fit its batch";
            return false;
        }
        var kind = (LogRecordKind)source[0];
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(source[2..]);
        byte detail = source[1];
        uint nodeIdOrNameBytes = BinaryPrimitives.ReadUInt32LittleEndian(source[32..]);
        bool isKnown = kind switch
        {
            LogRecordKind.Create => detail <= (byte)SagaCachedState.Done && nodeIdOrNameBytes <= sizeBytes - HeaderBytes,
            LogRecordKind.Event => detail <= (byte)SagaNodeEventKind.UndoFailed,
            LogRecordKind.Update => detail <= (byte)SagaCachedState.Done,
            LogRecordKind.Note => detail == 0 && nodeIdOrNameBytes == 0,
            LogRecordKind.Drop => detail <= 1 && nodeIdOrNameBytes == 0 && flags == 0 && sizeBytes == HeaderBytes,
            LogRecordKind.RewriteEnd => detail == 0 && nodeIdOrNameBytes == 0 && flags == RewriteFlag,
            _ => false,
        };
        if (!isKnown || flags > RewriteFlag)
        {
            problem = "a record is of no known kind";
            return false;
        }
        problem = null;
        record = new RecordView
        {
            Kind = kind,
            Detail = detail,
            SagaId = ReadSagaId(source),
            NodeIdOrNameBytes = nodeIdOrNameBytes,
            Previous = new RecordAddress(BinaryPrimitives.ReadUInt64LittleEndian(source[8..])),
            Payload = source[HeaderBytes..(int)sizeBytes],
            IsRewrite = flags == RewriteFlag,
        };
        return true;
    }

    private static SagaId ReadSagaId(ReadOnlySpan<byte> source) => new(new Guid(source.Slice(16, 16), bigEndian: true));
}

namespace Steno.Store.Log;

/// <summary>What the append path remembers of a placed record: to publish it when its batch is acknowledged, or to take it back when its call is refused.</summary>
/// <param name="Entry">The saga's entry, or -1 for a record of a rewrite that takes effect only with a later one.</param>
/// <param name="SizeBytes">What it takes in the batch's body.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Detail">What its kind makes of it.</param>
/// <param name="StateBefore">The saga's pending state before it.</param>
/// <param name="Address">Where it will lie.</param>
/// <param name="HeadBefore">The saga's pending head before it.</param>
internal readonly record struct PlacedRecord(int Entry, int SizeBytes, LogRecordKind Kind, byte Detail, SagaCachedState StateBefore, RecordAddress Address, RecordAddress HeadBefore);

/// <summary>
/// The batch that is being filled, or the one being written: bodies of records behind space for the header, the waiters,
/// and what to publish. Two of them take turns. Guarded by the append lock while open, by the committer once sealed.
/// </summary>
internal sealed class OpenBatch
{
    private const int InitialBytes = 64 * 1024;
    private readonly int _keepBytes;
    private readonly TicketGroupPool _groups;
    private byte[] _buffer = new byte[InitialBytes];
    private PlacedRecord[] _placed = new PlacedRecord[64];

    public OpenBatch(TicketGroupPool groups, int keepBytes)
    {
        _groups = groups;
        _keepBytes = keepBytes;
        Tickets = groups.Rent();
    }

    /// <summary>Where the batch will lie in the log; known from the start, because its predecessor's end is.</summary>
    public long Address { get; private set; }
    public int BodyBytes { get; private set; }
    public int RecordCount { get; private set; }
    public TicketGroup Tickets { get; private set; }
    /// <summary>The ends of rewrites among the placed records, in their order.</summary>
    public List<RewriteSummary> Rewrites { get; } = [];
    /// <summary>When the batch was written.</summary>
    public long CommitTimeUtcMs { get; set; }
    public bool IsEmpty => RecordCount == 0 && Tickets.Count == 0;
    public ReadOnlySpan<PlacedRecord> Placed => _placed.AsSpan(0, RecordCount);
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(BatchHeader.SizeBytes, BodyBytes);

    /// <summary>Header space, body and zero padding, together as long as asked.</summary>
    public Span<byte> Frame(int frameBytes)
    {
        Reserve(frameBytes);
        _buffer.AsSpan(BatchHeader.SizeBytes + BodyBytes, frameBytes - BatchHeader.SizeBytes - BodyBytes).Clear();
        return _buffer.AsSpan(0, frameBytes);
    }

    /// <summary>Takes the memory that a record needs, so that placing it cannot fail half-way.</summary>
    public void MakeRoom(in PreparedRecord record)
    {
        Reserve(BatchHeader.SizeBytes + BodyBytes + RecordCodec.HeaderBytes + (int)record.PayloadBytes);
        if (RecordCount == _placed.Length)
        {
            Array.Resize(ref _placed, RecordCount * 2);
        }
    }

    /// <summary>Encodes a record at the end of the body, after <see cref="MakeRoom"/>.</summary>
    public void Place(in PreparedRecord record, int entry, SagaCachedState stateBefore, RecordAddress previous)
    {
        int sizeBytes = RecordCodec.HeaderBytes + (int)record.PayloadBytes;
        RecordCodec.Encode(record, previous, _buffer.AsSpan(BatchHeader.SizeBytes + BodyBytes, sizeBytes));
        _placed[RecordCount++] = new PlacedRecord(entry, sizeBytes, record.Kind, record.Detail, stateBefore, RecordAddress.At(Address, BodyBytes), previous);
        BodyBytes += sizeBytes;
    }

    /// <summary>Forgets everything placed after this point: the call was refused as a whole.</summary>
    public void TakeBack(int recordCount, int bodyBytes) => (RecordCount, BodyBytes) = (recordCount, bodyBytes);

    /// <summary>Hands the waiters to whoever completes them; the batch gets a fresh group.</summary>
    public TicketGroup DetachTickets()
    {
        TicketGroup group = Tickets;
        Tickets = _groups.Rent();
        return group;
    }

    /// <summary>Empties the batch and gives it its place in the log.</summary>
    public void Reopen(long address)
    {
        Address = address;
        BodyBytes = 0;
        RecordCount = 0;
        Rewrites.Clear();
        if (_buffer.Length > _keepBytes)
        {
            _buffer = new byte[InitialBytes];
        }
    }

    /// <summary>Moves an empty batch: something else, a mark, took its place.</summary>
    public void MoveTo(long address)
    {
        Invariant.Require(RecordCount == 0, "a batch with records cannot move");
        Address = address;
    }

    private void Reserve(int bytes)
    {
        if (bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(bytes, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength)));
        }
    }
}

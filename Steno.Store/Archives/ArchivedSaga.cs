using System.Buffers.Binary;
using Steno.Store.Log;

namespace Steno.Store.Archives;

/// <summary>A saga as an archive has it: when it was committed last, and its records as the log had them, oldest first, without links.</summary>
internal readonly struct ArchivedSaga
{
    private readonly ReadOnlyMemory<byte> _records;
    private readonly Func<string, StoreCorruptedException> _damage;

    /// <param name="entry">The saga's entry in the index.</param>
    /// <param name="block">The uncompressed block.</param>
    /// <param name="damage">Says where a saga that is not as it must be lies.</param>
    public ArchivedSaga(in ArchiveEntry entry, ReadOnlyMemory<byte> block, Func<string, StoreCorruptedException> damage)
    {
        Entry = entry;
        _damage = damage;
        if (entry.Offset < 0 || entry.Offset > block.Length - ArchiveFormat.SagaHeaderBytes)
        {
            throw damage($"saga {entry.Id} lies outside of its block");
        }
        ReadOnlySpan<byte> header = block.Span[entry.Offset..];
        CommitTimeUtcMs = BinaryPrimitives.ReadInt64LittleEndian(header);
        RecordCount = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        int bytes = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        if (bytes < 0 || bytes > header.Length - ArchiveFormat.SagaHeaderBytes || RecordCount <= 0 || RecordCount > bytes / RecordCodec.HeaderBytes || CommitTimeUtcMs is < 0 or > 253_402_300_799_999)
        {
            throw damage($"saga {entry.Id} does not fit its block");
        }
        _records = block.Slice(entry.Offset + ArchiveFormat.SagaHeaderBytes, bytes);
        Bytes = block.Slice(entry.Offset, ArchiveFormat.SagaHeaderBytes + bytes);
    }

    public ArchiveEntry Entry { get; }
    public long CommitTimeUtcMs { get; }
    public int RecordCount { get; }

    /// <summary>Header and records, as they lie in the block.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public static void WriteHeader(Span<byte> destination, long commitTimeUtcMs, int recordCount, int recordBytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination, commitTimeUtcMs);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], recordCount);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], recordBytes);
    }

    public SagaInfo ToInfo() => new()
    {
        Id = Entry.Id,
        Name = ReadFirst().ToName(),
        State = SagaCachedState.Done,
        HasUpdate = (Entry.Traits & SagaTraits.HasUpdate) != 0,
        IsStuck = (Entry.Traits & SagaTraits.IsStuck) != 0,
        IsArchived = true,
        EventCount = Entry.EventCount,
        LastCommitTime = DateTimeOffset.FromUnixTimeMilliseconds(CommitTimeUtcMs),
    };

    public SagaCreateParams ToCreateParams() => ReadFirst().ToCreateParams();

    public IReadOnlyList<SagaNodeEvent> ToEvents(CancellationToken cancellation)
    {
        var events = new List<SagaNodeEvent>(RecordCount);
        foreach (StoredRecord record in ReadRecords())
        {
            cancellation.ThrowIfCancellationRequested();
            if (record.Kind == LogRecordKind.Event)
            {
                events.Add(record.ToEvent());
            }
        }
        return events;
    }

    public IReadOnlyList<string> ToNotes() => (Entry.Traits & SagaTraits.HasNote) == 0 ? [] : [.. ReadRecords().Where(record => record.Kind == LogRecordKind.Note).Select(record => record.ToNote())];

    /// <summary>All records; the create is the first.</summary>
    /// <exception cref="StoreCorruptedException">They are not the records of one saga, or fewer or more than was said.</exception>
    public List<StoredRecord> ReadRecords()
    {
        var records = new List<StoredRecord>();
        ReadOnlySpan<byte> rest = _records.Span;
        int events = 0;
        while (!rest.IsEmpty)
        {
            StoredRecord record = Decode(rest);
            bool isFirst = records.Count == 0;
            if (isFirst != (record.Kind == LogRecordKind.Create))
            {
                throw _damage($"the records of saga {Entry.Id} do not begin with its create");
            }
            events += record.Kind == LogRecordKind.Event ? 1 : 0;
            records.Add(record);
            rest = rest[(RecordCodec.HeaderBytes + record.Payload.Length)..];
        }
        return records.Count == RecordCount && events == Entry.EventCount ? records : throw _damage($"saga {Entry.Id} has {records.Count} records and {events} events, expected {RecordCount} and {Entry.EventCount}");
    }

    private StoredRecord ReadFirst()
    {
        StoredRecord record = Decode(_records.Span);
        return record.Kind == LogRecordKind.Create ? record : throw _damage($"the records of saga {Entry.Id} do not begin with its create");
    }

    private StoredRecord Decode(ReadOnlySpan<byte> source)
    {
        if (!RecordCodec.TryDecode(source, out RecordView view, out string? problem))
        {
            throw _damage(problem!);
        }
        bool belongs = view.SagaId == Entry.Id && view.Kind is (LogRecordKind.Create or LogRecordKind.Event or LogRecordKind.Update or LogRecordKind.Note);
        return belongs ? new StoredRecord(view.Kind, view.Detail, view.SagaId, view.NodeIdOrNameBytes, RecordAddress.None, view.Payload.ToArray())
            : throw _damage($"a record in saga {Entry.Id} does not belong to it");
    }
}

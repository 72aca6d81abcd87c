using System.Text;

namespace Steno.Store.Log;

/// <summary>A record copied out of the log.</summary>
internal readonly record struct StoredRecord(LogRecordKind Kind, byte Detail, SagaId SagaId, uint NodeIdOrNameBytes, RecordAddress Previous, byte[] Payload)
{
    public SagaNodeEvent ToEvent() => new(SagaId, new SagaNodeId(NodeIdOrNameBytes), SagaNodeEventType.FromPayload((SagaNodeEventKind)Detail, Payload));

    public SagaCreateParams ToCreateParams() => new(
        SagaId,
        ToName(),
        RawJson.FromValidated(Payload.AsMemory((int)NodeIdOrNameBytes)),
        (SagaCachedState)Detail);

    public SagaName ToName() => new(Encoding.UTF8.GetString(Payload.AsSpan(0, (int)NodeIdOrNameBytes)));

    public string ToNote() => Encoding.UTF8.GetString(Payload);
}

/// <summary>Reads records by address: from the batches in memory, from the recent log, or from the segment files. For one thread; one per read call.</summary>
internal sealed class RecordReader
{
    private const int FirstRecentBytes = 256;

    private readonly StoreState _state;
    private readonly TimeProvider _time;
    private readonly BatchCache? _cache;
    private BatchLoader? _loader;
    private byte[] _recent = new byte[FirstRecentBytes];
    private long _durableEnd;

    /// <param name="state">The store.</param>
    /// <param name="time">Tells the time of what is not committed yet.</param>
    /// <param name="cache">Keeps what is read from disk for the next record; null keeps the last batch only.</param>
    public RecordReader(StoreState state, TimeProvider time, BatchCache? cache = null)
    {
        _state = state;
        _time = time;
        _cache = cache;
    }

    public StoredRecord Read(RecordAddress address)
    {
        if (TryReadUncommitted(address, out StoredRecord record) || TryReadRecent(address, out record))
        {
            return record;
        }
        ReadOnlySpan<byte> body = _cache is null ? (_loader ??= new BatchLoader(_state)).Load(address.BatchStart) : _cache.Load(address.BatchStart).Body;
        return Decode(body[Math.Min(address.BodyOffset, body.Length)..], address);
    }

    /// <summary>The records of a saga from its newest one back to its create.</summary>
    /// <exception cref="StoreCorruptedException">A link does not lead to an earlier record of this saga.</exception>
    public IEnumerable<StoredRecord> ReadChain(SagaId id, RecordAddress head, CancellationToken cancellation)
    {
        for (RecordAddress address = head; !address.IsNone;)
        {
            cancellation.ThrowIfCancellationRequested();
            StoredRecord record = ReadLink(id, address);
            yield return record;
            address = record.Previous;
        }
    }

    /// <summary>The record of a saga at an address.</summary>
    /// <exception cref="StoreCorruptedException">It is another saga's, or its link does not lead to an earlier one.</exception>
    public StoredRecord ReadLink(SagaId id, RecordAddress address)
    {
        StoredRecord record = Read(address);
        return record.SagaId == id && (record.Previous.IsNone || record.Previous.Packed < address.Packed)
            ? record
            : throw Corrupted(address, $"the chain of saga {id} is broken");
    }

    /// <summary>When this record was committed; now, for one that a buffered store has yet to commit; the first time, for a rewritten one.</summary>
    public DateTimeOffset ReadCommitTime(RecordAddress address)
    {
        StoredRecord record = Read(address);
        return record.Kind == LogRecordKind.RewriteEnd && RewriteSummary.TryParse(record.Payload, out RewriteSummary summary)
            ? DateTimeOffset.FromUnixTimeMilliseconds(summary.CommitTimeUtcMs)
            : ReadBatchTime(address.BatchStart);
    }

    private DateTimeOffset ReadBatchTime(long batchStart)
    {
        lock (_state.Gate)
        {
            if (_state.Open?.Address == batchStart || _state.InFlight?.Address == batchStart)
            {
                return _time.GetUtcNow();
            }
        }
        Span<byte> frame = stackalloc byte[BatchHeader.SizeBytes];
        if (_state.Recent.TryCopy(batchStart + LogLayout.EntryWordBytes, frame) && BatchHeader.TryParse(frame, out BatchHeader header))
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(header.CommitTimeUtcMs);
        }
        if (_cache is not null)
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(_cache.Load(batchStart).CommitTimeUtcMs);
        }
        _loader ??= new BatchLoader(_state);
        _loader.Load(batchStart);
        return DateTimeOffset.FromUnixTimeMilliseconds(_loader.CommitTimeUtcMs);
    }

    /// <summary>Only a buffered store shows records that are not committed yet.</summary>
    private bool TryReadUncommitted(RecordAddress address, out StoredRecord record)
    {
        // What was durable once is; only for the rest the gate is worth taking.
        if (address.BatchStart < _durableEnd)
        {
            record = default;
            return false;
        }
        lock (_state.Gate)
        {
            _durableEnd = _state.DurablePoint.Address;
            OpenBatch? batch = _state.Open?.Address == address.BatchStart ? _state.Open
                : _state.InFlight?.Address == address.BatchStart ? _state.InFlight
                : null;
            // The open batch may stand, empty, at the place of a batch without records.
            bool isThere = batch is not null && address.BodyOffset < batch.BodyBytes;
            record = isThere ? Decode(batch!.Body[address.BodyOffset..], address) : default;
            return isThere;
        }
    }

    private bool TryReadRecent(RecordAddress address, out StoredRecord record)
    {
        record = default;
        long start = address.BatchStart + LogLayout.FrameOverheadBytes + address.BodyOffset;
        if (!_state.Recent.TryCopyRecord(start, ref _recent, out int sizeBytes))
        {
            return false;
        }
        record = Decode(_recent.AsSpan(0, sizeBytes), address);
        return true;
    }

    private StoredRecord Decode(ReadOnlySpan<byte> source, RecordAddress address)
    {
        if (!RecordCodec.TryDecode(source, out RecordView view, out string? problem))
        {
            throw Corrupted(address, problem!);
        }
        return new StoredRecord(view.Kind, view.Detail, view.SagaId, view.NodeIdOrNameBytes, view.Previous, view.Payload.ToArray());
    }

    private StoreCorruptedException Corrupted(RecordAddress address, string reason) => new(
        _state.Files.PathOf(_state.Layout.SegmentOf(address.BatchStart)), _state.Layout.OffsetInSegment(address.BatchStart), reason);
}

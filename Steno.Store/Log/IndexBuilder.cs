namespace Steno.Store.Log;

/// <summary>
/// Rebuilds the index from the log, or from a snapshot and the log after it, and checks that every record continues its saga.
/// </summary>
/// <remarks>
/// Two things may lack their beginning. A record whose saga began in segments that compaction deleted: then the saga was
/// rewritten or dropped before they were. A record that a snapshot covers already: the snapshot was taken while the log went
/// on, so up to its end some sagas are ahead of the reading, or dropped already. Both are remnants until a rewrite or a drop
/// explains them; one that stays unexplained is damage.
/// </remarks>
internal sealed class IndexBuilder : IBatchVisitor
{
    private const int RecordsAhead = 16;
    /// <summary>Of a rewrite that was not read from its beginning.</summary>
    private const int UnknownCount = -1;

    private readonly long _firstAddress;
    private readonly RecordAddress _coveredEnd;
    private readonly Dictionary<SagaId, RecordAddress> _remnants = [];
    private readonly Dictionary<SagaId, (RecordAddress Last, int Count)> _rewrites = [];
    private readonly Func<SagaId, RecordAddress, bool>? _isExplained;
    private int _warmed;

    /// <param name="beginAddress">Where the log begins.</param>
    /// <param name="snapshot">The index to go on from.</param>
    public IndexBuilder(long beginAddress, LoadedSnapshot? snapshot = null)
        : this(snapshot?.Start.Address ?? beginAddress, snapshot?.Index ?? new SagaIndex(), isExplained: null)
        => _coveredEnd = snapshot is null ? RecordAddress.None : RecordAddress.At(snapshot.CoveredEnd, 0);

    /// <param name="beginAddress">Where the log begins.</param>
    /// <param name="index">An empty index, perhaps with room.</param>
    /// <param name="isExplained">Told of a record that does not continue its saga's chain and of the address that it links to; true when damage that is known already explains it.</param>
    public IndexBuilder(long beginAddress, SagaIndex index, Func<SagaId, RecordAddress, bool>? isExplained)
    {
        _firstAddress = beginAddress;
        _isExplained = isExplained;
        Index = index;
    }

    public SagaIndex Index { get; }

    public long RecordCount { get; private set; }

    public string? Visit(in BatchHeader header, long batchStart, ReadOnlySpan<byte> body)
    {
        uint commitSeconds = SagaIndex.ToSeconds(header.CommitTimeUtcMs);
        int offset = 0;
        int count = 0;
        int warmEnd = 0;
        while (offset < body.Length)
        {
            if (offset >= warmEnd)
            {
                warmEnd = Warm(body, offset);
            }
            if (!RecordCodec.TryDecode(body[offset..], out RecordView record, out string? problem))
            {
                return $"batch {header.Sequence}, record {count}: {problem}";
            }
            problem = Apply(record, RecordAddress.At(batchStart, offset), commitSeconds);
            if (problem is not null)
            {
                return $"batch {header.Sequence}, record {count}: {problem}";
            }
            offset += record.SizeBytes;
            count++;
        }
        RecordCount += count;
        return count == header.RecordCount ? null : $"batch {header.Sequence} holds {count} records, expected {header.RecordCount}";
    }

    /// <summary>What is wrong when the log ends here: a saga without its beginning, which nothing explains.</summary>
    public string? Finish()
    {
        foreach (SagaId id in _remnants.Keys)
        {
            return $"saga {id} has no beginning: it was neither rewritten nor dropped when the log before it was deleted";
        }
        return null;
    }

    /// <summary>Has the index look ahead at the sagas of the next records; returns where those end.</summary>
    private int Warm(ReadOnlySpan<byte> body, int offset)
    {
        Span<SagaId> ids = stackalloc SagaId[RecordsAhead];
        int count = 0;
        while (count < ids.Length && RecordCodec.TryPeek(body[offset..], out ids[count], out long sizeBytes))
        {
            count++;
            offset += (int)sizeBytes;
        }
        _warmed += Index.Warm(ids[..count]);
        return count < ids.Length ? int.MaxValue : offset;
    }

    private string? Apply(in RecordView record, RecordAddress address, uint commitSeconds)
    {
        if (record.IsRewrite)
        {
            return ApplyRewrite(record, address);
        }
        int entry = Index.Find(record.SagaId);
        if (entry >= 0 && address.Packed <= Index[entry].PublishedHead.Packed)
        {
            return IsCovered(address) ? null : $"a record of saga {record.SagaId} is older than the saga's last";
        }
        if (record.Kind == LogRecordKind.Create)
        {
            if (entry >= 0 || _remnants.ContainsKey(record.SagaId))
            {
                return $"saga {record.SagaId} is created a second time";
            }
            if (!record.Previous.IsNone)
            {
                return $"the create of saga {record.SagaId} links to an earlier record";
            }
            entry = Index.Add(record.SagaId);
        }
        else if (entry < 0)
        {
            return ApplyRemnant(record, address, commitSeconds);
        }
        else if (record.Previous != Index[entry].PublishedHead && !IsExplained(record))
        {
            return $"a record of saga {record.SagaId} does not continue its chain";
        }
        Index.Publish(entry, record.Kind, record.Detail, address, record.SizeBytes, commitSeconds);
        if (record.Kind != LogRecordKind.Drop)
        {
            ref SagaEntry saga = ref Index[entry];
            saga.PendingHead = address;
            saga.PendingState = saga.PublishedState;
        }
        return null;
    }

    private string? ApplyRemnant(in RecordView record, RecordAddress address, uint commitSeconds)
    {
        bool isKnown = _remnants.TryGetValue(record.SagaId, out RecordAddress last);
        bool mayBe = IsCovered(address) || (isKnown ? record.Previous == last : IsBeforeReading(record.Previous));
        if (!mayBe && IsExplained(record))
        {
            // Its create is in the damage: what is left of it goes on as a chain.
            int entry = Index.Add(record.SagaId);
            Index.Publish(entry, LogRecordKind.Event, 0, address, record.SizeBytes, commitSeconds);
            return null;
        }
        if (record.Kind == LogRecordKind.Drop)
        {
            _remnants.Remove(record.SagaId);
        }
        else
        {
            _remnants[record.SagaId] = address;
        }
        return mayBe ? null : $"saga {record.SagaId} was never created";
    }

    /// <summary>The records of a rewrite form a chain of their own; the last one puts it in the place of the saga's.</summary>
    private string? ApplyRewrite(in RecordView record, RecordAddress address)
    {
        if (record.Kind == LogRecordKind.Create)
        {
            _rewrites[record.SagaId] = (address, 1);
            return record.Previous.IsNone ? null : $"the rewritten create of saga {record.SagaId} links to an earlier record";
        }
        bool isKnown = _rewrites.TryGetValue(record.SagaId, out (RecordAddress Last, int Count) rewrite);
        bool continues = isKnown ? record.Previous == rewrite.Last : IsBeforeReading(record.Previous);
        if (!continues && !IsExplained(record))
        {
            return $"a rewritten record of saga {record.SagaId} does not continue its chain";
        }
        bool isWhole = isKnown && continues && rewrite.Count != UnknownCount;
        if (record.Kind != LogRecordKind.RewriteEnd)
        {
            _rewrites[record.SagaId] = (address, isWhole ? rewrite.Count + 1 : UnknownCount);
            return null;
        }
        _rewrites.Remove(record.SagaId);
        if (!RewriteSummary.TryParse(record.Payload, out RewriteSummary summary) || (isWhole && summary.RecordCount != rewrite.Count))
        {
            return $"the end of a rewrite of saga {record.SagaId} does not fit its records";
        }
        _remnants.Remove(record.SagaId);
        int entry = Index.Find(record.SagaId);
        if (entry >= 0 && address.Packed <= Index[entry].PublishedHead.Packed)
        {
            return null;
        }
        if (entry < 0)
        {
            entry = Index.Add(record.SagaId);
        }
        Index.PublishRewrite(entry, address, summary);
        ref SagaEntry saga = ref Index[entry];
        saga.PendingHead = address;
        saga.PendingState = saga.PublishedState;
        return null;
    }

    /// <summary>Whether a snapshot has this already.</summary>
    private bool IsCovered(RecordAddress address) => address.Packed < _coveredEnd.Packed;

    /// <summary>Whether a link leads to before the place where the reading began. Long rewrites, too, go over several batches.</summary>
    private bool IsBeforeReading(RecordAddress address) => !address.IsNone && address.BatchStart < _firstAddress;

    private bool IsExplained(in RecordView record) => _isExplained is not null && _isExplained(record.SagaId, record.Previous);
}

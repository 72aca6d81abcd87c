namespace Steno.Store.Log;

/// <summary>A whole saga on its way to the end of the log: what was read of it, and how much is placed again.</summary>
internal sealed class SagaRewrite
{
    private long _sizeBytes = RecordCodec.HeaderBytes + RewriteSummary.PayloadBytes;
    private RecordAddress _createAddress;
    private int _eventCount;
    private int _recordCount;

    public required SagaId SagaId { get; init; }
    /// <summary>The saga's last record when it was read; the rewrite holds only as long as it still is.</summary>
    public required RecordAddress Head { get; init; }
    public required long CommitTimeUtcMs { get; init; }
    public required SagaCachedState State { get; init; }
    public required SagaTraits Traits { get; init; }

    /// <summary>The rewritten record that the next one links to.</summary>
    public RecordAddress LastAddress { get; private set; }

    /// <summary>Notes that a record was placed.</summary>
    public void Add(in PlacedRecord placed)
    {
        if (_recordCount++ == 0)
        {
            _createAddress = placed.Address;
        }
        LastAddress = placed.Address;
        _sizeBytes += placed.SizeBytes;
        _eventCount += placed.Kind == LogRecordKind.Event ? 1 : 0;
    }

    /// <summary>What the record at the end says.</summary>
    public RewriteSummary Summarize() => new()
    {
        CreateAddress = _createAddress,
        CommitTimeUtcMs = CommitTimeUtcMs,
        EventCount = _eventCount,
        RecordCount = _recordCount,
        SizeBytes = (uint)Math.Min(_sizeBytes, uint.MaxValue),
        State = State,
        Traits = Traits & SagaTraits.Lasting,
    };
}

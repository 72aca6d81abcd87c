namespace Steno.Store.Log;

/// <summary>A whole saga on its way to the end of the log: what was read of it, and how much is placed again.</summary>
internal sealed class SagaRewrite
{
    private long _sizeBytes = RecordCodec.HeaderBytes + RewriteSummary.PayloadBytes;
    private RecordAddress _createAddress;
    private int _eventCount;
    private int _recordCount;
    private SagaCachedState _state;
    private SagaTraits _traits;

    public required SagaId SagaId { get; init; }
    /// <summary>The saga's last record when it was last read. The rewrite can end only while it still is the last.</summary>
    public RecordAddress Head { get; private set; } = RecordAddress.None;
    /// <summary>The last record of those that are placed again, or none.</summary>
    public RecordAddress PlacedUntil { get; private set; } = RecordAddress.None;
    /// <summary>When the head was committed.</summary>
    public long CommitTimeUtcMs { get; set; }

    /// <summary>The rewritten record that the next one links to.</summary>
    public RecordAddress LastAddress { get; private set; }

    /// <summary>Everything up to the head is placed; from now on there is a later one.</summary>
    public void MoveTo(RecordAddress head) => (PlacedUntil, Head) = (Head, head);

    /// <summary>Notes that a record was placed.</summary>
    public void Add(in PlacedRecord placed)
    {
        if (_recordCount++ == 0)
        {
            _createAddress = placed.Address;
        }
        LastAddress = placed.Address;
        _sizeBytes += placed.SizeBytes;
        switch (placed.Kind)
        {
            case LogRecordKind.Create:
                _state = (SagaCachedState)placed.Detail;
                break;
            case LogRecordKind.Event:
                _eventCount++;
                _traits |= (SagaNodeEventKind)placed.Detail == SagaNodeEventKind.UndoFailed ? SagaTraits.IsStuck : SagaTraits.None;
                break;
            case LogRecordKind.Update:
                _state = (SagaCachedState)placed.Detail;
                _traits |= SagaTraits.HasUpdate;
                break;
            case LogRecordKind.Note:
                _traits |= SagaTraits.HasNote;
                break;
        }
    }

    /// <summary>What the record at the end says.</summary>
    public RewriteSummary Summarize() => new()
    {
        CreateAddress = _createAddress,
        CommitTimeUtcMs = CommitTimeUtcMs,
        EventCount = _eventCount,
        RecordCount = _recordCount,
        SizeBytes = (uint)Math.Min(_sizeBytes, uint.MaxValue),
        State = _state,
        Traits = _traits,
    };
}

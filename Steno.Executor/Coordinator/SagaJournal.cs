// A saga's machine and how much of its log is on stable storage. What the machine decides is turned into records here, in the
// order in which they must be applied: the create (once), the events, then what follows from them for the cached state.
// One decision goes to the store in one call, unless its payloads together are more than a store may take at once: then in
// several, one after the other. Every prefix of the log is one that a crash may leave, so none of these calls need be the last.
// The runner's lock guards all of it.
//
// Invariant: entries up to DurableCount are on stable storage and those up to _writtenCount have been decided; nothing beyond
// DurableCount is shown or acted on.

using System.Buffers;
using Steno.Store;

namespace Steno;

internal sealed class SagaJournal
{
    /// <summary>What may follow the first record of a call. Stores take a call whose records are this much more than one alone may be.</summary>
    private const int BatchBytes = 768 << 10;
    private const int RecordBytes = 64;

    private readonly SagaId _id;
    private SagaRecord[]? _records;
    private SagaCreateParams? _create;
    private SagaNote? _abandonNote;
    private SagaCachedState _sentState = SagaCachedState.Running;
    private SagaCachedState _durableState = SagaCachedState.Running;
    private int _writtenCount;
    private int _recordCount;
    private int _firstEventAt;
    private int _eventCount;
    private long _followingBytes;
    private int _batchStart;
    private int _batchEnd;

    public SagaJournal(SagaId id, SagaMachine machine)
    {
        (_id, Machine) = (id, machine);
        // What a machine brings along was recorded in an earlier life.
        _writtenCount = DurableCount = machine.Log.Count;
        IsUnwinding = machine.IsUnwinding;
    }

    public SagaMachine Machine { get; private set; }

    /// <summary>How many entries of the log are on stable storage.</summary>
    public int DurableCount { get; private set; }

    /// <summary>Whether the durable log is unwinding.</summary>
    public bool IsUnwinding { get; private set; }

    /// <summary>Whether the saga's end is durable.</summary>
    public bool IsDone => _durableState == SagaCachedState.Done;

    /// <summary>Whether something came in that was not decided on yet.</summary>
    public bool HasNews => _abandonNote is not null || Machine.Log.Count > _writtenCount;

    /// <summary>Whether a part of the last decision was not given to the store yet.</summary>
    public bool HasMoreToWrite => _batchEnd < _recordCount;

    /// <summary>Whether what is with the store just now gives the saga up.</summary>
    public bool IsGivingUp => _recordCount > 0 && _records![0].Kind == SagaRecordKind.Note;

    /// <summary>The saga's own record goes before the first events, in one write with them.</summary>
    public void BeginWith(SagaCreateParams create) => _create = create;

    /// <summary>The next decision is to give the saga up, whatever the machine says.</summary>
    public void Abandon(SagaNote note) => _abandonNote = note;

    /// <summary>The store refused the note, and wrote nothing: the saga goes on.</summary>
    public void TakeBackAbandonment()
    {
        ReturnRecords();
        _abandonNote = null;
        _sentState = _durableState;
    }

    /// <summary>Has the machine decide, and makes records of what is new since the last call.</summary>
    /// <param name="steps">Where steps are added, to be carried out when all the records are durable.</param>
    /// <param name="mayBegin">False when nothing new may be begun.</param>
    /// <returns>Whether there is anything to write.</returns>
    public bool TakeDecisions(List<SagaStep> steps, bool mayBegin)
    {
        if (_abandonNote is { } note)
        {
            Rent(2);
            Add(SagaRecord.Note(note));
            AddUpdate(SagaCachedState.Done);
            return true;
        }
        Machine.Decide(steps, mayBegin);
        int from = _writtenCount;
        int to = Machine.Log.Count;
        bool isUnwinding = Machine.IsUnwinding && _sentState == SagaCachedState.Running;
        bool isDone = Machine.End != SagaEnd.None && _sentState != SagaCachedState.Done;
        Rent(to - from + (_create is null ? 0 : 1) + (isUnwinding ? 1 : 0) + (isDone ? 1 : 0));
        if (_create is { } create)
        {
            Add(SagaRecord.Create(create));
            _create = null;
        }
        _firstEventAt = _recordCount;
        for (int i = from; i < to; i++)
        {
            LogEntry entry = Machine.Log[i];
            _followingBytes += _recordCount == 0 ? 0 : RecordBytes + Outcomes.PayloadBytes(entry.EventType);
            Add(SagaRecord.Event(new SagaNodeEvent(_id, new SagaNodeId((uint)entry.Node), entry.EventType)));
        }
        _eventCount = to - from;
        _writtenCount = to;
        if (isUnwinding)
        {
            AddUpdate(SagaCachedState.Unwinding);
        }
        if (isDone)
        {
            AddUpdate(SagaCachedState.Done);
        }
        return _recordCount > 0;
    }

    /// <summary>The records for the next call; valid until they are returned.</summary>
    public ReadOnlyMemory<SagaRecord> NextBatch()
    {
        _batchStart = _batchEnd;
        _batchEnd = _followingBytes <= BatchBytes ? _recordCount : EndOfBatch(_batchStart);
        return _records.AsMemory(_batchStart, _batchEnd - _batchStart);
    }

    /// <summary>The last batch is durable now.</summary>
    public void OnDurable()
    {
        DurableCount += EventCountBefore(_batchEnd) - EventCountBefore(_batchStart);
        if (!HasMoreToWrite)
        {
            ReturnRecords();
            _durableState = _sentState;
        }
        IsUnwinding |= _durableState == SagaCachedState.Unwinding || (IsDone && Machine.IsUnwinding);
    }

    /// <summary>
    /// The store refused the last batch as too large, and wrote nothing of it: of the outcomes that it was to record, the
    /// largest becomes a failure that says so, and everything that followed from it is decided anew.
    /// </summary>
    /// <param name="refusal">The store's words.</param>
    /// <param name="steps">The steps of the decision; those whose beginning is durable stay.</param>
    /// <returns>False when no outcome can be the reason.</returns>
    public bool TryReplaceLargest(PayloadTooLargeException refusal, List<SagaStep> steps)
    {
        int batchEnd = DurableCount + EventCountBefore(_batchEnd) - EventCountBefore(_batchStart);
        SagaMachine rewound = Machine.Rewind(DurableCount);
        int largest = -1;
        int largestBytes = 0;
        for (int i = DurableCount; i < batchEnd; i++)
        {
            LogEntry entry = Machine.Log[i];
            int bytes = rewound.IsInFlight(entry.Node) ? Outcomes.PayloadBytes(entry.EventType) : 0;
            if (bytes > largestBytes)
            {
                (largest, largestBytes) = (i, bytes);
            }
        }
        // What replaces it must be smaller, so that this comes to an end.
        if (largest < 0 || Outcomes.PayloadBytes(Outcomes.TooLarge(Machine.Log[largest].EventType.Kind, refusal)) >= largestBytes)
        {
            return false;
        }
        steps.RemoveAll(step => rewound.StatusOf(step.Node) != (step.IsUndo ? SagaNodeStatus.UndoStarted : SagaNodeStatus.Started));
        for (int i = DurableCount; i < Machine.Log.Count; i++)
        {
            LogEntry entry = Machine.Log[i];
            // A node's outcome is the next thing in its log. What else there is follows from outcomes and is decided again.
            if (rewound.IsInFlight(entry.Node))
            {
                rewound.Complete(entry.Node, i == largest ? Outcomes.TooLarge(entry.EventType.Kind, refusal) : entry.EventType);
            }
        }
        ReturnRecords();
        Machine = rewound;
        _writtenCount = DurableCount;
        _sentState = _durableState;
        return true;
    }

    /// <summary>The store is through with the records, whatever became of them.</summary>
    public void ReturnRecords()
    {
        if (_records is { } records)
        {
            _records = null;
            // Only what was used: the pool's arrays are larger, and everything beyond is clear already.
            records.AsSpan(0, _recordCount).Clear();
            ArrayPool<SagaRecord>.Shared.Return(records);
        }
        (_recordCount, _batchStart, _batchEnd) = (0, 0, 0);
    }

    /// <summary>A copy of the durable entries.</summary>
    public LogEntry[] CopyDurable()
    {
        LogEntry[] entries = new LogEntry[DurableCount];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = Machine.Log[i];
        }
        return entries;
    }

    /// <summary>A batch is its first record, whatever its size, and those after it that fit beside it.</summary>
    private int EndOfBatch(int start)
    {
        int end = start + 1;
        long following = 0;
        while (end < _recordCount)
        {
            following += RecordBytes + (_records![end].Kind == SagaRecordKind.Event ? Outcomes.PayloadBytes(_records[end].NodeEvent.EventType) : 0);
            if (following > BatchBytes)
            {
                break;
            }
            end++;
        }
        return end;
    }

    /// <summary>How many of the first records of the decision are events; updates are last.</summary>
    private int EventCountBefore(int record) => Math.Clamp(record - _firstEventAt, 0, _eventCount);

    private void Rent(int count)
    {
        (_recordCount, _batchStart, _batchEnd, _firstEventAt, _eventCount, _followingBytes) = (0, 0, 0, 0, 0, 0);
        _records = count == 0 ? null : ArrayPool<SagaRecord>.Shared.Rent(count);
    }

    private void Add(SagaRecord record) => _records![_recordCount++] = record;

    private void AddUpdate(SagaCachedState state)
    {
        Add(SagaRecord.Update(new SagaUpdate(_id, state)));
        _sentState = state;
    }
}

// A saga's machine and how much of its log is on stable storage. What the machine decides is turned into records here, in the
// order in which they must be applied: the create (once), the events, then what follows from them for the cached state.
// The runner's lock guards all of it.
//
// Invariant: entries up to DurableCount are on stable storage and those up to _writtenCount have been given to the store, once;
// nothing beyond DurableCount is shown or acted on.

using System.Buffers;

namespace Steno;

internal sealed class SagaJournal
{
    private readonly SagaId _id;
    private SagaRecord[]? _records;
    private SagaCreateParams? _create;
    private SagaCachedState _sentState = SagaCachedState.Running;
    private int _writtenCount;
    private int _recordCount;

    public SagaJournal(SagaId id, SagaMachine machine)
    {
        (_id, Machine) = (id, machine);
        // What a machine brings along was recorded in an earlier life.
        _writtenCount = DurableCount = machine.Log.Count;
        IsUnwinding = machine.IsUnwinding;
    }

    public SagaMachine Machine { get; }

    /// <summary>How many entries of the log are on stable storage.</summary>
    public int DurableCount { get; private set; }

    /// <summary>Whether the durable log is unwinding.</summary>
    public bool IsUnwinding { get; private set; }

    /// <summary>Why the saga is to be given up, as soon as anyone asked for it.</summary>
    public string? AbandonReason { get; set; }

    /// <summary>Whether the saga's end has been given to the store.</summary>
    public bool IsDone => _sentState == SagaCachedState.Done;

    /// <summary>Whether something came in that was not given to the store yet.</summary>
    public bool HasNews => AbandonReason is null ? Machine.Log.Count > _writtenCount : !IsDone;

    /// <summary>The saga's own record goes before the first events, in one write with them.</summary>
    public void BeginWith(SagaCreateParams create) => _create = create;

    /// <summary>Has the machine decide, and makes records of what is new since the last call.</summary>
    /// <param name="steps">Where steps are added, to be carried out when the records are durable.</param>
    /// <param name="mayBegin">False when nothing new may be begun.</param>
    /// <returns>The records to write; valid until <see cref="ReturnRecords"/>.</returns>
    public ReadOnlyMemory<SagaRecord> TakeDecisions(List<SagaStep> steps, bool mayBegin)
    {
        if (AbandonReason is { } reason)
        {
            return IsDone ? default : TakeAbandonment(reason);
        }
        Machine.Decide(steps, mayBegin);
        int from = _writtenCount;
        int to = Machine.Log.Count;
        bool isUnwinding = Machine.IsUnwinding && _sentState == SagaCachedState.Running;
        bool isDone = Machine.End != SagaEnd.None && !IsDone;
        Rent(to - from + (_create is null ? 0 : 1) + (isUnwinding ? 1 : 0) + (isDone ? 1 : 0));
        if (_create is { } create)
        {
            Add(SagaRecord.Create(create));
            _create = null;
        }
        for (int i = from; i < to; i++)
        {
            LogEntry entry = Machine.Log[i];
            Add(SagaRecord.Event(new SagaNodeEvent(_id, new SagaNodeId((uint)entry.Node), entry.EventType)));
        }
        _writtenCount = to;
        if (isUnwinding)
        {
            AddUpdate(SagaCachedState.Unwinding);
        }
        if (isDone)
        {
            AddUpdate(SagaCachedState.Done);
        }
        return _records.AsMemory(0, _recordCount);
    }

    /// <summary>What was written is durable now.</summary>
    public void OnDurable()
    {
        ReturnRecords();
        DurableCount = _writtenCount;
        IsUnwinding |= _sentState == SagaCachedState.Unwinding || (IsDone && Machine.IsUnwinding);
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

    private ReadOnlyMemory<SagaRecord> TakeAbandonment(string reason)
    {
        Rent(2);
        Add(SagaRecord.Note(new SagaNote(_id, reason)));
        AddUpdate(SagaCachedState.Done);
        return _records.AsMemory(0, _recordCount);
    }

    private void Rent(int count)
    {
        _recordCount = 0;
        _records = count == 0 ? null : ArrayPool<SagaRecord>.Shared.Rent(count);
    }

    private void Add(SagaRecord record) => _records![_recordCount++] = record;

    private void AddUpdate(SagaCachedState state)
    {
        Add(SagaRecord.Update(new SagaUpdate(_id, state)));
        _sentState = state;
    }
}

namespace Steno.Store.Log;

/// <summary>
/// What the store knows of its live sagas, and the sums over them. The log is the only truth; this is rebuilt from it.
/// No object per saga. Not thread-safe: the append lock guards it.
/// </summary>
internal sealed class SagaIndex
{
    private const uint MaxSizeBytes = uint.MaxValue;

    private readonly SagaEntries _entries = new();
    private readonly SagaSlots _slots;
    private readonly int[] _countByState = new int[3];

    /// <param name="expectedCount">For how many sagas to make room at once.</param>
    public SagaIndex(int expectedCount = 0) => _slots = new SagaSlots(_entries, expectedCount);

    /// <summary>Sagas in the index, published or pending.</summary>
    public int Count { get; private set; }

    /// <summary>One more than the largest entry number: for going through all entries, of which those that are not published are to be left out.</summary>
    public int End => _entries.End;

    /// <summary>Events of published sagas.</summary>
    public long EventCount { get; private set; }

    /// <summary>What the published sagas' chains take in the log without padding.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>What entries and table take, for the claim of bytes per saga.</summary>
    public long AllocatedBytes => _entries.AllocatedBytes + _slots.AllocatedBytes;

    public ref SagaEntry this[int entry] => ref _entries[entry];

    public int CountOf(SagaCachedState state) => _countByState[(int)state];

    /// <summary>The entry's number, or -1.</summary>
    public int Find(SagaId id) => _slots.Find(id);

    /// <summary>
    /// Brings what the index knows of these sagas near to the processor. One after the other each would wait for memory two or
    /// three times; together they wait at the same time.
    /// </summary>
    /// <returns>Nothing that counts; it has to be used, or the compiler would leave the reading out.</returns>
    public int Warm(ReadOnlySpan<SagaId> ids)
    {
        Span<int> guesses = stackalloc int[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            guesses[i] = _slots.FirstGuess(ids[i]);
        }
        int sum = 0;
        foreach (int entry in guesses)
        {
            sum += entry >= 0 ? _entries[entry].EventCount : 0;
        }
        return sum;
    }

    /// <summary>Adds an id that is not there; it is pending until its create is published.</summary>
    public int Add(SagaId id)
    {
        int entry = _entries.Add(id);
        _slots.Add(id, entry);
        Count++;
        return entry;
    }

    /// <summary>Adds a saga as a snapshot has it.</summary>
    public void Restore(in SagaEntry saga)
    {
        int entry = Add(saga.Id);
        this[entry] = saga;
        AddToSums(saga, 1);
    }

    /// <summary>Removes a saga that was dropped, or takes back one that was only pending.</summary>
    public void Remove(int entry)
    {
        ref SagaEntry saga = ref _entries[entry];
        if (saga.IsPublished)
        {
            AddToSums(saga, -1);
        }
        _slots.Remove(saga.Id);
        _entries.Remove(entry);
        Count--;
    }

    /// <summary>Makes a placed record of a caller visible to readers.</summary>
    public void Publish(int entry, LogRecordKind kind, byte detail, RecordAddress address, int sizeBytes, uint commitSeconds)
    {
        if (kind == LogRecordKind.Drop)
        {
            Remove(entry);
            return;
        }
        ref SagaEntry saga = ref _entries[entry];
        saga.PublishedHead = address;
        saga.CommitSeconds = commitSeconds;
        uint grown = (uint)Math.Min((long)saga.SizeBytes + sizeBytes, MaxSizeBytes);
        LiveBytes += grown - saga.SizeBytes;
        saga.SizeBytes = grown;
        switch (kind)
        {
            case LogRecordKind.Create:
                saga.CreateAddress = address;
                saga.PublishedState = (SagaCachedState)detail;
                _countByState[detail]++;
                break;
            case LogRecordKind.Event:
                saga.EventCount++;
                EventCount++;
                saga.Traits |= (SagaNodeEventKind)detail == SagaNodeEventKind.UndoFailed ? SagaTraits.IsStuck : SagaTraits.None;
                break;
            case LogRecordKind.Update:
                _countByState[(int)saga.PublishedState]--;
                _countByState[detail]++;
                saga.PublishedState = (SagaCachedState)detail;
                saga.Traits |= SagaTraits.HasUpdate;
                break;
            case LogRecordKind.Note:
                saga.Traits |= SagaTraits.HasNote;
                break;
        }
    }

    /// <summary>From now on the saga's chain is the rewritten one.</summary>
    public void PublishRewrite(int entry, RecordAddress end, in RewriteSummary summary)
    {
        ref SagaEntry saga = ref _entries[entry];
        if (saga.IsPublished)
        {
            AddToSums(saga, -1);
        }
        saga.PublishedHead = end;
        saga.CreateAddress = summary.CreateAddress;
        saga.EventCount = summary.EventCount;
        saga.CommitSeconds = ToSeconds(summary.CommitTimeUtcMs);
        saga.SizeBytes = summary.SizeBytes;
        saga.PublishedState = summary.State;
        saga.Traits = summary.Traits | (saga.Traits & ~SagaTraits.Lasting);
        AddToSums(saga, 1);
    }

    /// <summary>A commit time as entries keep it.</summary>
    public static uint ToSeconds(long utcMs) => (uint)Math.Clamp(utcMs / 1000, 0, uint.MaxValue);

    private void AddToSums(in SagaEntry saga, int sign)
    {
        _countByState[(int)saga.PublishedState] += sign;
        EventCount += sign * saga.EventCount;
        LiveBytes += sign * (long)saga.SizeBytes;
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Steno.Store.Log;

/// <summary>What was recorded of a saga so far, a bit each: one byte, so that an entry stays at 48.</summary>
[Flags]
internal enum SagaTraits : byte
{
    None = 0,
    /// <summary>An undo failed.</summary>
    IsStuck = 1,
    /// <summary>An update was recorded.</summary>
    HasUpdate = 2,
    /// <summary>A note was recorded: without this bit nobody has to search the chain for one.</summary>
    HasNote = 4,
}

/// <summary>
/// What the store keeps in memory of one saga: 48 bytes. Two views: <i>pending</i> moves when a record is placed and
/// validates the next call; <i>published</i> moves when the record is acknowledged and is what readers see.
/// A failed write poisons the store, so pending is never rolled back for that.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SagaEntry
{
    public SagaId Id;
    public RecordAddress PendingHead;
    public RecordAddress PublishedHead;
    public RecordAddress CreateAddress;
    public int EventCount;
    public SagaCachedState PendingState;
    public SagaCachedState PublishedState;
    public SagaTraits Traits;

    public readonly bool IsStuck => (Traits & SagaTraits.IsStuck) != 0;
    public readonly bool HasUpdate => (Traits & SagaTraits.HasUpdate) != 0;
    public readonly bool HasNote => (Traits & SagaTraits.HasNote) != 0;
    public readonly bool IsPublished => !PublishedHead.IsNone;

    /// <summary>Makes a placed record visible to readers.</summary>
    public void Publish(SagaRecordKind kind, byte detail, RecordAddress address)
    {
        PublishedHead = address;
        switch (kind)
        {
            case SagaRecordKind.Create:
                CreateAddress = address;
                PublishedState = (SagaCachedState)detail;
                break;
            case SagaRecordKind.Event:
                EventCount++;
                Traits |= (SagaNodeEventKind)detail == SagaNodeEventKind.UndoFailed ? SagaTraits.IsStuck : SagaTraits.None;
                break;
            case SagaRecordKind.Update:
                PublishedState = (SagaCachedState)detail;
                Traits |= SagaTraits.HasUpdate;
                break;
            case SagaRecordKind.Note:
                Traits |= SagaTraits.HasNote;
                break;
        }
    }
}

/// <summary>
/// Saga id to entry: entries lie in chunks in the order of creation, a table of 32-bit numbers with linear probing finds
/// them. No object per saga. The log is the only truth; this is rebuilt from it. Not thread-safe: the append lock guards it.
/// </summary>
internal sealed class SagaIndex
{
    public const int ChunkEntries = 1024;
    private const int InitialSlots = 256;
    private const double MaxLoad = 0.8;

    private readonly List<SagaEntry[]> _chunks = [];
    private int[] _slots = new int[InitialSlots];

    public int Count { get; private set; }

    /// <summary>What entries and table take, for the claim of bytes per saga.</summary>
    public long AllocatedBytes => (long)_chunks.Count * (ChunkEntries * Unsafe.SizeOf<SagaEntry>() + 32) + (long)_slots.Length * sizeof(int);

    public ref SagaEntry this[int entry] => ref _chunks[entry / ChunkEntries][entry % ChunkEntries];

    /// <summary>The entry's number, or -1.</summary>
    public int Find(SagaId id)
    {
        int mask = _slots.Length - 1;
        for (int slot = HomeSlot(id, mask); ; slot = (slot + 1) & mask)
        {
            int entry = _slots[slot] - 1;
            if (entry < 0 || this[entry].Id == id)
            {
                return entry;
            }
        }
    }

    /// <summary>Adds an id that is not there.</summary>
    public int Add(SagaId id)
    {
        if (Count + 1 > _slots.Length * MaxLoad)
        {
            Grow();
        }
        if (Count == _chunks.Count * ChunkEntries)
        {
            _chunks.Add(new SagaEntry[ChunkEntries]);
        }
        int entry = Count++;
        this[entry] = new SagaEntry { Id = id };
        Insert(_slots, id, entry);
        return entry;
    }

    /// <summary>Takes back the newest entry: the call that placed it was refused as a whole.</summary>
    public void RemoveLast()
    {
        int mask = _slots.Length - 1;
        int last = Count - 1;
        int hole = HomeSlot(this[last].Id, mask);
        while (_slots[hole] - 1 != last)
        {
            hole = (hole + 1) & mask;
        }
        // Linear probing leaves no tombstones: whoever probed across the hole moves into it.
        for (int slot = (hole + 1) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            int home = HomeSlot(this[_slots[slot] - 1].Id, mask);
            if (((slot - home) & mask) >= ((slot - hole) & mask))
            {
                _slots[hole] = _slots[slot];
                hole = slot;
            }
        }
        _slots[hole] = 0;
        this[last] = default;
        Count--;
    }

    private void Grow()
    {
        var slots = new int[_slots.Length * 2];
        for (int entry = 0; entry < Count; entry++)
        {
            Insert(slots, this[entry].Id, entry);
        }
        _slots = slots;
    }

    private static void Insert(int[] slots, SagaId id, int entry)
    {
        int mask = slots.Length - 1;
        int slot = HomeSlot(id, mask);
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry + 1;
    }

    private static int HomeSlot(SagaId id, int mask)
    {
        // Ids may be time-ordered, sequential or chosen by somebody else, so every bit of the 128 must reach every bit of the
        // slot; a multiplication alone only carries upwards.
        ref ulong words = ref Unsafe.As<SagaId, ulong>(ref id);
        ulong hash = (words ^ BitOperations.RotateLeft(Unsafe.Add(ref words, 1), 32)) * 0x9E37_79B9_7F4A_7C15;
        hash ^= hash >> 32;
        hash = (hash ^ Unsafe.Add(ref words, 1)) * 0xD6E8_FEB8_6659_FD93;
        hash ^= hash >> 32;
        return (int)(hash & (uint)mask);
    }
}

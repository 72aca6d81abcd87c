using System.Runtime.InteropServices;

namespace Steno.Store.Log;

/// <summary>What was recorded of a saga so far, a bit each.</summary>
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
    /// <summary>A drop was placed and is not acknowledged yet: readers still see the saga, writers do not.</summary>
    IsDropping = 8,
    /// <summary>It is being written into an archive that does not count yet: until it does, or will not, nobody may drop the saga.</summary>
    IsArchiving = 16,
    /// <summary>The traits that are the saga's own, and not of the moment.</summary>
    Lasting = IsStuck | HasUpdate | HasNote,
}

/// <summary>
/// What the store keeps in memory of one saga: 56 bytes. Two views: <i>pending</i> moves when a record is placed and
/// validates the next call; <i>published</i> moves when the record is acknowledged and is what readers see.
/// A failed write poisons the store, so pending is never rolled back for that.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct SagaEntry
{
    private const int MostFirstEvents = 1024;

    public SagaId Id;
    public RecordAddress PendingHead;
    public RecordAddress PublishedHead;
    public RecordAddress CreateAddress;
    public int EventCount;
    /// <summary>When the last record was committed, in whole seconds since 1970: what retention by age goes by.</summary>
    public uint CommitSeconds;
    /// <summary>What the saga's chain takes in the log without padding; stays at the largest number when that is passed.</summary>
    public uint SizeBytes;
    public SagaCachedState PendingState;
    public SagaCachedState PublishedState;
    public SagaTraits Traits;

    public readonly bool IsStuck => (Traits & SagaTraits.IsStuck) != 0;
    public readonly bool HasUpdate => (Traits & SagaTraits.HasUpdate) != 0;
    public readonly bool HasNote => (Traits & SagaTraits.HasNote) != 0;
    public readonly bool IsDropping => (Traits & SagaTraits.IsDropping) != 0;
    public readonly bool IsArchiving => (Traits & SagaTraits.IsArchiving) != 0;
    public readonly bool IsPublished => !PublishedHead.IsNone;

    /// <summary>For how many events to make room at once: no more than a few, because the count may come from a file.</summary>
    public readonly int FirstEvents => Math.Min(EventCount, MostFirstEvents);
}

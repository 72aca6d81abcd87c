namespace Steno.Store;

/// <summary>What a check of every byte of a store found.</summary>
public sealed record StoreVerification
{
    /// <summary>Whether no acknowledged byte is damaged or missing.</summary>
    public bool IsSound => Damages.Count == 0;
    /// <summary>Every damaged place, in log order.</summary>
    public required IReadOnlyList<StoreDamage> Damages { get; init; }
    /// <summary>How many sagas the intact part of the log holds.</summary>
    public required long SagaCount { get; init; }
    /// <summary>How many records the intact part of the log holds.</summary>
    public required long RecordCount { get; init; }
    /// <summary>How many batches are intact, marks and seals included.</summary>
    public required long BatchCount { get; init; }
    /// <summary>How many bytes of log the intact batches take.</summary>
    public required long LogBytes { get; init; }
    /// <summary>How many segments there are.</summary>
    public required int SegmentCount { get; init; }
    /// <summary>The newest generation found.</summary>
    public required long Generation { get; init; }
    /// <summary>How many archives there are.</summary>
    public int ArchiveCount { get; init; }
    /// <summary>How many sagas they hold, intact or not.</summary>
    public long ArchivedSagaCount { get; init; }
    /// <summary>What their files take.</summary>
    public long ArchiveBytes { get; init; }
    /// <summary>Whether the last owner closed the store cleanly.</summary>
    public required bool IsSealed { get; init; }
}

/// <summary>One damaged place.</summary>
/// <param name="File">The damaged file.</param>
/// <param name="OffsetBytes">Where in the file, in bytes.</param>
/// <param name="Reason">What is wrong there.</param>
/// <param name="Sagas">The sagas known to have records there, ordered by id.</param>
public sealed record StoreDamage(string File, long OffsetBytes, string Reason, IReadOnlyList<SagaId> Sagas);

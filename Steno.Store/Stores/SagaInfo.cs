namespace Steno.Store;

/// <summary>What a store knows of a saga without reading its events.</summary>
public sealed record SagaInfo
{
    /// <summary>The saga.</summary>
    public required SagaId Id { get; init; }
    /// <summary>The name of the saga's kind.</summary>
    public required SagaName Name { get; init; }
    /// <summary>The cached state, as last updated.</summary>
    public required SagaCachedState State { get; init; }
    /// <summary>Whether an update was ever recorded; otherwise <see cref="State"/> is the one that the saga was created with.</summary>
    public required bool HasUpdate { get; init; }
    /// <summary>Whether an undo failed: the saga is done, and its work is only partly undone.</summary>
    public required bool IsStuck { get; init; }
    /// <summary>Whether it lies in an archive: it can be read, but neither changed nor deleted.</summary>
    public bool IsArchived { get; init; }
    /// <summary>How many events are recorded.</summary>
    public required int EventCount { get; init; }
    /// <summary>When the batch with the saga's last record was committed, as the owner's clock said; information only, never order.</summary>
    public required DateTimeOffset LastCommitTime { get; init; }
}

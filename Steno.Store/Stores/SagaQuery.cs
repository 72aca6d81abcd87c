namespace Steno.Store;

/// <summary>Which sagas to list, to delete or to archive.</summary>
public sealed record SagaQuery
{
    /// <summary>All states when null or empty.</summary>
    public IReadOnlyCollection<SagaCachedState>? States { get; init; }
    /// <summary>Only sagas of which an undo failed.</summary>
    public bool OnlyStuck { get; init; }
    /// <summary>Only sagas whose last record was committed before this time, by the clock of the store's owner, to the second.</summary>
    public DateTimeOffset? CommittedBefore { get; init; }
    /// <summary>Whether a list leaves archived sagas out. Deleting and archiving never mean them.</summary>
    public bool WithoutArchived { get; init; }
    /// <summary>Only sagas whose id comes after this one; pass the last id of a page to get the next.</summary>
    public SagaId? After { get; init; }
    /// <summary>The most sagas to return.</summary>
    public int Limit { get; init; } = int.MaxValue;
}

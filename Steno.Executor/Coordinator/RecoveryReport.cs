namespace Steno;

/// <summary>What recovery did with every unfinished saga of a store.</summary>
/// <param name="Sagas">One entry for each, ordered by id.</param>
public sealed record RecoveryReport(IReadOnlyList<RecoveredSaga> Sagas)
{
    /// <summary>How many sagas had this outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public int Count(RecoveryOutcome outcome) => Sagas.Count(saga => saga.Outcome == outcome);
}

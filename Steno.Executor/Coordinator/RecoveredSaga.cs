namespace Steno;

/// <summary>What recovery did with one saga.</summary>
/// <param name="Id">The saga.</param>
/// <param name="Name">The name of the saga's kind.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="Handle">The saga, when it was resumed or was complete already.</param>
/// <param name="Problem">Why it could not be resumed; null when it could.</param>
public sealed record RecoveredSaga(SagaId Id, SagaName Name, RecoveryOutcome Outcome, SagaHandle? Handle, Exception? Problem);

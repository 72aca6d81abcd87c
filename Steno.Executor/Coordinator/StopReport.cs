namespace Steno;

/// <summary>How a coordinator's stop went.</summary>
/// <param name="WasOrderly">Whether every running action ended by itself before the deadline, also those of sagas that were abandoned or suspended before.</param>
/// <param name="LeftRunning">The sagas of which an action did not end even after its token was cancelled, or for which the store has not answered; ordered by id. Their outcomes are ignored; recovery runs those nodes again, unless the saga was abandoned.</param>
public sealed record StopReport(bool WasOrderly, IReadOnlyList<SagaId> LeftRunning);

namespace Steno;

/// <summary>How a coordinator's stop went.</summary>
/// <param name="WasOrderly">Whether every running action ended by itself before the deadline.</param>
/// <param name="LeftRunning">The sagas whose actions did not end even after their tokens were cancelled. Their outcomes are ignored; recovery runs those nodes again.</param>
public sealed record StopReport(bool WasOrderly, IReadOnlyList<SagaId> LeftRunning);

namespace Steno;

/// <summary>The coordinator is stopping or has stopped, and begins nothing more.</summary>
public sealed class CoordinatorStoppedException() : SagaException("The coordinator was stopped.");

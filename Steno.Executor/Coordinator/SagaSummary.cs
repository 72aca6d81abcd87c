namespace Steno;

/// <summary>One saga in a coordinator's list.</summary>
/// <param name="Id">The saga.</param>
/// <param name="Name">The name of the saga's kind.</param>
/// <param name="Phase">Where it stands in this process.</param>
public readonly record struct SagaSummary(SagaId Id, SagaName Name, SagaPhase Phase);

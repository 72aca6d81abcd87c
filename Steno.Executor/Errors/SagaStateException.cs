namespace Steno;

/// <summary>What was asked for cannot be done in the saga's phase, such as a second start. Nothing was changed.</summary>
public sealed class SagaStateException(SagaId sagaId, SagaPhase phase, string wanted)
    : SagaException($"Saga {sagaId} cannot be {wanted}: it is {phase.ToName()}.")
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
    /// <summary>Its phase.</summary>
    public SagaPhase Phase { get; } = phase;
}

namespace Steno;

/// <summary>The coordinator does not hold the saga: it was never created or resumed here, or finished so long ago that it was forgotten.</summary>
public sealed class SagaNotLoadedException(SagaId sagaId)
    : SagaException($"The coordinator does not hold saga {sagaId}. Create, resume or recover it first; the store may still know how it ended.")
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
}

namespace Steno.Tests.Machine;

/// <summary>
/// The places where a test of the checker puts a known defect in. What is here by default is the real thing.
/// </summary>
internal sealed class ModelSeams
{
    /// <summary>Brings a recorded log back.</summary>
    public Func<SagaShape, SagaId, IReadOnlyList<SagaNodeEvent>, SagaMachine> Recover { get; init; } = SagaMachine.Recover;

    /// <summary>The failed node that a result names, -1 for none.</summary>
    public Func<SagaMachine, int> FirstFailed { get; init; } = machine => machine.FirstFailed();
}

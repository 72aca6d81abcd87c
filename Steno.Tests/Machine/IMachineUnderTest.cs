namespace Steno.Tests.Machine;

/// <summary>The two things that the Rust crate does wrongly, and that a test of the model checker does wrongly on purpose.</summary>
internal interface IMachineUnderTest
{
    SagaMachine Recover(SagaShape shape, SagaId id, IReadOnlyList<SagaNodeEvent> events);

    /// <summary>The failed node that counts, and its error; -1 while none has failed.</summary>
    (int Node, ActionError? Error) FailureOf(SagaMachine machine);
}

/// <summary>The machine as it is.</summary>
internal class RealMachine : IMachineUnderTest
{
    public virtual SagaMachine Recover(SagaShape shape, SagaId id, IReadOnlyList<SagaNodeEvent> events) => SagaMachine.Recover(shape, id, events);

    public virtual (int Node, ActionError? Error) FailureOf(SagaMachine machine)
    {
        int failed = machine.FirstFailed();
        return (failed, failed < 0 ? null : machine.LastEventOf(failed).Error);
    }
}

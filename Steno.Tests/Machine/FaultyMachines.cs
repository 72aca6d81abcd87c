namespace Steno.Tests.Machine;

/// <summary>
/// The Rust crate's recovery_validate_parent: a node that never started is refused below a parent that was undone, so a log
/// that ends in the middle of unwinding a fork-join cannot be recovered.
/// </summary>
internal sealed class StrictParentsMachine : RealMachine
{
    public override SagaMachine Recover(SagaShape shape, SagaId id, IReadOnlyList<SagaNodeEvent> events)
    {
        SagaLog log = SagaLog.Recover(id, events);
        for (int node = 0; node < shape.Count; node++)
        {
            foreach (int parent in shape.ParentsOf(node))
            {
                if (log.StatusOf(new((uint)node)) == SagaNodeStatus.NeverStarted && log.StatusOf(new((uint)parent)) > SagaNodeStatus.Failed)
                {
                    throw new SagaLogException(id, new((uint)node), "it never started and its parent was undone.");
                }
            }
        }
        return base.Recover(shape, id, events);
    }
}

/// <summary>The Rust crate's second map: errors are put into it after the log has the event, so it knows a failed node only after the next one.</summary>
internal sealed class LateErrorsMachine : RealMachine
{
    public override (int Node, ActionError? Error) FailureOf(SagaMachine machine)
    {
        SortedDictionary<int, ActionError> errors = [];
        foreach (LogEntry entry in machine.Log.SkipLast(1))
        {
            if (entry.EventType.Kind == SagaNodeEventKind.Failed)
            {
                errors.Add(entry.Node, entry.EventType.Error);
            }
        }
        return errors.Count == 0 ? (-1, null) : (errors.First().Key, errors.First().Value);
    }
}

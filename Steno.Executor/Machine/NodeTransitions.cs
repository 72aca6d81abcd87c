namespace Steno;

/// <summary>Which event may follow which status; the table of the Rust crate's saga log.</summary>
internal static class NodeTransitions
{
    /// <summary>The status after an event, or false when the event is illegal there.</summary>
    public static bool TryNext(SagaNodeStatus status, SagaNodeEventKind kind, out SagaNodeStatus next)
    {
        SagaNodeStatus? after = (status, kind) switch
        {
            (SagaNodeStatus.NeverStarted, SagaNodeEventKind.Started) => SagaNodeStatus.Started,
            (SagaNodeStatus.Started, SagaNodeEventKind.Succeeded) => SagaNodeStatus.Succeeded,
            (SagaNodeStatus.Started, SagaNodeEventKind.Failed) => SagaNodeStatus.Failed,
            (SagaNodeStatus.Succeeded, SagaNodeEventKind.UndoStarted) => SagaNodeStatus.UndoStarted,
            (SagaNodeStatus.UndoStarted, SagaNodeEventKind.UndoFinished) => SagaNodeStatus.UndoFinished,
            (SagaNodeStatus.UndoStarted, SagaNodeEventKind.UndoFailed) => SagaNodeStatus.UndoFailed,
            _ => null,
        };
        next = after.GetValueOrDefault();
        return after.HasValue;
    }

    /// <summary>Whether a log with this event is unwinding.</summary>
    public static bool Unwinds(SagaNodeEventKind kind)
        => kind is SagaNodeEventKind.Failed or SagaNodeEventKind.UndoStarted or SagaNodeEventKind.UndoFinished;
}

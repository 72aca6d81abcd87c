namespace Steno.Tests.Machine;

/// <summary>How a run of the model ended: the kind, the failed node and its error, the failed undo; and the node states.</summary>
internal readonly record struct ModelResult(SagaEnd End, int Failed, string Error, int UndoFailed, string States)
{
    public static ModelResult Of(SagaMachine machine, SagaShape shape, Func<SagaMachine, int> firstFailed)
    {
        int failed = machine.End == SagaEnd.Succeeded ? -1 : firstFailed(machine);
        string error = failed < 0 ? "" : machine.LastEventOf(failed).Error.ToString();
        string states = string.Join(' ', Enumerable.Range(0, shape.Count).Select(node => machine.StateOf(node, isCarriedOut: false).ToName()));
        return new(machine.End, failed, error, machine.End == SagaEnd.Stuck ? machine.FirstUndoFailed() : -1, states);
    }
}

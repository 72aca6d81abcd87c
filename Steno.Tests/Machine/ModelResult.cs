namespace Steno.Tests.Machine;

/// <summary>How a saga ended: what SagaResult tells, as one value to compare.</summary>
internal sealed record ModelResult(SagaEnd End, string? Node, ActionError? Error, string? UndoNode, UndoActionError? UndoError)
{
    public static ModelResult Of(SagaResult result) => result switch
    {
        SagaResult.Succeeded => new(SagaEnd.Succeeded, null, null, null, null),
        SagaResult.Failed failed => new(SagaEnd.Failed, failed.Node.Value, failed.Error, null, null),
        SagaResult.Stuck stuck => new(SagaEnd.Stuck, stuck.Node.Value, stuck.Error, stuck.UndoNode.Value ?? "", stuck.UndoError),
        _ => throw new ModelViolation($"the result is {result.GetType().Name}"),
    };
}

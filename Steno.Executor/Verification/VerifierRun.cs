namespace Steno;

/// <summary>What is done to a saga in one run of a verifier.</summary>
internal sealed record VerifierPlan
{
    /// <summary>The node that is made to fail.</summary>
    public SagaDagNode? Failing { get; init; }
    /// <summary>The node whose action or undo is called twice.</summary>
    public SagaDagNode? Repeated { get; init; }
    /// <summary>How often its action and undo are called.</summary>
    public RepeatCounts Counts { get; init; }
    /// <summary>Where the process dies.</summary>
    public CrashPoint? Crash { get; init; }
}

/// <summary>What came of one run.</summary>
/// <param name="Result">How the saga ended.</param>
/// <param name="World">The world after it.</param>
/// <param name="HasCrashed">Whether the crash point was reached.</param>
internal sealed record VerifierRun(SagaResult Result, string World, bool HasCrashed)
{
    /// <summary>The end in words.</summary>
    public string End => Result switch
    {
        SagaResult.Succeeded => "succeeded",
        SagaResult.Failed failed => $"failed at node \"{failed.Node}\": {failed.Error}",
        SagaResult.Stuck stuck => $"stuck: the undo of node \"{stuck.UndoNode}\" failed: {stuck.UndoError}",
        _ => "abandoned",
    };
}

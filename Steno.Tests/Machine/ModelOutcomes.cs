namespace Steno.Tests.Machine;

/// <summary>Every outcome that a step can have.</summary>
internal static class ModelOutcomes
{
    // A node's outcomes are told apart from another node's, so that one taken for the other shows.
    private static readonly SagaNodeEventType[][] Actions = [.. Enumerable.Range(0, 16).Select(node => new[]
    {
        SagaNodeEventType.Succeeded(RawJson.Parse($$"""{"out":{{node}}}""")),
        SagaNodeEventType.Failed(new ActionError.ActionFailed(RawJson.Parse($$"""{"boom":{{node}}}"""))),
        SagaNodeEventType.Failed(ActionError.Failed(new ThrownError($"thrown by {node}", "Test"))),
    })];

    private static readonly SagaNodeEventType[][] Undos = [.. Enumerable.Range(0, 16).Select(node => new[]
    {
        SagaNodeEventType.UndoFinished,
        SagaNodeEventType.UndoFailed(new UndoActionError.PermanentFailure(RawJson.Parse($$"""{"stuck":{{node}}}"""))),
    })];

    public static ReadOnlySpan<SagaNodeEventType> Of(int node, bool isUndo) => isUndo ? Undos[node] : Actions[node];

    /// <summary>Whether a failure is the second of the two that an action can have.</summary>
    public static bool IsThrown(SagaNodeEventType failed) => failed.Error is ActionError.ActionFailed { SourceError: var source } && source.Utf8.Span.IndexOf("type"u8) >= 0;
}

namespace Steno;

/// <summary>The outcomes that a test injects.</summary>
internal static class InjectedOutcomes
{
    public static readonly SagaNodeEventType Error = SagaNodeEventType.Failed(new ActionError.InjectedError());

    public static readonly SagaNodeEventType UndoError = SagaNodeEventType.UndoFailed(
        new UndoActionError.PermanentFailure(RawJson.Parse("""{"message":"error injected"}"""u8.ToArray())));
}

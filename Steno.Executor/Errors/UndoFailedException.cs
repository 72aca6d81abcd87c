namespace Steno;

/// <summary>For undo functions to throw: the undo failed for good, with an error of the application's own.</summary>
public sealed class UndoFailedException(UndoActionError error) : SagaException("An undo action failed for good.")
{
    /// <summary>What is recorded for the node.</summary>
    public UndoActionError Error { get; } = error;
}

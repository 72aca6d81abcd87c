using Steno.Json;

namespace Steno;

/// <summary>Turns what actions and undos give back or throw into events.</summary>
internal static class Outcomes
{
    public static SagaNodeEventType Of(ActionResult result)
    {
        try
        {
            return result.Error is { } error ? SagaNodeEventType.Failed(error) : SagaNodeEventType.Succeeded(result.Output);
        }
        catch (StenoJsonException problem)
        {
            // The payload is nested too deep to be read back from an event.
            return SagaNodeEventType.Failed(new ActionError.SerializeFailed(problem.Message));
        }
    }

    public static SagaNodeEventType Of(UndoResult result)
    {
        if (result.Error is not { } error)
        {
            return SagaNodeEventType.UndoFinished;
        }
        try
        {
            return SagaNodeEventType.UndoFailed(error);
        }
        catch (StenoJsonException problem)
        {
            return SagaNodeEventType.UndoFailed(UndoActionError.Permanent(ThrownError.Of(problem)));
        }
    }

    /// <summary>The outcome that an exception is; null when it is none, because the coordinator is stopping and the action heeded it.</summary>
    public static SagaNodeEventType? OfException(Exception thrown, bool isUndo, bool isStopping)
    {
        if (isStopping && thrown is OperationCanceledException)
        {
            return null;
        }
        return isUndo
            ? Of(UndoResult.Failed((thrown as UndoFailedException)?.Error ?? UndoActionError.Permanent(ThrownError.Of(thrown))))
            : Of(ActionResult.Failed((thrown as ActionInputException)?.Error ?? ActionError.Failed(ThrownError.Of(thrown))));
    }
}

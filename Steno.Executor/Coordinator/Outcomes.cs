using Steno.Json;
using Steno.Store;

namespace Steno;

/// <summary>Turns what actions and undos give back or throw into events.</summary>
internal static class Outcomes
{
    /// <summary>What a store counts against its limit.</summary>
    public static int PayloadBytes(SagaNodeEventType happened) => happened.Kind switch
    {
        SagaNodeEventKind.Succeeded => happened.Output.Utf8.Length,
        SagaNodeEventKind.Failed => StenoJson.Serialize(happened.Error).Length,
        SagaNodeEventKind.UndoFailed => StenoJson.Serialize(happened.UndoError).Length,
        _ => 0,
    };

    public static SagaNodeEventType Of(ActionResult result)
    {
        try
        {
            if (result.Error is not { } error)
            {
                return SagaNodeEventType.Succeeded(result.Output);
            }
            // Errors are the user's too. One that has no JSON form would be refused by every store, in every life.
            _ = StenoJson.Serialize(error);
            return SagaNodeEventType.Failed(error);
        }
        catch (StenoJsonException problem)
        {
            // The payload is nested too deep to be read back from an event, or a text in it has no UTF-8 form.
            return SagaNodeEventType.Failed(new ActionError.SerializeFailed(ThrownError.Of(problem).Message));
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

    /// <summary>What is recorded in place of an outcome whose payload the store refused. It has failed, whatever it was.</summary>
    public static SagaNodeEventType TooLarge(SagaNodeEventKind kind, PayloadTooLargeException refusal)
        => kind is SagaNodeEventKind.Succeeded or SagaNodeEventKind.Failed
            ? SagaNodeEventType.Failed(new ActionError.SerializeFailed(refusal.Message))
            : SagaNodeEventType.UndoFailed(UndoActionError.Permanent(ThrownError.Of(refusal)));

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

using Microsoft.Extensions.Logging;

namespace Steno;

/// <summary>Every line that a coordinator logs, with stable event ids. Payloads never appear.</summary>
internal static partial class CoordinatorLog
{
    [LoggerMessage(101, LogLevel.Information, "Saga {SagaId} ({SagaName}) created.")]
    public static partial void Created(ILogger logger, SagaId sagaId, SagaName sagaName);

    [LoggerMessage(102, LogLevel.Information, "Saga {SagaId} ({SagaName}) resumed with {EventCount} recorded events.")]
    public static partial void Resumed(ILogger logger, SagaId sagaId, SagaName sagaName, int eventCount);

    [LoggerMessage(103, LogLevel.Information, "Saga {SagaId} ({SagaName}) started.")]
    public static partial void Started(ILogger logger, SagaId sagaId, SagaName sagaName);

    public static void Finished(ILogger logger, SagaId sagaId, SagaName sagaName, SagaResult result)
    {
        switch (result)
        {
            case SagaResult.Succeeded:
                Succeeded(logger, sagaId, sagaName);
                break;
            case SagaResult.Failed failed:
                Failed(logger, sagaId, sagaName, failed.Node);
                break;
            case SagaResult.Stuck stuck:
                Stuck(logger, sagaId, sagaName, stuck.Node, stuck.UndoNode);
                break;
            default:
                Abandoned(logger, sagaId, sagaName);
                break;
        }
    }

    [LoggerMessage(104, LogLevel.Information, "Saga {SagaId} ({SagaName}) finished: succeeded.")]
    private static partial void Succeeded(ILogger logger, SagaId sagaId, SagaName sagaName);

    [LoggerMessage(105, LogLevel.Warning, "Saga {SagaId} ({SagaName}) finished: node {Node} failed, everything was undone.")]
    private static partial void Failed(ILogger logger, SagaId sagaId, SagaName sagaName, NodeName node);

    [LoggerMessage(106, LogLevel.Error, "Saga {SagaId} ({SagaName}) finished: stuck. Node {Node} failed, then the undo of node {UndoNode} failed; the saga's work is only partly undone.")]
    private static partial void Stuck(ILogger logger, SagaId sagaId, SagaName sagaName, NodeName node, NodeName undoNode);

    [LoggerMessage(107, LogLevel.Warning, "Saga {SagaId} ({SagaName}) finished: abandoned.")]
    private static partial void Abandoned(ILogger logger, SagaId sagaId, SagaName sagaName);

    [LoggerMessage(108, LogLevel.Warning, "Saga {SagaId} ({SagaName}) suspended; it can be recovered from the store.")]
    public static partial void Suspended(ILogger logger, SagaId sagaId, SagaName sagaName, Exception cause);

    [LoggerMessage(109, LogLevel.Warning, "Saga {SagaId} ({SagaName}): a callback on its cancellation token threw.")]
    public static partial void CancellationCallbackFailed(ILogger logger, SagaId sagaId, SagaName sagaName, Exception failure);

    [LoggerMessage(110, LogLevel.Error, "Saga {SagaId} ({SagaName}) could not be recovered: {Outcome}.")]
    public static partial void NotRecovered(ILogger logger, SagaId sagaId, SagaName sagaName, RecoveryOutcome outcome, Exception problem);

    [LoggerMessage(111, LogLevel.Warning, "Saga {SagaId} abandoned in the store, without being held here.")]
    public static partial void AbandonedInStore(ILogger logger, SagaId sagaId);

    [LoggerMessage(112, LogLevel.Warning, "Saga {SagaId} ({SagaName}) could not be created, and nobody waits for it any more.")]
    public static partial void NotCreated(ILogger logger, SagaId sagaId, SagaName sagaName, Exception failure);

    [LoggerMessage(113, LogLevel.Warning, "Saga {SagaId} could not be abandoned, and nobody waits for it any more.")]
    public static partial void NotAbandoned(ILogger logger, SagaId sagaId, Exception failure);
}

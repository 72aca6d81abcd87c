// Brings the unfinished sagas of a store back. Each saga is on its own: whatever is wrong with one becomes its entry in the
// report, and the next is looked at. Only the store's failure to list its sagas ends the whole.

using Steno.Json;
using Steno.Store;

namespace Steno;

internal static class SagaRecovery
{
    public static async Task<RecoveryReport> RunAsync<TContext>(SagaCoordinator<TContext> coordinator, ISecStoreReader reader, bool startsSagas, CancellationToken cancellation)
    {
        List<RecoveredSaga> sagas = [];
        await foreach (SagaInfo info in reader.ReadUnfinishedAsync(cancellation).ConfigureAwait(false))
        {
            RecoveredSaga recovered = await RecoverAsync(coordinator, reader, info, startsSagas, cancellation).ConfigureAwait(false);
            if (recovered.Problem is { } problem)
            {
                CoordinatorLog.NotRecovered(coordinator.Logger, info.Id, info.Name, recovered.Outcome, problem);
            }
            sagas.Add(recovered);
        }
        return new(sagas);
    }

    private static async ValueTask<RecoveredSaga> RecoverAsync<TContext>(SagaCoordinator<TContext> coordinator, ISecStoreReader reader, SagaInfo info, bool startsSagas, CancellationToken cancellation)
    {
        try
        {
            if (await reader.GetCreateParamsAsync(info.Id, cancellation).ConfigureAwait(false) is not { } create)
            {
                throw new UnknownSagaException(info.Id);
            }
            IReadOnlyList<SagaNodeEvent> events = await reader.ReadEventsAsync(info.Id, cancellation).ConfigureAwait(false);
            SagaHandle handle = coordinator.Resume(info.Id, SagaDag.Parse(create.Dag), events, out bool isComplete);
            if (startsSagas || isComplete)
            {
                coordinator.StartSaga(info.Id);
            }
            return new(info.Id, info.Name, isComplete ? RecoveryOutcome.AlreadyDone : RecoveryOutcome.Resumed, handle, null);
        }
        catch (Exception known) when (known is SagaExistsException or SagaStateException)
        {
            // Someone else resumed or started it meanwhile.
            return new(info.Id, info.Name, RecoveryOutcome.AlreadyLive, null, null);
        }
        catch (Exception problem) when (OutcomeOf(problem) is { } outcome)
        {
            return new(info.Id, info.Name, outcome, null, problem);
        }
    }

    /// <summary>What a problem with one saga makes of it; null for what concerns the whole recovery.</summary>
    private static RecoveryOutcome? OutcomeOf(Exception problem) => problem switch
    {
        ActionNotRegisteredException => RecoveryOutcome.Incompatible,
        StenoJsonException or InvalidDagException or SagaLogException or StoreCorruptedException => RecoveryOutcome.Corrupt,
        OperationCanceledException or CoordinatorStoppedException => null,
        SecStoreException => RecoveryOutcome.StoreFailed,
        _ => null,
    };
}

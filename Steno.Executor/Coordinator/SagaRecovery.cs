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
                CoordinatorLog.NotRecovered(coordinator.Core.Logger, info.Id, info.Name, recovered.Outcome, problem);
            }
            sagas.Add(recovered);
        }
        return new(sagas);
    }

    private static async ValueTask<RecoveredSaga> RecoverAsync<TContext>(SagaCoordinator<TContext> coordinator, ISecStoreReader reader, SagaInfo info, bool startsSagas, CancellationToken cancellation)
    {
        // From here on the saga can neither run nor be abandoned here; one that is live need not be read.
        if (!coordinator.Core.TryReserve(info.Id, mayStillRun: false, out SagaReservation<TContext>? reservation, out _))
        {
            return new(info.Id, info.Name, RecoveryOutcome.AlreadyLive, null, null);
        }
        try
        {
            if (await reader.GetCreateParamsAsync(info.Id, cancellation).ConfigureAwait(false) is not { } create)
            {
                throw new UnknownSagaException(info.Id);
            }
            IReadOnlyList<SagaNodeEvent> events = await reader.ReadEventsAsync(info.Id, cancellation).ConfigureAwait(false);
            if (await reader.GetSagaAsync(info.Id, cancellation).ConfigureAwait(false) is { State: SagaCachedState.Done })
            {
                // It ended after the store was asked for its unfinished sagas.
                return new(info.Id, info.Name, RecoveryOutcome.AlreadyDone, null, null);
            }
            SagaDag dag = SagaDag.Parse(create.Dag);
            SagaMachine machine = SagaMachine.Recover(dag.Shape, info.Id, events);
            bool isComplete = machine.End != SagaEnd.None;
            SagaRunner<TContext> runner = coordinator.Resume(reservation, dag, machine);
            if (startsSagas || isComplete)
            {
                Start(runner);
            }
            return new(info.Id, info.Name, isComplete ? RecoveryOutcome.AlreadyDone : RecoveryOutcome.Resumed, new(runner), null);
        }
        catch (Exception problem) when (OutcomeOf(problem, cancellation) is { } outcome)
        {
            return new(info.Id, info.Name, outcome, null, problem);
        }
        finally
        {
            coordinator.Core.Release(reservation);
        }
    }

    private static void Start<TContext>(SagaRunner<TContext> runner)
    {
        try
        {
            runner.Start();
        }
        catch (SagaStateException)
        {
            // Deliberate: it is resumed, and somebody else has started it, abandoned it or stopped the coordinator meanwhile.
        }
    }

    /// <summary>What a problem with one saga makes of it; null for what concerns the whole recovery.</summary>
    private static RecoveryOutcome? OutcomeOf(Exception problem, CancellationToken cancellation) => problem switch
    {
        CoordinatorStoppedException => null,
        OperationCanceledException when cancellation.IsCancellationRequested => null,
        ActionNotRegisteredException => RecoveryOutcome.Incompatible,
        StenoJsonException or InvalidDagException or SagaLogException or StoreCorruptedException => RecoveryOutcome.Corrupt,
        // Whatever else a store, perhaps a foreign one, throws for this saga: the next one may be well.
        _ => RecoveryOutcome.StoreFailed,
    };
}

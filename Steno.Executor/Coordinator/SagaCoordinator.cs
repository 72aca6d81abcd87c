using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Steno.Store;

namespace Steno;

/// <summary>
/// Runs sagas and records every step in a store before it matters (a saga execution coordinator, SEC). After a crash
/// <see cref="RecoverAsync"/> goes on with every saga where its log ends. Thread-safe.
/// </summary>
/// <remarks>
/// A node's start is durable before its action runs, and its outcome before anything that depends on it. Actions run on the
/// thread pool. When the store fails, every saga that waits for it is suspended: nothing that was not recorded is acted on,
/// and its <see cref="SagaHandle.Completion"/> faults with <see cref="SagaSuspendedException"/>.
/// The idea is that of distributed sagas (Caitie McCaffrey) as in the Rust crate steno 0.4.1.
/// </remarks>
/// <typeparam name="TContext">The application's own context object, which actions see as <see cref="ActionContext{TContext}.User"/>.</typeparam>
public sealed class SagaCoordinator<TContext> : IAsyncDisposable
{
    /// <summary>What a timer can take: 49 days.</summary>
    private static readonly TimeSpan s_longestTime = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CoordinatorCore<TContext> _core;
    private readonly ActionRegistry<TContext> _actions;
    private readonly SagaCoordinatorOptions _options;
    private readonly Lock _stopLock = new();
    private Task<StopReport>? _stop;

    /// <summary>A coordinator without sagas.</summary>
    /// <param name="store">Where sagas are recorded; stays the caller's to dispose, after the coordinator.</param>
    /// <param name="actions">The actions that DAGs may name.</param>
    /// <param name="user">The application's own context object.</param>
    /// <param name="options">How to run sagas.</param>
    public SagaCoordinator(ISecStore store, ActionRegistry<TContext> actions, TContext user, SagaCoordinatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(actions);
        _options = options ?? new SagaCoordinatorOptions();
        _options.Validate();
        _actions = actions;
        ILogger logger = new GuardedLogger((_options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Steno.SagaCoordinator"));
        ActionGate<TContext>? gate = _options.MaxConcurrentActions is { } limit ? new(limit) : null;
        _core = new(store, user, gate, logger, _options.FinishedSagasKept);
    }

    internal CoordinatorCore<TContext> Core => _core;

    /// <summary>Creates a saga's record. The saga waits for <see cref="StartSaga"/>; recovery starts it too.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="dag">Its DAG and parameters.</param>
    /// <param name="cancellation">Ends the waiting, not the creation.</param>
    /// <returns>The saga, once its record is durable.</returns>
    /// <exception cref="SagaExistsException">A saga of that id exists, here or in the store.</exception>
    /// <exception cref="InvalidDagException">The DAG is not one that can run. Nothing was written, as with the next two.</exception>
    /// <exception cref="ActionNotRegisteredException">The DAG names an action that is not registered.</exception>
    /// <exception cref="CoordinatorStoppedException">The coordinator is stopping.</exception>
    public Task<SagaHandle> CreateSagaAsync(SagaId id, SagaDag dag, CancellationToken cancellation = default)
        => CreateAsync(id, dag, startsIt: false, cancellation);

    /// <summary>Creates a saga's record and starts it, in one write.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="dag">Its DAG and parameters.</param>
    /// <param name="cancellation">Ends the waiting, not the saga.</param>
    /// <returns>The saga, once its record is durable; it runs on from there.</returns>
    /// <exception cref="SagaExistsException">A saga of that id exists, here or in the store.</exception>
    /// <exception cref="InvalidDagException">The DAG is not one that can run. Nothing was written, as with the next two.</exception>
    /// <exception cref="ActionNotRegisteredException">The DAG names an action that is not registered.</exception>
    /// <exception cref="CoordinatorStoppedException">The coordinator is stopping.</exception>
    public Task<SagaHandle> CreateAndStartSagaAsync(SagaId id, SagaDag dag, CancellationToken cancellation = default)
        => CreateAsync(id, dag, startsIt: true, cancellation);

    /// <summary>Starts a saga that was created or resumed. Returns at once; <see cref="SagaHandle.Completion"/> tells how it ends.</summary>
    /// <param name="id">The saga.</param>
    /// <exception cref="SagaNotLoadedException">The coordinator does not hold it.</exception>
    /// <exception cref="SagaStateException">It was started before, or is still being created.</exception>
    public void StartSaga(SagaId id) => Find(id).Start();

    /// <summary>Takes a saga in from its DAG and events, as a store kept them. It waits for <see cref="StartSaga"/>.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="dag">Its DAG and parameters.</param>
    /// <param name="events">Its events, in any order.</param>
    /// <exception cref="SagaExistsException">The coordinator holds a saga of that id: one that is live, that ended here, or that was suspended and has an action that still runs. Or it is reading it from a store.</exception>
    /// <exception cref="InvalidDagException">The DAG is not one that can run.</exception>
    /// <exception cref="ActionNotRegisteredException">The DAG names an action that is not registered.</exception>
    /// <exception cref="SagaLogException">No run of this DAG can have left these events.</exception>
    /// <exception cref="CoordinatorStoppedException">The coordinator is stopping.</exception>
    public SagaHandle ResumeSaga(SagaId id, SagaDag dag, IReadOnlyList<SagaNodeEvent> events)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(events);
        SagaMachine machine = SagaMachine.Recover(dag.Shape, id, events);
        if (!_core.TryReserve(id, mayStillRun: false, out SagaReservation<TContext>? reservation, out _))
        {
            throw new SagaExistsException(id);
        }
        try
        {
            return new(Resume(reservation, dag, machine));
        }
        finally
        {
            _core.Release(reservation);
        }
    }

    /// <summary>
    /// Resumes every unfinished saga of a store, also those that were created and never started. What is wrong with one
    /// saga never stops the others; the report says what became of each.
    /// </summary>
    /// <param name="reader">The store to recover from: the one that the coordinator records in, unless it was moved.</param>
    /// <param name="startsSagas">False to load them only; those whose log is complete are finished all the same.</param>
    /// <param name="cancellation">Ends the recovery; what was resumed until then goes on.</param>
    /// <exception cref="OperationCanceledException">The recovery was cancelled. What was resumed until then goes on, as with the next two.</exception>
    /// <exception cref="CoordinatorStoppedException">The coordinator is stopping.</exception>
    /// <exception cref="SecStoreException">The store cannot list its unfinished sagas. With a reader of another kind, whatever that throws.</exception>
    public Task<RecoveryReport> RecoverAsync(ISecStoreReader reader, bool startsSagas = true, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return SagaRecovery.RunAsync(this, reader, startsSagas, cancellation);
    }

    /// <summary>A saga that the coordinator holds, or null.</summary>
    /// <param name="id">The saga.</param>
    public SagaHandle? GetSaga(SagaId id) => _core.TryGet(id, out SagaRunner<TContext>? runner) ? new(runner) : null;

    /// <summary>The sagas that the coordinator holds, live and lately ended, ordered by id.</summary>
    /// <param name="after">Where to go on: the last id of the page before.</param>
    /// <param name="limit">How many at most.</param>
    public IReadOnlyList<SagaSummary> ListSagas(SagaId? after = null, int limit = 100)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return [.. _core.Sagas
            .Where(runner => after is not { } marker || runner.Id.CompareTo(marker) > 0)
            .OrderBy(runner => runner.Id)
            .Take(limit)
            .Select(runner => new SagaSummary(runner.Id, runner.Name, runner.Phase))];
    }

    /// <summary>Waits for a saga's end.</summary>
    /// <param name="id">The saga.</param>
    /// <param name="cancellation">Ends the waiting, not the saga.</param>
    /// <exception cref="SagaNotLoadedException">The coordinator does not hold it.</exception>
    /// <exception cref="SagaSuspendedException">This process gave up on it.</exception>
    public Task<SagaResult> WaitForSagaAsync(SagaId id, CancellationToken cancellation = default) => Find(id).Completion.WaitAsync(cancellation);

    /// <summary>For tests: the node fails when its turn comes, instead of running its action.</summary>
    /// <param name="id">The saga.</param>
    /// <param name="node">An action, constant or subsaga end.</param>
    /// <exception cref="InjectionRefusedException">The node cannot take it.</exception>
    /// <exception cref="SagaNotLoadedException">The coordinator does not hold the saga.</exception>
    /// <exception cref="SagaStateException">The saga has ended.</exception>
    public void InjectError(SagaId id, SagaNodeId node) => Find(id).InjectError(node);

    /// <summary>For tests: the node's undo fails when its turn comes, instead of running.</summary>
    /// <param name="id">The saga.</param>
    /// <param name="node">An action, constant or subsaga end.</param>
    /// <exception cref="InjectionRefusedException">The node cannot take it.</exception>
    /// <exception cref="SagaNotLoadedException">The coordinator does not hold the saga.</exception>
    /// <exception cref="SagaStateException">The saga has ended.</exception>
    public void InjectUndoError(SagaId id, SagaNodeId node) => Find(id).InjectUndoError(node);

    /// <summary>For tests: the node's action and undo are called several times in a row, to see whether they are idempotent.</summary>
    /// <param name="id">The saga.</param>
    /// <param name="node">An action, constant or subsaga end.</param>
    /// <param name="counts">How often.</param>
    /// <exception cref="InjectionRefusedException">The node cannot take it.</exception>
    /// <exception cref="SagaNotLoadedException">The coordinator does not hold the saga.</exception>
    /// <exception cref="SagaStateException">The saga has ended.</exception>
    public void InjectRepeat(SagaId id, SagaNodeId node, RepeatCounts counts) => Find(id).InjectRepeat(node, counts);

    /// <summary>
    /// Gives a saga up: it stops where it is, nothing more is done or undone, its cached state becomes done, and the store
    /// keeps the reason as a note. Works for a saga that only the store knows, too, as one that cannot be recovered.
    /// </summary>
    /// <remarks>
    /// Actions that run go on until they end, and their outcomes are ignored; their tokens are cancelled. When this call
    /// fails because the store refuses the reason, the saga goes on as if nothing had been asked.
    /// </remarks>
    /// <param name="id">The saga.</param>
    /// <param name="reason">Why, for whoever looks at it later.</param>
    /// <param name="cancellation">Ends the waiting, not the abandoning.</param>
    /// <exception cref="Json.StenoJsonException">The reason has a lone surrogate, which has no UTF-8 form. Nothing was changed, as with the next four.</exception>
    /// <exception cref="PayloadTooLargeException">The reason exceeds the store's limit.</exception>
    /// <exception cref="NotSupportedException">The store keeps no notes.</exception>
    /// <exception cref="SagaStateException">The saga has ended already, as far as the coordinator or the store (if it is an <see cref="ISecStoreReader"/>) knows; or it is still being created, or is abandoned already.</exception>
    /// <exception cref="UnknownSagaException">Neither the coordinator nor the store knows it.</exception>
    /// <exception cref="CoordinatorStoppedException">The coordinator stopped first; the saga can be recovered.</exception>
    /// <exception cref="SecStoreException">The store failed, with this or another error of its own; the saga was suspended, and can be abandoned again.</exception>
    public async Task AbandonSagaAsync(SagaId id, string reason, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        cancellation.ThrowIfCancellationRequested();
        SagaNote note = new(id, reason);
        SagaReservation<TContext>? reservation;
        while (!_core.TryReserve(id, mayStillRun: true, out reservation, out ISagaEntry<TContext>? other))
        {
            if (other is SagaReservation<TContext> foreign)
            {
                // Somebody reads it from the store, or abandons it there.
                await foreign.End.WaitAsync(cancellation).ConfigureAwait(false);
                continue;
            }
            await other.Runner!.AbandonAsync(note).WaitAsync(cancellation).ConfigureAwait(false);
            return;
        }
        Task abandoning = AbandonStoredAsync(reservation, note);
        try
        {
            await abandoning.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            LogIfItFails(abandoning, failure => CoordinatorLog.NotAbandoned(_core.Logger, id, failure));
            throw;
        }
    }

    /// <summary>
    /// Stops: no node is started any more, running actions may end and their outcomes are recorded, and every saga that is
    /// not at its end is left as it is, to be recovered. After the deadline the tokens of running actions are cancelled;
    /// those that do not heed it are left behind after <see cref="SagaCoordinatorOptions.CancelGrace"/>.
    /// </summary>
    /// <param name="deadline">How long running actions may take, zero or more; <see cref="SagaCoordinatorOptions.StopDeadline"/> when null. More than 49 days count as 49 days.</param>
    /// <returns>How it went. A second call gets the first one's report.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The deadline is negative. The coordinator goes on.</exception>
    public Task<StopReport> StopAsync(TimeSpan? deadline = null)
    {
        if (deadline is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(deadline));
        }
        lock (_stopLock)
        {
            return _stop ??= StopCoreAsync(deadline ?? _options.StopDeadline);
        }
    }

    /// <summary>Stops as <see cref="StopAsync"/> does.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>Takes a saga in, in the place that was reserved for it.</summary>
    internal SagaRunner<TContext> Resume(SagaReservation<TContext> reservation, SagaDag dag, SagaMachine machine)
    {
        SagaRunner<TContext> runner = new(_core, reservation.Id, dag, _actions.Resolve(dag.Shape), machine, SagaPhase.Loaded);
        int eventCount = machine.Log.Count;
        _core.Add(runner, reservation);
        CoordinatorLog.Resumed(_core.Logger, runner.Id, dag.Name, eventCount);
        return runner;
    }

    private async Task<SagaHandle> CreateAsync(SagaId id, SagaDag dag, bool startsIt, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dag);
        cancellation.ThrowIfCancellationRequested();
        SagaRunner<TContext> runner = new(_core, id, dag, _actions.Resolve(dag.Shape), new SagaMachine(dag.Shape), SagaPhase.Creating);
        SagaCreateParams create = dag.ToCreateParams(id);
        _core.Add(runner);
        ValueTask creating = startsIt ? runner.CreateAndStartAsync(create) : runner.CreateAsync(create);
        if (creating.IsCompleted || !cancellation.CanBeCanceled)
        {
            await creating.ConfigureAwait(false);
        }
        else
        {
            Task creation = creating.AsTask();
            try
            {
                await creation.WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                LogIfItFails(creation, failure => CoordinatorLog.NotCreated(_core.Logger, id, dag.Name, failure));
                throw;
            }
        }
        return new(runner);
    }

    /// <summary>Ends a saga that only the store holds. Not cancelled: the place stays reserved until the store has answered.</summary>
    private async Task AbandonStoredAsync(SagaReservation<TContext> reservation, SagaNote note)
    {
        try
        {
            await StoredSaga.AbandonAsync(_core.Store, note).ConfigureAwait(false);
        }
        finally
        {
            _core.Release(reservation);
        }
        CoordinatorLog.AbandonedInStore(_core.Logger, note.Id);
    }

    /// <summary>For work whose waiter has gone: its failure would be nobody's.</summary>
    private static void LogIfItFails(Task work, Action<Exception> log)
        => work.ContinueWith(
            static (failed, state) => ((Action<Exception>)state!)(failed.Exception!.InnerException!),
            log, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private async Task<StopReport> StopCoreAsync(TimeSpan deadline)
    {
        _core.BeginStop();
        bool wasOrderly = await EndsWithinAsync(deadline).ConfigureAwait(false);
        if (wasOrderly)
        {
            return new(true, []);
        }
        foreach (SagaRunner<TContext> runner in _core.Sagas)
        {
            runner.Cancel();
        }
        if (await EndsWithinAsync(_options.CancelGrace).ConfigureAwait(false))
        {
            return new(false, []);
        }
        List<SagaId> left = [];
        foreach (SagaRunner<TContext> runner in _core.Sagas)
        {
            if (runner.GiveUp(new CoordinatorStoppedException()))
            {
                left.Add(runner.Id);
            }
        }
        left.Sort();
        return new(false, left);
    }

    private async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        try
        {
            await _core.AllEnded.WaitAsync(time < s_longestTime ? time : s_longestTime, _options.TimeProvider).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            // Deliberate: the time being over is an answer here.
            return false;
        }
    }

    private SagaRunner<TContext> Find(SagaId id) => _core.TryGet(id, out SagaRunner<TContext>? runner) ? runner : throw new SagaNotLoadedException(id);
}

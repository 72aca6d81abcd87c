// Runs one saga: asks the machine what to do, makes that durable, has it done, tells the machine how it went.
//
// One thread at a time is the driver: it takes decisions and waits for the store. Actions are never run by the driver in that
// role, so one that blocks holds up nobody; with nothing else to do the driver lays the role down and runs the last step itself,
// which is how a chain of synchronous actions runs on one thread without a hop. Whoever comes with an outcome while there is no
// driver becomes it.
//
// Invariant: only what follows from durable events is carried out or shown. An append is never retried: when the store fails,
// the saga ends for this process where its durable log ends.
// Lock order: _lock, then the gate's or the coordinator's. Neither the store nor user code is called with _lock held.

using System.Runtime.CompilerServices;
using Steno.Store;

namespace Steno;

internal sealed partial class SagaRunner<TContext> : ISagaRunner, ISagaEntry<TContext>, IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly CoordinatorCore<TContext> _core;
    private readonly SagaJournal _journal;
    private readonly IAction<TContext>?[] _actions;
    private readonly bool[] _isCarriedOut;
    private readonly List<SagaStep> _steps = [];
    private readonly TaskCompletionSource<SagaResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<int, RepeatCounts>? _repeats;
    private Queue<Attempt<TContext>>? _waitingLine;
    private CancellationTokenSource? _cancellation;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _write;
    private Action? _continueAfterWrite;
    private Abandonment? _abandonment;
    private SagaPhase _phase;
    private int _carriedOutCount;
    private bool _isDriven;
    private bool _isEndTold;
    private bool _holdsSteps;
    private bool _isCancelled;

    /// <summary>A runner.</summary>
    /// <param name="core">What all sagas of the coordinator share.</param>
    /// <param name="id">The saga.</param>
    /// <param name="dag">Its DAG.</param>
    /// <param name="actions">The action of each node that has one, by index.</param>
    /// <param name="machine">How far it is.</param>
    /// <param name="phase"><see cref="SagaPhase.Creating"/> for a saga that the store does not have, otherwise <see cref="SagaPhase.Loaded"/>.</param>
    public SagaRunner(CoordinatorCore<TContext> core, SagaId id, SagaDag dag, IAction<TContext>?[] actions, SagaMachine machine, SagaPhase phase)
    {
        (_core, Id, Dag, Shape, _actions) = (core, id, dag, dag.Shape, actions);
        _journal = new SagaJournal(id, machine);
        _isCarriedOut = new bool[dag.Shape.Count];
        _phase = phase;
    }

    SagaRunner<TContext>? ISagaEntry<TContext>.Runner => this;

    public SagaId Id { get; }

    public SagaDag Dag { get; }

    public SagaShape Shape { get; }

    public SagaName Name => Dag.Name;

    public TContext User => _core.User;

    public bool IsStopping => _core.IsStopping;

    public Task<SagaResult> Completion => _completion.Task;

    /// <summary>The saga's attempts that wait for a place; the gate's lock guards it.</summary>
    public Queue<Attempt<TContext>> WaitingLine => _waitingLine ??= new();

    public SagaPhase Phase
    {
        get
        {
            lock (_lock)
            {
                return CurrentPhase();
            }
        }
    }

    public CancellationToken Cancellation
    {
        get
        {
            lock (_lock)
            {
                if (_cancellation is null)
                {
                    _cancellation = new CancellationTokenSource();
                    if (_isCancelled)
                    {
                        _cancellation.Cancel();
                    }
                }
                return _cancellation.Token;
            }
        }
    }

    /// <summary>Starts a saga whose record the store has.</summary>
    /// <exception cref="SagaStateException">It was started before, or is being created.</exception>
    public void Start()
    {
        lock (_lock)
        {
            if (_phase != SagaPhase.Loaded)
            {
                throw new SagaStateException(Id, CurrentPhase(), "started");
            }
            _phase = SagaPhase.Running;
            _isDriven = true;
        }
        CoordinatorLog.Started(_core.Logger, Id, Name);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Creates the saga's record, and no more.</summary>
    /// <returns>Completes when it is durable; faults when the store refuses, and then the saga does not exist.</returns>
    public async ValueTask CreateAsync(SagaCreateParams create)
    {
        try
        {
            await _core.Store.CreateSagaAsync(create).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            TellNotCreated(failure);
            throw;
        }
        CoordinatorLog.Created(_core.Logger, Id, Name);
        lock (_lock)
        {
            _phase = SagaPhase.Loaded;
        }
        if (_core.IsStopping)
        {
            // It came by before this saga could be suspended.
            Nudge();
        }
    }

    /// <summary>Starts a saga whose record the store does not have: record and first events are written together.</summary>
    /// <returns>Completes when they are durable; faults when the store refuses, and then the saga does not exist.</returns>
    public async ValueTask CreateAndStartAsync(SagaCreateParams create)
    {
        try
        {
            ReadOnlyMemory<SagaRecord> records;
            lock (_lock)
            {
                _isDriven = true;
                _journal.BeginWith(create);
                _journal.TakeDecisions(_steps, mayBegin: true);
                records = _journal.NextBatch();
            }
            await _core.Store.WriteAsync(records).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _journal.ReturnRecords();
            TellNotCreated(failure);
            throw;
        }
        CoordinatorLog.Created(_core.Logger, Id, Name);
        CoordinatorLog.Started(_core.Logger, Id, Name);
        // The steps that follow are the pool's: the caller is someone else's thread.
        try
        {
            if (GoOn(mayRunStep: false))
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }
        catch (Exception bug)
        {
            // Deliberate: as in Drive. The saga was created.
            Suspend(bug);
        }
    }

    void IThreadPoolWorkItem.Execute() => Drive();

    /// <summary>Runs an attempt whose turn has come, and whatever follows from its end.</summary>
    public void Carry(Attempt<TContext> attempt)
    {
        try
        {
            if (TryRunStep(attempt))
            {
                Drive();
            }
        }
        catch (Exception bug)
        {
            // Deliberate: as in Drive.
            Suspend(bug);
        }
    }

    /// <summary>Takes in the end of an attempt that ended elsewhere: on the thread of whoever completed what it waited for.</summary>
    public void Complete(Attempt<TContext> attempt, SagaNodeEventType? outcome)
    {
        try
        {
            // That thread is in the middle of something of its own: what follows here is the pool's.
            if (TakeOutcome(attempt, outcome))
            {
                QueueDriver();
            }
        }
        catch (Exception bug)
        {
            // Deliberate: as in Drive.
            Suspend(bug);
        }
    }

    /// <summary>Looks whether there is anything to do; called when the coordinator begins to stop.</summary>
    public void Nudge()
    {
        bool isEnding;
        bool isQuiet;
        bool isDriver;
        lock (_lock)
        {
            isQuiet = true;
            isEnding = _phase == SagaPhase.Loaded && TryEnd(SagaPhase.Suspended, out isQuiet);
            isDriver = TryBecomeDriver();
        }
        if (isEnding)
        {
            TellSuspended(new CoordinatorStoppedException(), isQuiet);
        }
        if (isDriver)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Cancels the token of every attempt.</summary>
    public void Cancel()
    {
        CancellationTokenSource? cancellation;
        lock (_lock)
        {
            _isCancelled = true;
            cancellation = _cancellation;
        }
        // Callbacks are user code: they run on the pool, and what they throw is logged, not ours to handle.
        cancellation?.CancelAsync().ContinueWith(
            static (cancelling, state) => ((SagaRunner<TContext>)state!).LogCallbackFailure(cancelling.Exception!),
            this, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private void LogCallbackFailure(Exception failure) => CoordinatorLog.CancellationCallbackFailed(_core.Logger, Id, Name, failure);

    /// <summary>Stops the saga where it is, for good.</summary>
    /// <param name="note">Why.</param>
    /// <returns>Completes when that is durable; faults when the store refuses the note, and then the saga goes on.</returns>
    public Task AbandonAsync(SagaNote note)
    {
        Abandonment abandonment;
        bool isDriver;
        lock (_lock)
        {
            if (_phase is not (SagaPhase.Loaded or SagaPhase.Running) || _abandonment is not null || _journal.Machine.End != SagaEnd.None)
            {
                throw new SagaStateException(Id, CurrentPhase(), "abandoned");
            }
            // Until it is durable the saga lives: its actions run and their outcomes are taken in, as if nothing had been asked.
            _abandonment = abandonment = new(note, wasLoaded: _phase == SagaPhase.Loaded);
            _phase = SagaPhase.Running;
            _journal.Abandon(note);
            isDriver = TryBecomeDriver();
        }
        if (isDriver)
        {
            QueueDriver();
        }
        return abandonment.Task;
    }

    public void InjectError(SagaNodeId node) => Inject(node, index => _journal.Machine.InjectError(index));

    public void InjectUndoError(SagaNodeId node) => Inject(node, index => _journal.Machine.InjectUndoError(index));

    public void InjectRepeat(SagaNodeId node, RepeatCounts counts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(counts.Action, 1, nameof(counts));
        ArgumentOutOfRangeException.ThrowIfLessThan(counts.Undo, 1, nameof(counts));
        Inject(node, index => (_repeats ??= [])[index] = counts);
    }

    public RawJson OutputOf(int node)
    {
        lock (_lock)
        {
            // A node that sees this output depends on it, so the output is durable.
            return _journal.Machine.TryGetOutput(node, out RawJson output) ? output : throw new System.Diagnostics.UnreachableException($"Node {node} has no output.");
        }
    }

    public RawJson ParametersOf(int node)
    {
        int paramsNode = Shape.ParamsNodeOf(Shape.ScopeOf(node));
        return paramsNode < 0 ? Dag.Parameters : OutputOf(paramsNode);
    }

    public SagaView GetView()
    {
        LogEntry[] entries;
        bool[] isCarriedOut;
        SagaPhase phase;
        string? reason;
        lock (_lock)
        {
            entries = _journal.CopyDurable();
            isCarriedOut = [.. _isCarriedOut];
            phase = CurrentPhase();
            // Not before it is durable, nor when it never will be.
            reason = phase == SagaPhase.Abandoned ? _abandonment?.Reason : null;
        }
        return SagaView.Of(Id, Dag, phase, entries, isCarriedOut, reason);
    }

    private void Inject(SagaNodeId node, Action<int> inject)
    {
        if (node.Value >= (uint)Shape.Count)
        {
            throw new InjectionRefusedException(Id, node, $"the DAG has only {Shape.Count} nodes");
        }
        int index = (int)node.Value;
        if (Shape[index].Kind is not (DagNodeKind.Action or DagNodeKind.Constant or DagNodeKind.SubsagaEnd))
        {
            throw new InjectionRefusedException(Id, node, $"it is {Shape[index].DisplayName}");
        }
        lock (_lock)
        {
            if (_phase is not (SagaPhase.Creating or SagaPhase.Loaded or SagaPhase.Running))
            {
                throw new SagaStateException(Id, CurrentPhase(), "injected into");
            }
            inject(index);
        }
    }

    private SagaPhase CurrentPhase() => _phase == SagaPhase.Running && _journal.IsUnwinding ? SagaPhase.Unwinding : _phase;

    private static SagaPhase PhaseOf(SagaResult result) => result switch
    {
        SagaResult.Succeeded => SagaPhase.Succeeded,
        SagaResult.Failed => SagaPhase.Failed,
        SagaResult.Stuck => SagaPhase.Stuck,
        _ => SagaPhase.Abandoned,
    };
}

// Every run is made by the real coordinator, on a store that can die at any write, one action at a time so that runs are alike.
// A crash is a store that fails: the coordinator suspends the saga at once, as a process that dies would leave it, and a second
// coordinator recovers it in the same world. A write that is lost leaves actions done whose outcomes nobody knows, so recovery
// runs them again; a write that is kept leaves steps decided that nobody took.

namespace Steno;

/// <summary>
/// Tries a saga in every situation that it must survive: each action and each undo called twice, a failure at each node, a
/// crash at each write followed by recovery, with and without a failure. Finds actions and undos that are not idempotent and
/// undos that leave something behind. For tests of an application's own sagas.
/// </summary>
/// <remarks>
/// The number of runs grows with the square of the number of nodes. Actions must not depend on time or chance for what they
/// leave in the world. Thread-safe as far as the functions given are.
/// </remarks>
/// <example><code>
/// SagaVerifier&lt;Travel&gt; verifier = new(actions, () => new Travel(), travel => travel.Describe());
/// SagaVerification found = await verifier.VerifyAsync(dag);
/// Assert.True(found.IsSound, found.ToString());
/// </code></example>
/// <typeparam name="TContext">The application's own context object; here it stands for the world that actions change.</typeparam>
public sealed class SagaVerifier<TContext>
{
    private static readonly SagaCoordinatorOptions Options = new() { MaxConcurrentActions = 1 };

    private readonly ActionRegistry<TContext> _actions;
    private readonly Func<TContext> _newWorld;
    private readonly Func<TContext, string> _snapshot;

    /// <summary>A verifier.</summary>
    /// <param name="actions">The actions that sagas may name.</param>
    /// <param name="newWorld">Makes a world in which nothing has happened, for one run.</param>
    /// <param name="snapshot">Describes a world: two worlds are alike exactly when their descriptions are equal.</param>
    public SagaVerifier(ActionRegistry<TContext> actions, Func<TContext> newWorld, Func<TContext, string> snapshot)
    {
        ArgumentNullException.ThrowIfNull(actions);
        ArgumentNullException.ThrowIfNull(newWorld);
        ArgumentNullException.ThrowIfNull(snapshot);
        (_actions, _newWorld, _snapshot) = (actions, newWorld, snapshot);
    }

    /// <summary>Tries a saga in every situation.</summary>
    /// <param name="dag">The saga.</param>
    /// <param name="cancellation">Ends the trying between two runs.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="InvalidDagException">The DAG is not one that can run.</exception>
    /// <exception cref="ActionNotRegisteredException">The DAG names an action that is not registered.</exception>
    public async Task<SagaVerification> VerifyAsync(SagaDag dag, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dag);
        Session session = new(this, dag, _snapshot(_newWorld()), cancellation);
        VerifierRun undisturbed = await session.RunAsync(new VerifierPlan()).ConfigureAwait(false);
        if (undisturbed.Result is not SagaResult.Succeeded)
        {
            return new(1, [new(SagaFindingKind.DoesNotSucceed, null, "run undisturbed", "succeeded", undisturbed.End)]);
        }
        await session.TryRepeatsAsync(undisturbed).ConfigureAwait(false);
        await session.TryCrashesAsync(null, undisturbed).ConfigureAwait(false);
        foreach (SagaDagNode failing in dag.Nodes)
        {
            await session.TryFailureAsync(failing).ConfigureAwait(false);
        }
        return new(session.RunCount, session.Findings);
    }

    private async Task<VerifierRun> RunAsync(SagaDag dag, VerifierPlan plan)
    {
        SagaId id = SagaId.New();
        TContext world = _newWorld();
        CrashingSecStore store = new(plan.Crash);
        SagaResult? result = await RunLifeAsync(store, id, dag, [], world, plan).ConfigureAwait(false);
        result ??= await RunLifeAsync(new CrashingSecStore(null), id, dag, store.Events, world, plan).ConfigureAwait(false);
        return new(result!, _snapshot(world), store.HasCrashed);
    }

    /// <summary>One life of the saga; null when the store died.</summary>
    private async Task<SagaResult?> RunLifeAsync(CrashingSecStore store, SagaId id, SagaDag dag, IReadOnlyList<SagaNodeEvent> events, TContext world, VerifierPlan plan)
    {
        await using SagaCoordinator<TContext> coordinator = new(store, _actions, world, Options);
        SagaHandle saga = coordinator.ResumeSaga(id, dag, events);
        if (plan.Failing is { } failing)
        {
            coordinator.InjectError(id, failing.Index);
        }
        if (plan.Repeated is { } repeated)
        {
            coordinator.InjectRepeat(id, repeated.Index, plan.Counts);
        }
        coordinator.StartSaga(id);
        try
        {
            return await saga.Completion.ConfigureAwait(false);
        }
        catch (SagaSuspendedException suspended) when (suspended.InnerException is SimulatedCrashException)
        {
            return null;
        }
    }

    /// <summary>One call of <see cref="VerifyAsync"/>.</summary>
    private sealed class Session(SagaVerifier<TContext> verifier, SagaDag dag, string before, CancellationToken cancellation)
    {
        public List<SagaFinding> Findings { get; } = [];

        public int RunCount { get; private set; }

        public Task<VerifierRun> RunAsync(VerifierPlan plan)
        {
            cancellation.ThrowIfCancellationRequested();
            RunCount++;
            return verifier.RunAsync(dag, plan);
        }

        /// <summary>Every action twice, and every undo twice after a failure of the last node.</summary>
        public async Task TryRepeatsAsync(VerifierRun undisturbed)
        {
            SagaDagNode last = dag.Nodes[^1];
            VerifierRun unwound = await RunAsync(new VerifierPlan { Failing = last }).ConfigureAwait(false);
            foreach (SagaDagNode node in dag.Nodes)
            {
                VerifierRun twice = await RunAsync(new VerifierPlan { Repeated = node, Counts = new(2, 1) }).ConfigureAwait(false);
                Require(SagaFindingKind.ActionNotIdempotent, node, $"the action of node \"{node.Name}\" was called twice", undisturbed.End, undisturbed.World, twice);
                if (node != last)
                {
                    VerifierRun undoneTwice = await RunAsync(new VerifierPlan { Failing = last, Repeated = node, Counts = new(1, 2) }).ConfigureAwait(false);
                    Require(SagaFindingKind.UndoNotIdempotent, node, $"node \"{last.Name}\" failed, and the undo of node \"{node.Name}\" was called twice", unwound.End, before, undoneTwice);
                }
            }
        }

        public async Task TryFailureAsync(SagaDagNode failing)
        {
            VerifierRun failed = await RunAsync(new VerifierPlan { Failing = failing }).ConfigureAwait(false);
            string situation = $"node \"{failing.Name}\" failed";
            if (failed.Result is not SagaResult.Failed)
            {
                Findings.Add(new(SagaFindingKind.UndoFailed, failing.Name, situation, "everything undone", failed.End));
                return;
            }
            Require(SagaFindingKind.WorldNotClean, failing, situation, failed.End, before, failed);
            await TryCrashesAsync(failing, failed).ConfigureAwait(false);
        }

        /// <summary>A crash at every write, lost and kept; the end must be the one without.</summary>
        public async Task TryCrashesAsync(SagaDagNode? failing, VerifierRun expected)
        {
            bool hasCrashed = true;
            for (int write = 0; hasCrashed; write++)
            {
                foreach (bool isKept in (bool[])[false, true])
                {
                    VerifierRun run = await RunAsync(new VerifierPlan { Failing = failing, Crash = new(write, isKept) }).ConfigureAwait(false);
                    hasCrashed = run.HasCrashed;
                    string situation = $"{(failing is { } node ? $"node \"{node.Name}\" failed, and " : "")}the process died {(isKept ? "right after" : "before")} write {write} was durable";
                    Require(SagaFindingKind.CrashChangesEnd, failing, situation, expected.End, expected.World, run);
                }
            }
        }

        /// <summary>The end first: a world can only be what it should when the saga ended as it should.</summary>
        private void Require(SagaFindingKind kind, SagaDagNode? node, string situation, string expectedEnd, string expectedWorld, VerifierRun run)
        {
            if (run.End != expectedEnd)
            {
                Findings.Add(new(kind, node?.Name, situation, expectedEnd, run.End));
            }
            else if (run.World != expectedWorld)
            {
                Findings.Add(new(kind, node?.Name, situation, expectedWorld, run.World));
            }
        }
    }
}

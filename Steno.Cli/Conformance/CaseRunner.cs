using Steno.Json;
using Steno.Store;

namespace Steno.Cli.Conformance;

/// <summary>Runs cases on the real coordinator, each as a saga of its own in the given store.</summary>
internal sealed class CaseRunner(ISecStore store)
{
    private static readonly ActionRegistry<CaseWorld> Actions = new ActionRegistry<CaseWorld>().Register(new ScriptedAction());

    public async Task<CaseOutcome> RunAsync(ConformanceCase wanted, CancellationToken cancellation)
    {
        SagaId id = SagaId.New();
        try
        {
            SagaDag dag = SagaDag.Parse(wanted.Dag);
            return await RunAsync(wanted, id, dag, cancellation);
        }
        catch (Exception problem) when (problem is StenoJsonException or SagaException)
        {
            return new CaseOutcome { Problem = problem };
        }
    }

    private async Task<CaseOutcome> RunAsync(ConformanceCase wanted, SagaId id, SagaDag dag, CancellationToken cancellation)
    {
        CaseWorld world = new(wanted.Script, dag);
        RecordingSecStore recording = new(store);
        await using SagaCoordinator<CaseWorld> coordinator = new(recording, Actions, world);
        SagaHandle saga = wanted.Prefix is { } prefix
            ? coordinator.ResumeSaga(id, dag, await RecordAsync(id, dag, prefix, cancellation))
            : await coordinator.CreateSagaAsync(id, dag, cancellation);
        Inject(coordinator, id, wanted.Script);
        SagaView onResume = saga.GetView();
        coordinator.StartSaga(id);
        SagaResult? result = null;
        Exception? problem = null;
        try
        {
            result = await saga.Completion.WaitAsync(cancellation);
        }
        catch (SagaSuspendedException suspended)
        {
            problem = suspended;
        }
        IReadOnlyList<SagaRecord> records = recording.Records;
        return new CaseOutcome
        {
            Result = result,
            Problem = problem,
            Dag = dag,
            Events = [.. records.Where(record => record.Kind == SagaRecordKind.Event).Select(record => record.NodeEvent)],
            Updates = [.. records.Where(record => record.Kind == SagaRecordKind.Update).Select(record => record.StateUpdate.State)],
            Calls = world.Calls,
            OnResume = onResume,
            AtEnd = saga.GetView(),
        };
    }

    /// <summary>Puts what an earlier life is to have recorded into the store, and reads it back where the store can.</summary>
    private async Task<IReadOnlyList<SagaNodeEvent>> RecordAsync(SagaId id, SagaDag dag, IReadOnlyList<SagaNodeEvent> prefix, CancellationToken cancellation)
    {
        IReadOnlyList<SagaNodeEvent> events = [.. prefix.Select(recorded => recorded with { SagaId = id })];
        SagaRecord[] records =
        [
            SagaRecord.Create(new SagaCreateParams(id, dag.Name, dag.ToSortedJson(), SagaCachedState.Running)),
            .. events.Select(SagaRecord.Event),
        ];
        await store.WriteAsync(records, cancellation);
        return store is ISecStoreReader reader ? await reader.ReadEventsAsync(id, cancellation) : events;
    }

    private static void Inject(SagaCoordinator<CaseWorld> coordinator, SagaId id, Script script)
    {
        foreach (uint node in script.InjectError)
        {
            Try(() => coordinator.InjectError(id, new SagaNodeId(node)));
        }
        foreach (uint node in script.InjectUndoError)
        {
            Try(() => coordinator.InjectUndoError(id, new SagaNodeId(node)));
        }
        foreach ((uint node, RepeatCounts counts) in script.InjectRepeat)
        {
            Try(() => coordinator.InjectRepeat(id, new SagaNodeId(node), counts));
        }
    }

    private static void Try(Action inject)
    {
        try
        {
            inject();
        }
        catch (InjectionRefusedException)
        {
            // Deliberate: a refused injection is left out and the saga runs; the contract of this command.
        }
    }
}

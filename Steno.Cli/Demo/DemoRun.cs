// One `steno demo run`: takes sagas in (those that the store holds unfinished, the one of a dump, or a new one), injects the
// errors that were asked for, starts them, waits, and says how each of them ended.

using Steno.Cli.Demo.Provision;
using Steno.Cli.Store;
using Steno.Json;
using Steno.Store;

namespace Steno.Cli.Demo;

internal sealed class DemoRun(DemoRunOptions options, CliStreams streams)
{
    // After a signal a saga's running actions may take this long to end by themselves.
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(2);

    private readonly DemoRunOptions _options = options;
    private readonly CliStreams _streams = streams;
    private TextWriter _text = TextWriter.Null;
    private int _notRecovered;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        _text = OpenText();
        if (_options.Store is not { } directory)
        {
            await using var memory = new InMemorySecStore();
            return await RunAsync(memory, null, cancellation);
        }
        await using FasterSecStore store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = directory });
        ISecStore recordedIn = _options.CrashAfter is { } events ? new CrashingSecStore(store, events, Crash) : store;
        return await RunAsync(recordedIn, store, cancellation);
    }

    private async Task<int> RunAsync(ISecStore store, ISecStoreReader? reader, CancellationToken cancellation)
    {
        var context = new ProvisionContext(_options.IsQuiet ? TextWriter.Null : _streams.Error, _options.Delay);
        await using var coordinator = new SagaCoordinator<ProvisionContext>(
            store, ProvisionActions.CreateRegistry(), context, new SagaCoordinatorOptions { StopDeadline = StopDeadline });
        IReadOnlyList<SagaHandle> sagas = await TakeInAsync(coordinator, reader, cancellation);
        if (_options.DumpTo is not null && sagas.Count != 1)
        {
            throw new UserErrorException($"--dump-to writes one saga, and {sagas.Count} are unfinished in this store. Run again without it.");
        }
        foreach (SagaHandle saga in sagas.Where(saga => saga.GetView().Phase == SagaPhase.Loaded))
        {
            coordinator.StartSaga(saga.Id);
        }
        Task allEnded = Task.WhenAll(sagas.Select(saga => saga.Completion));
        await allEnded.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellation.IsCancellationRequested)
        {
            await coordinator.StopAsync();
        }
        return await ReportAsync(sagas, cancellation);
    }

    /// <summary>The sagas to run, with errors injected. Those whose log was complete already have ended.</summary>
    private async Task<IReadOnlyList<SagaHandle>> TakeInAsync(SagaCoordinator<ProvisionContext> coordinator, ISecStoreReader? reader, CancellationToken cancellation)
    {
        if (_options.RecoverFrom is { } file)
        {
            SagaHandle dumped = Resume(coordinator, file, await DumpFile.ReadAsync(file, _streams, cancellation));
            Inject(coordinator, dumped);
            return [dumped];
        }
        IReadOnlyList<SagaHandle> recovered = reader is null ? [] : await RecoverAsync(coordinator, reader, cancellation);
        if (recovered.Count > 0)
        {
            foreach (SagaHandle saga in recovered.Where(saga => saga.GetView().Phase == SagaPhase.Loaded))
            {
                Inject(coordinator, saga);
            }
            return recovered;
        }
        SagaDag dag = ProvisionSaga.Create();
        // Before anything is recorded: a mistyped name must not leave a saga behind.
        RequireNodes(dag);
        SagaHandle created = await coordinator.CreateSagaAsync(_options.Id ?? SagaId.New(), dag, CancellationToken.None);
        _text.WriteLine($"new saga {created.Id}");
        Inject(coordinator, created);
        return [created];
    }

    private async Task<IReadOnlyList<SagaHandle>> RecoverAsync(SagaCoordinator<ProvisionContext> coordinator, ISecStoreReader reader, CancellationToken cancellation)
    {
        RecoveryReport report = await coordinator.RecoverAsync(reader, startsSagas: false, cancellation);
        List<SagaHandle> sagas = [];
        foreach (RecoveredSaga saga in report.Sagas)
        {
            if (saga.Handle is { } handle)
            {
                sagas.Add(handle);
                DescribeRecovered(handle.GetView());
                continue;
            }
            _notRecovered++;
            _streams.Error.WriteLine($"steno: saga {saga.Id} ({StoreText.OneLine(saga.Name.Value)}) was not recovered: {saga.Outcome.ToName()}: {saga.Problem?.Message}");
        }
        return sagas;
    }

    private SagaHandle Resume(SagaCoordinator<ProvisionContext> coordinator, string file, SagaDump dump)
    {
        try
        {
            SagaHandle saga = coordinator.ResumeSaga(dump.SagaId, SagaDag.Parse(dump.Dag), dump.ReadEvents());
            DescribeRecovered(saga.GetView());
            return saga;
        }
        catch (Exception problem) when (problem is StenoJsonException or InvalidDagException or SagaException or UserErrorException)
        {
            throw DumpFile.NotADump(file, problem);
        }
    }

    private void DescribeRecovered(SagaView view)
    {
        _text.WriteLine($"recovered saga {view.Id} with {view.Log.Events.Count} events");
        _text.Write(view);
    }

    private void Inject(SagaCoordinator<ProvisionContext> coordinator, SagaHandle saga)
    {
        SagaDag dag = saga.GetView().Dag;
        RequireNodes(dag);
        foreach (string node in _options.FailingNodes)
        {
            coordinator.InjectError(saga.Id, dag.GetIndex(node));
            _text.WriteLine($"node {node} is going to fail");
        }
        foreach (string node in _options.FailingUndos)
        {
            coordinator.InjectUndoError(saga.Id, dag.GetIndex(node));
            _text.WriteLine($"the undo of node {node} is going to fail");
        }
    }

    private void RequireNodes(SagaDag dag)
    {
        foreach (string node in _options.FailingNodes.Concat(_options.FailingUndos))
        {
            if (!dag.TryGetIndex(node, out _))
            {
                throw new UserErrorException(
                    $"saga {StoreText.OneLine(dag.Name.Value)} has no node \"{node}\". Its nodes are {string.Join(", ", dag.Nodes.Select(named => StoreText.OneLine(named.Name.Value)))}.",
                    ExitCode.Usage);
            }
        }
    }

    private async Task<int> ReportAsync(IReadOnlyList<SagaHandle> sagas, CancellationToken cancellation)
    {
        foreach (SagaHandle saga in sagas)
        {
            _text.WriteLine();
            _text.Write(saga.GetView());
            _text.WriteLine(saga.Completion.IsCompletedSuccessfully ? $"result: {DemoText.Describe(await saga.Completion)}" : "result: none yet");
        }
        if (_options.DumpTo is { } file)
        {
            await DumpFile.WriteAsync(file, SagaDump.Of(sagas[0].GetView()), _streams);
        }
        List<SagaHandle> unfinished = [.. sagas.Where(saga => !saga.Completion.IsCompletedSuccessfully)];
        if (unfinished.Count > 0)
        {
            if (!cancellation.IsCancellationRequested)
            {
                // The store failed: its own words say what to do.
                await unfinished[0].Completion;
            }
            throw new UserErrorException(HowToGoOn(unfinished.Count));
        }
        return _notRecovered == 0 ? ExitCode.Ok : ExitCode.Other;
    }

    private string HowToGoOn(int unfinished)
    {
        if (_options.Store is not null)
        {
            return $"stopped with {unfinished} unfinished saga{(unfinished == 1 ? "" : "s")}. Run it again with the same --store to go on.";
        }
        return _options.DumpTo is null
            ? "stopped before the saga's end; it was in memory only. With --store it could go on."
            : "stopped before the saga's end. Run it again with --recover-from and the dump to go on.";
    }

    /// <summary>Nothing that needs to be disposed: it writes through.</summary>
    private TextWriter OpenText()
    {
        if (_options.IsQuiet)
        {
            return TextWriter.Null;
        }
        return _options.DumpsToOutput ? _streams.Error : DemoText.Open(_streams.Output);
    }

    private void Crash()
    {
        _streams.Error.WriteLine($"steno: {_options.CrashAfter} events are durable: killing this process.");
        // SIGKILL: no handler, no finally block, no flush.
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
        // The signal may find another thread first; this one must not go on.
        Thread.Sleep(Timeout.Infinite);
    }
}

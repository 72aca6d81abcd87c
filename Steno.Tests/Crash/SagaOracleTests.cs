using Steno.Store;
using Steno.Tests.Stores;

namespace Steno.Tests.Crash;

/// <summary>The judge of the kill tests is judged: what sagas really left passes, and each lie is called one.</summary>
public sealed class SagaOracleTests : IAsyncLifetime
{
    private readonly Disk.TemporaryDirectory _directory = new();
    private string Store => _directory["store"];
    private string LedgerPath => _directory["ledger"];

    /// <summary>Runs sagas until one of them succeeded and one failed and was undone.</summary>
    public async Task InitializeAsync()
    {
        using var ledger = new Ledger(LedgerPath);
        await using FasterSecStore store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = Store, SegmentSizeBytes = SagaChild.SegmentSizeBytes });
        await using var coordinator = new SagaCoordinator<Ledger>(store, LedgerAction.CreateRegistry(), ledger);
        (bool hasSucceeded, bool hasFailed) = (false, false);
        while (!hasSucceeded || !hasFailed)
        {
            SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), LedgerAction.Dag).Ends();
            SagaResult result = await saga.Completion.Ends();
            hasSucceeded |= result is SagaResult.Succeeded;
            // Undone more than the first node: so children and parents took part.
            hasFailed |= result is SagaResult.Failed && saga.GetView().Nodes.Count(node => node.State == SagaNodeState.Undone) > 4;
        }
    }

    [Fact]
    public void Ledger_WithALineThatAKillCut_GoesOnBehindTheWholeOnes()
    {
        string path = _directory["cut"];
        var line = new LedgerLine(LedgerVerb.Did, SagaId.New(), 1, -1, "7");
        using (var first = new Ledger(path))
        {
            first.Append(line);
            first.Append(line);
        }
        using (var cut = new FileStream(path, FileMode.Open))
        {
            cut.SetLength(cut.Length - 9);
        }
        using (var second = new Ledger(path))
        {
            second.Append(line with { Node = 2 });
        }
        Assert.Equal([line, line with { Node = 2 }], Ledger.Read(path));
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Check_OfWhatSagasReallyLeft_Passes()
    {
        var oracle = new SagaOracle();
        string[] said = [.. Ledger.Read(LedgerPath).SelectMany(line => new[] { $"created {line.SagaId}", $"ended {line.SagaId}" })];
        await oracle.CheckAsync(Store, LedgerPath, said, isFinished: true);
        await oracle.CheckAsync(Store, LedgerPath, [], isFinished: true);
    }

    [Theory]
    [InlineData("a saga nobody knows", "which is not there")]
    [InlineData("a second run", "ran again after its output had been used")]
    [InlineData("another output", "that is not the recorded output")]
    [InlineData("an undo of another output", "that is not the node's recorded output")]
    [InlineData("an undo that was not recorded", "the undo's start was not durable")]
    public async Task Check_OfALedgerWithALie_Fails(string lie, string complaint)
    {
        List<LedgerLine> lines = Ledger.Read(LedgerPath);
        LedgerLine saw = lines.First(line => line.Verb == LedgerVerb.Saw && line.Value.Length == 34);
        SagaId succeeded = lines.Select(line => line.SagaId).Distinct().First(id => !lines.Exists(line => line.SagaId == id && line.Verb == LedgerVerb.Undo)
            && lines.Exists(line => line.SagaId == id && line.Verb == LedgerVerb.Did && LedgerAction.Dag.Shape[line.Node].Label == "Print"));
        LedgerLine did = lines.First(line => line.Verb == LedgerVerb.Did && line.SagaId == succeeded);
        using (var ledger = new Ledger(LedgerPath))
        {
            ledger.Append(lie switch
            {
                "a saga nobody knows" => new(LedgerVerb.Do, SagaId.New(), 1, -1, "-"),
                "a second run" => new(LedgerVerb.Do, succeeded, did.Node, -1, "-"),
                "another output" => saw with { Value = "\"00000000000000000000000000000000\"" },
                "an undo of another output" => new(LedgerVerb.Undo, succeeded, did.Node, -1, "\"0\""),
                _ => new(LedgerVerb.Undo, succeeded, did.Node, -1, did.Value),
            });
        }
        await ComplainsAsync(new SagaOracle(), [], complaint);
    }

    [Fact]
    public async Task Check_WithoutAnAcknowledgedSaga_Fails()
        => await ComplainsAsync(new SagaOracle(), [$"created {SagaId.New()}"], "was acknowledged and is not there");

    [Fact]
    public async Task Check_OfARunAfterTheOutcomeWasRecorded_Fails()
    {
        var oracle = new SagaOracle();
        await oracle.CheckAsync(Store, LedgerPath, [], isFinished: true);
        // The last node's output is used by nobody, so only the earlier life's record speaks against it.
        LedgerLine print = Ledger.Read(LedgerPath).First(line => line.Verb == LedgerVerb.Did && LedgerAction.Dag.Shape[line.Node].Label == "Print");
        using (var ledger = new Ledger(LedgerPath))
        {
            ledger.Append(print with { Verb = LedgerVerb.Do });
        }
        await ComplainsAsync(oracle, [], "an earlier life had recorded its outcome");
    }

    [Fact]
    public async Task Check_OfAStoreThatLostItsSagas_Fails()
    {
        var oracle = new SagaOracle();
        await oracle.CheckAsync(Store, LedgerPath, [], isFinished: true);
        Directory.Delete(Store, recursive: true);
        await FasterSecStore.Open(new FasterSecStoreOptions { Directory = Store, SegmentSizeBytes = SagaChild.SegmentSizeBytes }).DisposeAsync();
        await ComplainsAsync(oracle, [], "lost or changed events of an earlier life");
    }

    private async Task ComplainsAsync(SagaOracle oracle, string[] said, string complaint)
    {
        var violation = await Assert.ThrowsAsync<InvalidOperationException>(() => oracle.CheckAsync(Store, LedgerPath, said, isFinished: true));
        Assert.Contains(complaint, violation.Message, StringComparison.Ordinal);
    }
}

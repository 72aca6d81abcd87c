using Steno.Store;

namespace Steno.Tests.Crash;

/// <summary>
/// The process that is killed: a coordinator on a durable store that recovers what it finds and then runs demo sagas, so
/// many at a time. It says on standard output what the parent may rely on: each line only after the call returned.
/// </summary>
internal static class SagaChild
{
    public const string Part = "sagas";
    private const int SagasPerWriter = 50;

    /// <summary>Small, so that every life prepares and enters several.</summary>
    public const int SegmentSizeBytes = 256 << 10;

    /// <param name="arguments">The store's directory, the ledger, and how many sagas to run at once; 0: only finish those found.</param>
    public static async Task RunAsync(string[] arguments)
    {
        (string directory, string ledgerPath, int writers) = (arguments[0], arguments[1], int.Parse(arguments[2]));
        using var ledger = new Ledger(ledgerPath);
        Say("opening");
        await using FasterSecStore store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = directory, SegmentSizeBytes = SegmentSizeBytes });
        Say("opened");
        await using var coordinator = new SagaCoordinator<Ledger>(store, LedgerAction.CreateRegistry(), ledger);
        RecoveryReport report = await coordinator.RecoverAsync(store);
        if (report.Sagas.FirstOrDefault(saga => saga.Handle is null) is { } lost)
        {
            throw new InvalidOperationException($"Saga {lost.Id} was not recovered: {lost.Outcome}.", lost.Problem);
        }
        Say($"recovered {report.Sagas.Count}");
        await Task.WhenAll(
        [
            .. report.Sagas.Select(saga => WaitAsync(saga.Handle!)),
            .. Enumerable.Range(0, writers).Select(_ => Task.Run(() => WriteAsync(coordinator))),
        ]);
        Say("idle");
        if (writers > 0)
        {
            // Everything is done before the parent got to killing: it still does.
            await Task.Delay(Timeout.Infinite);
        }
    }

    private static async Task WriteAsync(SagaCoordinator<Ledger> coordinator)
    {
        for (int number = 0; number < SagasPerWriter; number++)
        {
            SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), LedgerAction.Dag);
            Say($"created {saga.Id}");
            await WaitAsync(saga);
        }
    }

    private static async Task WaitAsync(SagaHandle saga)
    {
        await saga.Completion;
        Say($"ended {saga.Id}");
    }

    /// <summary>One write a line: the console's writer is synchronized and flushes itself.</summary>
    private static void Say(string line) => Console.Out.Write(line + "\n");
}

using System.Diagnostics;
using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Growth;
using Steno.Benchmarks.Load;
using Steno.Store;
using Steno.Store.Disk;

namespace Steno.Benchmarks.Faults;

/// <summary>How long after a write failed the last caller who waits for it hears so.</summary>
internal sealed class FailedWriteTrial : Trial
{
    public const string Told = "store.fault.told";
    private const int Callers = 256;
    private const int RecordsBefore = 20_000;

    protected override string Name => $"a write fails beside {Callers} callers";

    protected override async Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        using RoundDirectory directory = new(options.ParentDirectory);
        FasterSecStoreOptions storeOptions = FillCommand.Options(Path.Combine(directory.Path, "store"), SagaRetention.Keep);
        var disk = new FailingDisk(new LinuxDisk(storeOptions.Directory));
        FasterSecStore store = FasterSecStore.Open(storeOptions, disk);
        int recorded = 0;
        long[] toldAt = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallUntilToldAsync(caller)))).ConfigureAwait(false);
        try
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }
        catch (StorePoisonedException)
        {
            // What the callers were told, once more.
        }
        return new() { [Told] = Stopwatch.GetElapsedTime(disk.FailedAt, toldAt.Max()).TotalMilliseconds };

        async Task<long> CallUntilToldAsync(int caller)
        {
            SagaId id = SagaFlood.IdOf(caller);
            try
            {
                await store.CreateSagaAsync(new SagaCreateParams(id, new SagaName(SagaData.SagaName), RawJson.FromValidated(SagaData.Dag), SagaCachedState.Running)).ConfigureAwait(false);
                for (uint node = 0; ; node++)
                {
                    await store.RecordEventAsync(new SagaNodeEvent(id, new SagaNodeId(node), SagaNodeEventType.Started)).ConfigureAwait(false);
                    if (Interlocked.Increment(ref recorded) == RecordsBefore)
                    {
                        disk.Fail();
                    }
                }
            }
            catch (StorePoisonedException)
            {
                return Stopwatch.GetTimestamp();
            }
        }
    }
}

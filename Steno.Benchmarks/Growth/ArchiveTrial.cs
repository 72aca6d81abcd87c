using System.Diagnostics;
using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Growth;

/// <summary>What a done saga of ten events takes in an archive, on disk beside what it took in the log and in memory, and how long reading it takes.</summary>
internal sealed class ArchiveTrial : Trial
{
    public const string Size = "archive.size";
    public const string Memory = "archive.memory";
    public const string Read = "archive.read";
    private const int Sagas = 50_000;
    private const int Reads = 5_000;

    protected override string Name => "archives";

    protected override int RoundsOf(ClaimsOptions options) => options.IsQuick ? 1 : 3;

    protected override async Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        using RoundDirectory directory = new(options.ParentDirectory);
        FasterSecStoreOptions storeOptions = FillCommand.Options(Path.Combine(directory.Path, "store"), SagaRetention.Keep);
        await using FasterSecStore store = FasterSecStore.Open(storeOptions);
        await SagaFlood.WriteAsync(store, 0, Sagas, static _ => true, workers: 64, callsPerSaga: 4).ConfigureAwait(false);
        double liveBytes = store.GetStatistics().LiveBytes;
        long archived = await store.ArchiveSagasAsync(new SagaQuery()).ConfigureAwait(false);
        StoreStatistics found = store.GetStatistics();
        if (archived != Sagas || found.ArchivedSagaCount != Sagas || found.ArchivedEventCount != (long)Sagas * SagaFlood.EventsPerSaga || found.SagaCount != 0)
        {
            throw new VoidClaimException($"{archived} of {Sagas} sagas were archived");
        }
        var random = new Random(1);
        long started = Stopwatch.GetTimestamp();
        for (int read = 0; read < Reads; read++)
        {
            IReadOnlyList<SagaNodeEvent> events = await store.ReadEventsAsync(SagaFlood.IdOf(random.Next(Sagas))).ConfigureAwait(false);
            if (events.Count != SagaFlood.EventsPerSaga)
            {
                throw new VoidClaimException($"{events.Count} events read, expected {SagaFlood.EventsPerSaga}");
            }
        }
        return new()
        {
            [Size] = found.ArchiveBytes / liveBytes,
            [Memory] = found.ArchiveIndexBytes / (double)Sagas,
            [Read] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Reads,
        };
    }
}

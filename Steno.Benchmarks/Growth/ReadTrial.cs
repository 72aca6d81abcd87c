using System.Diagnostics;
using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Growth;

/// <summary>
/// Reading a saga of ten events: while it is recent, so that memory serves it; when it is old, from the page cache; and when
/// compaction has rewritten it. And checking every byte of a whole store.
/// </summary>
internal sealed class ReadTrial : Trial
{
    public const string Recent = "store.read.recent";
    public const string Old = "store.read.old";
    public const string Compacted = "store.read.compacted";
    public const string Scan = "store.scan";
    private const int RecentSagas = 1_000;
    private const int OldSagas = 100_000;
    private const int Reads = 20_000;

    protected override string Name => "reading";

    protected override int RoundsOf(ClaimsOptions options) => options.IsQuick ? 2 : 5;

    protected override async Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        using RoundDirectory directory = new(options.ParentDirectory);
        FasterSecStoreOptions storeOptions = FillCommand.Options(Path.Combine(directory.Path, "store"), SagaRetention.Keep);
        var figures = new Dictionary<string, double>();
        await using (FasterSecStore store = FasterSecStore.Open(storeOptions))
        {
            await SagaFlood.WriteAsync(store, 0, OldSagas, static _ => false, workers: 64, callsPerSaga: 4).ConfigureAwait(false);
            figures[Old] = await ReadAsync(store, 0, OldSagas / 2).ConfigureAwait(false);
            await SagaFlood.WriteAsync(store, OldSagas, RecentSagas, static _ => false, workers: 64, callsPerSaga: 4).ConfigureAwait(false);
            figures[Recent] = await ReadAsync(store, OldSagas, RecentSagas).ConfigureAwait(false);
            await store.CompactAsync().ConfigureAwait(false);
            figures[Compacted] = await ReadAsync(store, 0, OldSagas / 2).ConfigureAwait(false);
        }
        // Once to warm up: a store of this size is read faster than the JIT is done with the code that reads it.
        FasterSecStore.Verify(storeOptions);
        long started = Stopwatch.GetTimestamp();
        StoreVerification found = FasterSecStore.Verify(storeOptions);
        figures[Scan] = Stopwatch.GetElapsedTime(started).TotalSeconds / (found.LogBytes / 1e9);
        return found.IsSound && found.SagaCount == OldSagas + RecentSagas ? figures : throw new VoidClaimException("the store that was read is not sound");
    }

    private static async Task<double> ReadAsync(FasterSecStore store, int first, int count)
    {
        var random = new Random(1);
        long started = Stopwatch.GetTimestamp();
        for (int read = 0; read < Reads; read++)
        {
            IReadOnlyList<SagaNodeEvent> events = await store.ReadEventsAsync(SagaFlood.IdOf(first + random.Next(count))).ConfigureAwait(false);
            if (events.Count != SagaFlood.EventsPerSaga)
            {
                throw new VoidClaimException($"{events.Count} events read, expected {SagaFlood.EventsPerSaga}");
            }
        }
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Reads;
    }
}

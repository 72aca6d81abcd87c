using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Growth;

/// <summary>What the index takes of each saga, by its own count and by what the collector finds alive.</summary>
internal sealed class IndexTrial(string claim, int sagas, int quickSagas) : Trial
{
    /// <summary>What takes the same whatever comes, the store's buffers above all, is there before it is measured.</summary>
    private const int Before = 50_000;

    private const int Steps = 5;

    protected override string Name => $"the index of {sagas:N0} sagas";

    protected override int RoundsOf(ClaimsOptions options) => 1;

    protected override async Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        int count = options.IsQuick ? quickSagas : sagas;
        using RoundDirectory directory = new(options.ParentDirectory);
        await using FasterSecStore store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = Path.Combine(directory.Path, "store"), Durability = Durability.Buffered });
        await SagaFlood.CreateAsync(store, 0, Before).ConfigureAwait(false);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var figures = new Dictionary<string, double>();
        long after = 0;
        for (int done = 0, step = 1; step <= Steps; step++)
        {
            int end = (int)((long)count * step / Steps);
            await SagaFlood.CreateAsync(store, Before + done, end - done).ConfigureAwait(false);
            done = end;
            after = GC.GetTotalMemory(forceFullCollection: true);
            figures[PointName(claim, done)] = BytesPerSaga(after - before, done, store);
        }
        figures[claim] = BytesPerSaga(after - before, count, store);
        figures["bytes alive"] = after - before;
        figures["index bytes"] = store.GetStatistics().IndexBytes;
        return figures;
    }

    /// <summary>The larger of the two counts.</summary>
    private static double BytesPerSaga(long aliveBytes, int sagas, FasterSecStore store)
        => Math.Max((double)aliveBytes / sagas, (double)store.GetStatistics().IndexBytes / (sagas + Before));
}

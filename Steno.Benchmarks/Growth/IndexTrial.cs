using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Growth;

/// <summary>What the index takes of each saga, by its own count and by what the collector finds alive.</summary>
internal sealed class IndexTrial(string claim, int sagas, int quickSagas) : Trial
{
    /// <summary>What takes the same whatever comes, the store's buffers above all, is there before it is measured.</summary>
    private const int Before = 50_000;

    protected override string Name => $"the index of {sagas:N0} sagas";

    protected override int RoundsOf(ClaimsOptions options) => 1;

    protected override async Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        int count = options.IsQuick ? quickSagas : sagas;
        using RoundDirectory directory = new(options.ParentDirectory);
        await using FasterSecStore store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = Path.Combine(directory.Path, "store"), Durability = Durability.Buffered });
        await SagaFlood.CreateAsync(store, 0, Before).ConfigureAwait(false);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await SagaFlood.CreateAsync(store, Before, count).ConfigureAwait(false);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        return new()
        {
            [claim] = Math.Max((double)(after - before) / count, (double)store.GetStatistics().IndexBytes / (count + Before)),
            ["bytes alive"] = after - before,
            ["index bytes"] = store.GetStatistics().IndexBytes,
        };
    }
}

using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Sagas;

/// <summary>
/// Runs sagas one after another and says by which factor the managed heap is larger at the end than when a tenth was done,
/// both after a full collection; under the name with <c>.per_saga</c>, how many bytes that is for each saga between.
/// </summary>
internal sealed class MemoryTrial(string claim, bool isDurable, int count, int quickCount) : Trial
{
    private static readonly SagaDag s_dag = SagaDags.Prepare(SagaDags.Chain(3));

    protected override string Name => $"many sagas one after another, {(isDurable ? "FasterSecStore, durability Buffered" : "in memory")}";

    protected override int RoundsOf(ClaimsOptions options) => 1;

    protected override async Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        using RoundDirectory directory = new(options.ParentDirectory);
        int sagas = options.IsQuick ? quickCount : count;
        ISecStore store = isDurable ? DurableStore.Open(directory.Path, Durability.Buffered) : new InMemorySecStore();
        await using IAsyncDisposable closing = (IAsyncDisposable)store;
        await using SagaHost host = new(store);
        long early = 0;
        for (int saga = 0; saga < sagas; saga++)
        {
            if (saga == sagas / 10)
            {
                early = GC.GetTotalMemory(forceFullCollection: true);
            }
            await host.RunAsync(SagaIds.Of(0, saga), s_dag).ConfigureAwait(false);
        }
        long late = GC.GetTotalMemory(forceFullCollection: true);
        return new()
        {
            [claim] = (double)late / early,
            [$"{claim}.per_saga"] = (late - early) / (0.9 * sagas),
            ["sagas"] = sagas,
            ["MiB"] = late / 1048576.0,
        };
    }
}

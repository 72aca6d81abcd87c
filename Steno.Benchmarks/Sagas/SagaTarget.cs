using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Sagas;

/// <summary>The coordinator under load: one call is one saga, from its start to its result.</summary>
/// <param name="dag">The graph of every saga.</param>
/// <param name="sharesDag">Whether all sagas run one prepared <see cref="SagaDag"/>; otherwise each makes its own of the graph, as sagas with parameters of their own do.</param>
/// <param name="isDurable">Whether sagas are recorded in the durable store; otherwise in memory.</param>
internal sealed class SagaTarget(Dag dag, bool sharesDag = true, bool isDurable = false) : ILoadTarget
{
    private readonly SagaDag _shared = SagaDags.Prepare(dag);
    private IAsyncDisposable? _store;
    private SagaHost? _host;

    public string Settings => $"coordinator with default options on {(isDurable ? "FasterSecStore, durability Commit" : "InMemorySecStore")}, {(sharesDag ? "one prepared SagaDag" : "a SagaDag of its own for every saga")}";

    public bool BlocksItsCaller => false;

    public void Open(string directory, int callers)
    {
        ISecStore store = isDurable ? DurableStore.Open(directory, Durability.Commit) : new InMemorySecStore();
        _store = (IAsyncDisposable)store;
        _host = new SagaHost(store);
    }

    public ValueTask WriteAsync(int caller, long sequence)
        => _host!.RunAsync(SagaIds.Of(caller, sequence), sharesDag ? _shared : new SagaDag(dag, SagaDags.Parameters));

    public void Close()
    {
        _host?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _store?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    public string? FindLoss(string directory, ReadOnlySpan<long> acknowledged)
    {
        if (!isDurable)
        {
            return null;
        }
        List<SagaId> ended = [];
        for (int caller = 0; caller < acknowledged.Length; caller++)
        {
            for (long sequence = 0; sequence < acknowledged[caller]; sequence++)
            {
                ended.Add(SagaIds.Of(caller, sequence));
            }
        }
        return DurableStore.FindLoss(directory, ended, _shared);
    }
}

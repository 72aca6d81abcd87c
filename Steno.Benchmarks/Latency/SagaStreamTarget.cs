using Steno.Benchmarks.Load;
using Steno.Benchmarks.Sagas;
using Steno.Store;

namespace Steno.Benchmarks.Latency;

/// <summary>
/// Our store under a stream of short sagas: of every ten records of a caller the first creates a saga, eight are its events and
/// the last ends it. A saga that only ever grows would never stand still for compaction, which is part of what is measured.
/// After each round the store is opened again and every acknowledged record counted, saga by saga.
/// </summary>
internal sealed class SagaStreamTarget(FasterSecStoreOptions options, StoreFilling filling = default) : ILoadTarget
{
    private const int RecordsPerSaga = 10;
    private static readonly SagaNodeEventType s_eventType = SagaNodeEventType.Succeeded(RawJson.FromValidated(SagaData.Output));
    private static readonly SagaName s_name = new(SagaData.SagaName);
    private static readonly RawJson s_dag = RawJson.FromValidated(SagaData.Dag);

    private FasterSecStore? _store;

    public string Settings => $"short sagas, durability {options.Durability}, segments of {options.SegmentSizeBytes >> 20} MiB, no commit on the caller's thread, everything else at its default";

    public bool BlocksItsCaller => false;

    public LogProgress? Progress => _store?.ReadProgress();

    /// <summary>The open store.</summary>
    public FasterSecStore Store => _store!;

    public void Open(string directory, int callers)
    {
        _store = FasterSecStore.Open(OptionsFor(directory));
        filling.WriteAsync(_store).GetAwaiter().GetResult();
    }

    public ValueTask WriteAsync(int caller, long sequence)
    {
        SagaId id = SagaIds.Of(caller, sequence / RecordsPerSaga);
        return (sequence % RecordsPerSaga) switch
        {
            0 => _store!.CreateSagaAsync(new SagaCreateParams(id, s_name, s_dag, SagaCachedState.Running)),
            RecordsPerSaga - 1 => _store!.UpdateSagaAsync(id, SagaCachedState.Done),
            var place => _store!.RecordEventAsync(new SagaNodeEvent(id, new SagaNodeId((uint)place), s_eventType)),
        };
    }

    public void Close() => _store?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    public string? FindLoss(string directory, ReadOnlySpan<long> acknowledged)
    {
        FasterSecStore store = FasterSecStore.Open(OptionsFor(directory));
        try
        {
            long sagas = filling.SagaCount;
            for (int caller = 0; caller < acknowledged.Length; caller++)
            {
                for (long first = 0; first < acknowledged[caller]; first += RecordsPerSaga)
                {
                    sagas++;
                    if (FindLoss(store, SagaIds.Of(caller, first / RecordsPerSaga), acknowledged[caller] - first) is { } loss)
                    {
                        return loss;
                    }
                }
            }
            return store.GetStatistics().SagaCount == sagas ? null : $"{store.GetStatistics().SagaCount} sagas are there after reopening, {sagas} were acknowledged";
        }
        finally
        {
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static string? FindLoss(FasterSecStore store, SagaId id, long acknowledged)
    {
        bool isDone = acknowledged >= RecordsPerSaga;
        long events = isDone ? RecordsPerSaga - 2 : acknowledged - 1;
        SagaInfo? saga = store.GetSagaAsync(id).AsTask().GetAwaiter().GetResult();
        return saga?.EventCount == events && saga.State == (isDone ? SagaCachedState.Done : SagaCachedState.Running)
            ? null
            : $"saga {id} is {saga?.State.ToString() ?? "missing"} with {saga?.EventCount ?? 0} events after reopening; {events} were acknowledged";
    }

    // One thread sends everything without awaiting it, so no call may commit on it.
    private FasterSecStoreOptions OptionsFor(string directory) => options with { Directory = Path.Combine(directory, "store"), CommitOnLoneCaller = false };
}

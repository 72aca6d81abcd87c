using Steno.Store;

namespace Steno.Benchmarks.Load;

/// <summary>Our store. After each round it is opened again and every acknowledged record counted, saga by saga.</summary>
internal sealed class StenoTarget(Durability durability, long segmentSizeBytes) : ILoadTarget
{
    private static readonly SagaNodeEventType s_eventType = SagaNodeEventType.Succeeded(RawJson.FromValidated(SagaData.Output));

    private FasterSecStore? _store;
    private SagaId[] _sagas = [];

    public string Settings => $"durability {durability}, segments of {segmentSizeBytes >> 20} MiB, everything else at its default";

    public bool BlocksItsCaller => false;

    public LogProgress? Progress => _store?.ReadProgress();

    public void Open(string directory, int callers)
    {
        _store = FasterSecStore.Open(OptionsFor(directory));
        _sagas = new SagaId[callers];
        Task[] creates = new Task[callers];
        for (int caller = 0; caller < callers; caller++)
        {
            _sagas[caller] = new SagaId(SagaData.IdOf(caller));
            SagaCreateParams create = new(_sagas[caller], new SagaName(SagaData.SagaName), RawJson.FromValidated(SagaData.Dag), SagaCachedState.Running);
            creates[caller] = _store.CreateSagaAsync(create).AsTask();
        }
        Task.WaitAll(creates);
    }

    public ValueTask WriteAsync(int caller, long sequence)
        => _store!.RecordEventAsync(new SagaNodeEvent(_sagas[caller], new SagaNodeId((uint)sequence), s_eventType));

    public void Close() => _store?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    public string? FindLoss(string directory, ReadOnlySpan<long> acknowledged)
    {
        FasterSecStore store = FasterSecStore.Open(OptionsFor(directory));
        try
        {
            for (int caller = 0; caller < acknowledged.Length; caller++)
            {
                SagaInfo? saga = store.GetSagaAsync(_sagas[caller]).AsTask().GetAwaiter().GetResult();
                if (saga?.EventCount != acknowledged[caller])
                {
                    return $"saga {_sagas[caller]} has {saga?.EventCount ?? 0} events after reopening, {acknowledged[caller]} were acknowledged";
                }
            }
            return null;
        }
        finally
        {
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private FasterSecStoreOptions OptionsFor(string directory)
        => new() { Directory = Path.Combine(directory, "store"), Durability = durability, SegmentSizeBytes = segmentSizeBytes };
}

using Steno.Store;
using Steno.Tests.Stores;

namespace Steno.Tests.PowerLoss;

/// <summary>One thing to do with a store, and what it does to the model.</summary>
internal sealed record Step(string Name, Func<FasterSecStore, Task> Run, Action<ModelSecStore> Apply)
{
    internal static Step Write(params SagaRecord[] records) => new(
        $"write {string.Join(", ", records.Select(record => $"{record.Kind} of {record.SagaId}"))}",
        store => store.WriteAsync(records).AsTask(),
        model => model.WriteAsync(records).AsTask().GetAwaiter().GetResult());

    internal static Step Delete(SagaId id) => new($"delete {id}", store => store.DeleteSagaAsync(id).AsTask(), model => model.DeleteSaga(id));

    internal static Step Compact { get; } = new("compact", store => store.CompactAsync().AsTask(), static _ => { });

    internal static Step Snapshot { get; } = new("snapshot", store => store.TakeSnapshotAsync().AsTask(), static _ => { });

    /// <summary>Close and open again; <see cref="RecordedLife"/> does it, because the store is another one afterwards.</summary>
    internal static Step Reopen { get; } = new("reopen", static _ => Task.CompletedTask, static _ => { });

    /// <summary>A power cut that keeps nothing unsynced, and open again; done by <see cref="RecordedLife"/>.</summary>
    internal static Step CutAndReopen { get; } = new("cut", static _ => Task.CompletedTask, static _ => { });

    /// <summary>Archives these sagas.</summary>
    internal static Step Archive(params SagaId[] ids) => new(
        $"archive {string.Join(", ", ids)}",
        store => store.ArchiveSagasAsync(ids).AsTask(),
        static _ => { });

    /// <summary>Archives whatever is done.</summary>
    internal static Step ArchiveAll { get; } = new("archive all", store => store.ArchiveSagasAsync(new SagaQuery()).AsTask(), static _ => { });

    public override string ToString() => Name;
}

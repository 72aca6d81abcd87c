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

    internal static Step Delete(SagaId id) => new($"delete {id}", store => store.DeleteSagaAsync(id).AsTask(), model => model.DeleteSaga(id)) { EndsBurst = true };

    internal static Step Compact { get; } = new("compact", store => store.CompactAsync().AsTask(), static _ => { }) { IsTidying = true };

    internal static Step Snapshot { get; } = new("snapshot", store => store.TakeSnapshotAsync().AsTask(), static _ => { }) { IsTidying = true };

    /// <summary>Close and open again; <see cref="RecordedLife"/> does it, because the store is another one afterwards.</summary>
    internal static Step Reopen { get; } = new("reopen", static _ => Task.CompletedTask, static _ => { });

    /// <summary>A power cut that keeps nothing unsynced, and open again; done by <see cref="RecordedLife"/>.</summary>
    internal static Step CutAndReopen { get; } = new("cut", static _ => Task.CompletedTask, static _ => { });

    /// <summary>Archives these sagas.</summary>
    internal static Step Archive(params SagaId[] ids) => new(
        $"archive {string.Join(", ", ids)}",
        store => store.ArchiveSagasAsync(ids).AsTask(),
        static _ => { })
    { EndsBurst = true, Archives = true, Archived = ids };

    /// <summary>Archives these sagas beside the steps that follow, which leave them alone.</summary>
    internal static Step ArchiveBeside(params SagaId[] ids) => Archive(ids) with { EndsBurst = false, IsTidying = true };

    /// <summary>Archives whatever is done.</summary>
    internal static Step ArchiveAll { get; } = new("archive all", store => store.ArchiveSagasAsync(new SagaQuery()).AsTask(), static _ => { }) { EndsBurst = true, Archives = true };

    /// <summary>Begins a compaction and thinks better of it: rewrites may be left without their ends.</summary>
    /// <param name="patience">How long it is left alone, in turns of this thread.</param>
    internal static Step CompactAWhile(int patience) => new("compact a while", async store =>
    {
        using var cancelled = new CancellationTokenSource();
        Task compaction = store.CompactAsync(cancellation: cancelled.Token).AsTask();
        for (int i = 0; i < patience && !compaction.IsCompleted; i++)
        {
            await Task.Yield();
        }
        await cancelled.CancelAsync();
        await compaction.ContinueWith(static ended => ended.Exception is null ? Task.CompletedTask : ended, TaskScheduler.Default).Unwrap();
    }, static _ => { })
    { IsTidying = true };

    /// <summary>Whether it changes nothing that a store holds and may go on beside the steps after it.</summary>
    internal bool IsTidying { get; private init; }

    /// <summary>Whether the steps after it rely on its being over.</summary>
    internal bool EndsBurst { get; private init; }

    /// <summary>Whether it relies on the steps before it being over, too.</summary>
    internal bool Archives { get; private init; }

    /// <summary>The sagas that it archives; null for all that are done, when it archives.</summary>
    internal IReadOnlyList<SagaId>? Archived { get; private init; }

    public override string ToString() => Name;
}

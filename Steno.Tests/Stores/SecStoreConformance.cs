using Steno.Store;

namespace Steno.Tests.Stores;

/// <summary>What every <see cref="ISecStore"/> does, whether it keeps anything or not.</summary>
public abstract class SecStoreConformance
{
    /// <summary>A new, empty store that the test disposes.</summary>
    protected abstract ISecStore NewStore();

    private protected static SagaId NewId { get; } = Sample.Id(0xABC);

    [Fact]
    public async Task EveryCall_OnAnOpenStore_Completes()
    {
        ISecStore store = NewStore();
        await using var _ = (IAsyncDisposable)store;
        foreach (Func<ValueTask> call in Calls(store, default))
        {
            await call().Ends();
        }
    }

    [Fact]
    public async Task EveryCall_WithACancelledToken_IsCancelled()
    {
        ISecStore store = NewStore();
        await using var _ = (IAsyncDisposable)store;
        await store.CreateSagaAsync(Sample.Create(NewId)).Ends();
        foreach (Func<ValueTask> call in Calls(store, new CancellationToken(canceled: true)))
        {
            Assert.IsAssignableFrom<OperationCanceledException>(await Eventually.Outcome(call));
        }
    }

    [Fact]
    public async Task EveryCall_AfterDisposal_IsRefused()
    {
        ISecStore store = NewStore();
        await ((IAsyncDisposable)store).DisposeAsync().Ends();
        foreach (Func<ValueTask> call in Calls(store, default))
        {
            Assert.IsType<ObjectDisposedException>(await Eventually.Outcome(call));
        }
    }

    [Fact]
    public async Task Disposal_Twice_IsHarmless()
    {
        var store = (IAsyncDisposable)NewStore();
        await store.DisposeAsync().Ends();
        await store.DisposeAsync().Ends();
    }

    [Fact]
    public async Task WriteAsync_WithNothing_Completes()
    {
        ISecStore store = NewStore();
        await using var _ = (IAsyncDisposable)store;
        await store.WriteAsync(ReadOnlyMemory<SagaRecord>.Empty).Ends();
    }

    private static Func<ValueTask>[] Calls(ISecStore store, CancellationToken cancellation)
    {
        SagaId second = Sample.Id(0xABD);
        return
        [
            () => store.CreateSagaAsync(Sample.Create(NewId), cancellation),
            () => store.RecordEventAsync(Sample.Started(NewId), cancellation),
            () => store.UpdateSagaAsync(NewId, SagaCachedState.Unwinding, cancellation),
            () => store.RecordNoteAsync(Sample.Note(NewId), cancellation),
            () => store.WriteAsync(new[]
            {
                SagaRecord.Create(Sample.Create(second)),
                SagaRecord.Event(Sample.Started(second)),
                SagaRecord.Note(Sample.Note(second)),
                SagaRecord.Update(new SagaUpdate(second, SagaCachedState.Done)),
            }, cancellation),
        ];
    }
}

using Steno.Store;

namespace Steno.Tests.Stores;

/// <summary>A store of somebody else's, written before there were notes: it compiles, works, and never loses a note silently.</summary>
public sealed class ForeignSecStoreTests
{
    private static readonly SagaId s_id = Sample.Id(1);

    [Fact]
    public async Task Note_ForAStoreWithoutNotes_IsRefusedByName()
    {
        ISecStore store = new StoreWithoutNotes();
        await store.CreateSagaAsync(Sample.Create(s_id));
        var error = Assert.IsType<NotSupportedException>(await Eventually.Outcome(() => store.RecordNoteAsync(Sample.Note(s_id))));
        Assert.Contains(nameof(StoreWithoutNotes), error.Message, StringComparison.Ordinal);
        Assert.Contains(s_id.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_WithANoteBeforeTheUpdate_ChangesNothingInAStoreWithoutNotes()
    {
        var store = new StoreWithoutNotes();
        await store.CreateSagaAsync(Sample.Create(s_id));
        SagaRecord[] abandon = [SagaRecord.Note(Sample.Note(s_id)), SagaRecord.Update(new SagaUpdate(s_id, SagaCachedState.Done))];
        Assert.IsType<NotSupportedException>(await Eventually.Outcome(() => ((ISecStore)store).WriteAsync(abandon)));
        Assert.Equal(SagaCachedState.Running, (await store.GetSagaAsync(s_id))!.State);
    }

    [Fact]
    public async Task ReadNotes_FromAStoreWithoutNotes_GivesNoneOrSaysThatThereIsNoSaga()
    {
        var store = new StoreWithoutNotes();
        ISecStoreReader reader = store;
        await store.CreateSagaAsync(Sample.Create(s_id));
        Assert.Empty(await reader.ReadNotesAsync(s_id).Ends());
        await Assert.ThrowsAsync<UnknownSagaException>(async () => await reader.ReadNotesAsync(Sample.Id(2)).Ends());
    }

    // PayloadTooLargeException says that nothing was written, and the executor records something else in its place then.
    [Fact]
    public async Task WriteAsync_WithAPayloadTooLargeAfterOthers_SaysThatThoseWereWritten()
    {
        var store = new StoreWithoutNotes();
        await store.CreateSagaAsync(Sample.Create(s_id));
        SagaRecord small = SagaRecord.Event(new SagaNodeEvent(s_id, new SagaNodeId(0), SagaNodeEventType.Started));
        SagaRecord large = SagaRecord.Event(new SagaNodeEvent(s_id, new SagaNodeId(0), SagaNodeEventType.Succeeded(RawJson.Parse($"\"{new string('x', 100_000)}\""))));

        var partly = Assert.IsType<PartlyWrittenException>(await Eventually.Outcome(() => ((ISecStore)store).WriteAsync(new[] { small, large })));
        Assert.Equal((s_id, 1), (partly.SagaId, partly.WrittenCount));
        Assert.Single(await store.ReadEventsAsync(s_id));
        Assert.IsType<PayloadTooLargeException>(await Eventually.Outcome(() => ((ISecStore)store).WriteAsync(new[] { large, small })));
        Assert.Single(await store.ReadEventsAsync(s_id));
    }

    /// <summary>Only the members that have no default body.</summary>
    private sealed class StoreWithoutNotes : ISecStore, ISecStoreReader
    {
        private readonly ModelSecStore _model = new(payloadLimitBytes: 50_000);

        public ValueTask CreateSagaAsync(SagaCreateParams create, CancellationToken cancellation = default) => _model.CreateSagaAsync(create, cancellation);
        public ValueTask RecordEventAsync(SagaNodeEvent nodeEvent, CancellationToken cancellation = default) => _model.RecordEventAsync(nodeEvent, cancellation);
        public ValueTask UpdateSagaAsync(SagaId id, SagaCachedState state, CancellationToken cancellation = default) => _model.UpdateSagaAsync(id, state, cancellation);
        public ValueTask<SagaInfo?> GetSagaAsync(SagaId id, CancellationToken cancellation = default) => _model.GetSagaAsync(id, cancellation);
        public ValueTask<SagaCreateParams?> GetCreateParamsAsync(SagaId id, CancellationToken cancellation = default) => _model.GetCreateParamsAsync(id, cancellation);
        public ValueTask<IReadOnlyList<SagaInfo>> ListSagasAsync(SagaQuery query, CancellationToken cancellation = default) => _model.ListSagasAsync(query, cancellation);
        public ValueTask<IReadOnlyList<SagaNodeEvent>> ReadEventsAsync(SagaId id, CancellationToken cancellation = default) => _model.ReadEventsAsync(id, cancellation);
        public IAsyncEnumerable<SagaInfo> ReadUnfinishedAsync(CancellationToken cancellation = default) => _model.ReadUnfinishedAsync(cancellation);
    }
}

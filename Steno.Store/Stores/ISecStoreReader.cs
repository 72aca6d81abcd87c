namespace Steno.Store;

/// <summary>The reading side of a store that keeps its sagas. Reads see every acknowledged write and never wait for a commit.</summary>
public interface ISecStoreReader
{
    /// <summary>One saga, or null when there is none of that id.</summary>
    /// <param name="id">The saga.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<SagaInfo?> GetSagaAsync(SagaId id, CancellationToken cancellation = default);

    /// <summary>The parameters with which a saga was created, its first cached state included, or null when there is none of that id.</summary>
    /// <param name="id">The saga.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<SagaCreateParams?> GetCreateParamsAsync(SagaId id, CancellationToken cancellation = default);

    /// <summary>Sagas ordered by id.</summary>
    /// <param name="query">Which sagas, from where, how many.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<IReadOnlyList<SagaInfo>> ListSagasAsync(SagaQuery query, CancellationToken cancellation = default);

    /// <summary>A saga's events in the order in which they were recorded.</summary>
    /// <param name="id">The saga.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="UnknownSagaException">The saga was never created.</exception>
    ValueTask<IReadOnlyList<SagaNodeEvent>> ReadEventsAsync(SagaId id, CancellationToken cancellation = default);

    /// <summary>The texts of a saga's notes in the order in which they were recorded; empty when there are none.</summary>
    /// <remarks>This default body is that of a store whose <see cref="ISecStore.RecordNoteAsync"/> refuses: its sagas have none.</remarks>
    /// <param name="id">The saga.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="UnknownSagaException">The saga was never created.</exception>
    async ValueTask<IReadOnlyList<string>> ReadNotesAsync(SagaId id, CancellationToken cancellation = default)
        => await GetSagaAsync(id, cancellation).ConfigureAwait(false) is null ? throw new UnknownSagaException(id) : [];

    /// <summary>Every saga whose cached state is not <c>done</c>, ordered by id, read in bounded portions.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    IAsyncEnumerable<SagaInfo> ReadUnfinishedAsync(CancellationToken cancellation = default);
}

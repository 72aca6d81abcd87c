namespace Steno.Store;

/// <summary>
/// Where a saga execution coordinator records sagas, before each step matters. Implementations are thread-safe.
/// </summary>
/// <remarks>
/// The synchronous part of a call fixes the record's place in the order; awaiting it waits until the store's promise holds
/// (for a durable store: the bytes are on stable storage). Cancelling stops the waiting, not the write; a token that is
/// cancelled already means that nothing is written. Appends are never deduplicated.
/// The shape follows the trait <c>SecStore</c> of the Rust crate steno 0.4.1.
/// </remarks>
public interface ISecStore
{
    /// <summary>Creates a saga's record.</summary>
    /// <param name="create">What to create.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="SagaExistsException">The store has a saga of that id.</exception>
    /// <exception cref="PayloadTooLargeException">Name and DAG exceed the store's limit; nothing was written.</exception>
    ValueTask CreateSagaAsync(SagaCreateParams create, CancellationToken cancellation = default);

    /// <summary>Appends a node's event to its saga's log.</summary>
    /// <param name="nodeEvent">The event.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="UnknownSagaException">The saga was never created.</exception>
    /// <exception cref="SagaDoneException">The saga's cached state is <c>done</c>.</exception>
    /// <exception cref="PayloadTooLargeException">The payload exceeds the store's limit; nothing was written.</exception>
    ValueTask RecordEventAsync(SagaNodeEvent nodeEvent, CancellationToken cancellation = default);

    /// <summary>Changes a saga's cached state: running, unwinding, done, never backwards.</summary>
    /// <remarks>An update to the state that the saga already has succeeds once that state is durable and writes nothing.</remarks>
    /// <param name="id">The saga.</param>
    /// <param name="state">Its new state.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="UnknownSagaException">The saga was never created.</exception>
    /// <exception cref="InvalidStateChangeException">The state would go backwards.</exception>
    ValueTask UpdateSagaAsync(SagaId id, SagaCachedState state, CancellationToken cancellation = default);

    /// <summary>Keeps a remark with a saga, in any state, also <c>done</c>. It changes no state and is not counted as an event.</summary>
    /// <remarks>
    /// This default body refuses: a store that was written before there were notes has no place for one, and dropping it
    /// would lose what the caller wants to be kept. It cannot go through <see cref="WriteAsync"/>, whose default body comes here.
    /// </remarks>
    /// <param name="note">The remark.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="UnknownSagaException">The saga was never created.</exception>
    /// <exception cref="PayloadTooLargeException">The text exceeds the store's limit; nothing was written.</exception>
    /// <exception cref="NotSupportedException">The store keeps no notes; nothing was written.</exception>
    ValueTask RecordNoteAsync(SagaNote note, CancellationToken cancellation = default)
        => ValueTask.FromException(new NotSupportedException(
            $"{GetType().Name} keeps no notes. Nothing was written for saga {note.Id}; use a store that implements {nameof(RecordNoteAsync)}."));

    /// <summary>Writes several records as one decision: all are validated first, then all are written or none, in one batch.</summary>
    /// <remarks>
    /// This default body applies them one by one and stops at the first refusal; stores that can do better override it.
    /// So a note goes before the update that it explains: a store without notes then refuses before it changed anything.
    /// </remarks>
    /// <param name="records">Creates, events, updates and notes in the order to apply; each sees the ones before it.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="PayloadTooLargeException">A payload or all together exceed the store's limit; nothing was written.</exception>
    /// <exception cref="PartlyWrittenException">Of this default body: a payload exceeds the limit, and records before it were written.</exception>
    /// <exception cref="NotSupportedException">There is a note, and the store keeps none.</exception>
    async ValueTask WriteAsync(ReadOnlyMemory<SagaRecord> records, CancellationToken cancellation = default)
    {
        for (int i = 0; i < records.Length; i++)
        {
            SagaRecord record = records.Span[i];
            try
            {
                await (record.Kind switch
                {
                    SagaRecordKind.Create => CreateSagaAsync(record.CreateParams, cancellation),
                    SagaRecordKind.Event => RecordEventAsync(record.NodeEvent, cancellation),
                    SagaRecordKind.Note => RecordNoteAsync(record.SagaNote, cancellation),
                    _ => UpdateSagaAsync(record.SagaId, record.StateUpdate.State, cancellation),
                }).ConfigureAwait(false);
            }
            catch (PayloadTooLargeException refusal) when (i > 0)
            {
                // That exception says that nothing was written, and callers rely on it.
                throw new PartlyWrittenException(record.SagaId, i, refusal);
            }
        }
    }
}

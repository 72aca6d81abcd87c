namespace Steno.Store;

/// <summary>
/// A store that keeps nothing: every call succeeds at once and nothing can be read back or recovered,
/// as with the in-memory store of the Rust crate. For tests, and for sagas that need not survive their process.
/// </summary>
public sealed class InMemorySecStore : ISecStore, IAsyncDisposable
{
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public ValueTask CreateSagaAsync(SagaCreateParams create, CancellationToken cancellation = default) => Accept(cancellation);

    /// <inheritdoc/>
    public ValueTask RecordEventAsync(SagaNodeEvent nodeEvent, CancellationToken cancellation = default) => Accept(cancellation);

    /// <inheritdoc/>
    public ValueTask UpdateSagaAsync(SagaId id, SagaCachedState state, CancellationToken cancellation = default) => Accept(cancellation);

    /// <inheritdoc/>
    public ValueTask RecordNoteAsync(SagaNote note, CancellationToken cancellation = default) => Accept(cancellation);

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<SagaRecord> records, CancellationToken cancellation = default) => Accept(cancellation);

    /// <summary>Refuses every later call.</summary>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return default;
    }

    private ValueTask Accept(CancellationToken cancellation)
    {
        if (_isDisposed)
        {
            return ValueTask.FromException(new ObjectDisposedException(nameof(InMemorySecStore)));
        }
        return cancellation.IsCancellationRequested ? ValueTask.FromCanceled(cancellation) : default;
    }
}

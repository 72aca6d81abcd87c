namespace Steno.Store;

/// <summary>The embedded durable store: a keyed, group-committed, checksummed log on FasterLog.</summary>
public sealed partial class FasterSecStore : ISecStore, ISecStoreReader, IAsyncDisposable
{
    /// <summary>Opens a store, creating it when its directory is missing or empty.</summary>
    /// <param name="options">How to open it.</param>
    public static FasterSecStore Open(FasterSecStoreOptions options) => throw new NotImplementedException();

    /// <summary>Opens a store on another disk than the file system: for tests.</summary>
    internal static FasterSecStore Open(FasterSecStoreOptions options, Disk.IDisk disk) => throw new NotImplementedException();

    /// <summary>Checks every byte of a store without a lock and without changing anything. Damage is reported, not thrown.</summary>
    /// <param name="options">Which store; only <see cref="FasterSecStoreOptions.Directory"/> matters.</param>
    /// <param name="progress">Told how many bytes of log were checked so far.</param>
    /// <exception cref="NotAStoreException">There is no store.</exception>
    public static StoreVerification Verify(FasterSecStoreOptions options, IProgress<long>? progress = null) => throw new NotImplementedException();

    internal static StoreVerification Verify(FasterSecStoreOptions options, Disk.IDisk disk, IProgress<long>? progress = null) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask CreateSagaAsync(SagaCreateParams create, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <inheritdoc/>
    public ValueTask RecordEventAsync(SagaNodeEvent nodeEvent, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <inheritdoc/>
    public ValueTask UpdateSagaAsync(SagaId id, SagaCachedState state, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<SagaRecord> records, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <inheritdoc/>
    public ValueTask<SagaInfo?> GetSagaAsync(SagaId id, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <inheritdoc/>
    public ValueTask<SagaCreateParams?> GetCreateParamsAsync(SagaId id, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SagaInfo>> ListSagasAsync(SagaQuery query, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SagaNodeEvent>> ReadEventsAsync(SagaId id, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <inheritdoc/>
    public IAsyncEnumerable<SagaInfo> ReadUnfinishedAsync(CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

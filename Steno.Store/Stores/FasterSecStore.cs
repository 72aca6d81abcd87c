using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Steno.Store.Archives;
using Steno.Store.Disk;
using Steno.Store.Log;

namespace Steno.Store;

/// <summary>
/// The embedded durable store: a keyed, group-committed, checksummed log on FasterLog, in one directory, owned by one process.
/// </summary>
/// <remarks>
/// Durability: a call completes only after its bytes, and every directory entry needed to find them, are on stable storage
/// (unless <see cref="Durability.Buffered"/> was chosen). All members are thread-safe. After a failed write or sync the store
/// refuses everything with <see cref="StorePoisonedException"/>; acknowledged records are safe. Linux only, x64 and arm64.
/// </remarks>
/// <example><code>
/// await using var store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = "/var/lib/orders" });
/// await store.CreateSagaAsync(new SagaCreateParams(SagaId.New(), new SagaName("order"), dag, SagaCachedState.Running));
/// </code></example>
public sealed class FasterSecStore : ISecStore, ISecStoreReader, IAsyncDisposable
{
    private const int ReadPortion = 256;

    private readonly FasterSecStoreOptions _options;
    private readonly StoreState _state;
    private readonly Appender? _appender;
    private readonly Committer? _committer;
    private readonly StoreKeeper? _keeper;
    private readonly SuperblockFile? _superblock;
    private readonly IDisposable? _lock;
    private readonly ILogger _logger;
    private readonly StoreMetrics _metrics;
    private readonly Lock _disposeLock = new();
    /// <summary>What the caller does next is not done on a thread of the store.</summary>
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _disposal;

    private FasterSecStore(FasterSecStoreOptions options, OpenedStore opened, ILogger logger)
    {
        _options = options;
        (_state, _appender, _committer, _keeper, _superblock, _lock) = opened;
        _logger = logger;
        _metrics = new StoreMetrics(_state);
        _committer?.Metrics = _metrics;
    }

    /// <summary>What the writing and the reading side share: for tests and measurements.</summary>
    internal StoreState State => _state;

    /// <summary>Opens a store, creating it when its directory is missing or empty. Blocks while the log is read.</summary>
    /// <param name="options">How to open it.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="NotAStoreException">The path holds something other than a store.</exception>
    /// <exception cref="StoreLockedException">Another owner has it open.</exception>
    /// <exception cref="StoreCorruptedException">Acknowledged bytes are damaged; nothing was changed.</exception>
    /// <exception cref="StoreFormatException">It was written by a newer version; nothing was changed.</exception>
    /// <exception cref="StoreFullException">The disk has no room for a first segment.</exception>
    /// <exception cref="StoreReadOnlyException">The directory cannot be written to.</exception>
    /// <exception cref="PlatformNotSupportedException">Not Linux on x64 or arm64.</exception>
    public static FasterSecStore Open(FasterSecStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Open(options, new LinuxDisk(options.Directory));
    }

    /// <summary>Opens a store on another disk than the file system: for tests.</summary>
    internal static FasterSecStore Open(FasterSecStoreOptions options, IDisk disk)
    {
        options.Validate();
        ILogger logger = Logger(options);
        return new FasterSecStore(options, new StoreOpener(options, disk, logger).Open(), logger);
    }

    /// <summary>Checks every byte of a store without a lock and without changing anything. Damage is reported, not thrown.</summary>
    /// <param name="options">Which store; only <see cref="FasterSecStoreOptions.Directory"/> matters.</param>
    /// <param name="progress">Told how many bytes of log were checked so far.</param>
    /// <exception cref="NotAStoreException">There is no store.</exception>
    /// <exception cref="StoreCorruptedException">The superblock itself is damaged, so the log cannot be found.</exception>
    public static StoreVerification Verify(FasterSecStoreOptions options, IProgress<long>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Verify(options, new LinuxDisk(options.Directory), progress);
    }

    internal static StoreVerification Verify(FasterSecStoreOptions options, IDisk disk, IProgress<long>? progress = null)
        => new StoreOpener(options, disk, Logger(options)).Verify(progress);

    /// <inheritdoc/>
    public ValueTask CreateSagaAsync(SagaCreateParams create, CancellationToken cancellation = default)
    {
        PreparedRecord record = PreparedRecord.From(create);
        return Append(new ReadOnlySpan<PreparedRecord>(in record), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask RecordEventAsync(SagaNodeEvent nodeEvent, CancellationToken cancellation = default)
    {
        PreparedRecord record = PreparedRecord.From(nodeEvent);
        return Append(new ReadOnlySpan<PreparedRecord>(in record), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask UpdateSagaAsync(SagaId id, SagaCachedState state, CancellationToken cancellation = default)
    {
        PreparedRecord record = PreparedRecord.From(new SagaUpdate(id, state));
        return Append(new ReadOnlySpan<PreparedRecord>(in record), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask RecordNoteAsync(SagaNote note, CancellationToken cancellation = default)
    {
        PreparedRecord record = PreparedRecord.From(note);
        return Append(new ReadOnlySpan<PreparedRecord>(in record), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<SagaRecord> records, CancellationToken cancellation = default)
    {
        PreparedRecord[] prepared = ArrayPool<PreparedRecord>.Shared.Rent(records.Length);
        try
        {
            ReadOnlySpan<SagaRecord> source = records.Span;
            for (int i = 0; i < source.Length; i++)
            {
                prepared[i] = PreparedRecord.From(source[i]);
            }
            return Append(prepared.AsSpan(0, source.Length), cancellation);
        }
        finally
        {
            ArrayPool<PreparedRecord>.Shared.Return(prepared, clearArray: true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<SagaInfo?> GetSagaAsync(SagaId id, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(ReadOrDefault(id, ToInfo, static saga => saga.ToInfo()));
    }

    /// <inheritdoc/>
    public ValueTask<SagaCreateParams?> GetCreateParamsAsync(SagaId id, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(ReadOrDefault<SagaCreateParams?>(id, static (in SagaEntry saga, RecordReader reader) => reader.Read(saga.CreateAddress).ToCreateParams(), static saga => saga.ToCreateParams()));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SagaInfo>> ListSagasAsync(SagaQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Limit);
        var infos = new List<SagaInfo>();
        RecordReader reader = NewReader();
        foreach (SagaId id in WithArchived(FindIds(query, cancellation), query, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            if (ReadOrDefault(id, ToInfo, static saga => saga.ToInfo(), reader) is { } info)
            {
                infos.Add(info);
            }
        }
        return new(infos);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SagaNodeEvent>> ReadEventsAsync(SagaId id, CancellationToken cancellation = default)
    {
        IReadOnlyList<SagaNodeEvent>? found = ReadOrDefault<IReadOnlyList<SagaNodeEvent>>(id, (in SagaEntry saga, RecordReader reader) =>
        {
            var events = new List<SagaNodeEvent>(saga.FirstEvents);
            foreach (StoredRecord record in reader.ReadChain(id, saga.PublishedHead, cancellation))
            {
                if (record.Kind == LogRecordKind.Event)
                {
                    events.Add(record.ToEvent());
                }
            }
            events.Reverse();
            return events;
        }, saga => saga.ToEvents(cancellation));
        return new(found ?? throw new UnknownSagaException(id));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ReadNotesAsync(SagaId id, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<string>? found = ReadOrDefault<IReadOnlyList<string>>(id, (in SagaEntry saga, RecordReader reader) =>
        {
            var notes = new List<string>();
            // Nearly every saga has no note, and reading its chain to learn that would double the cost of an export.
            if (saga.HasNote)
            {
                foreach (StoredRecord record in reader.ReadChain(id, saga.PublishedHead, cancellation))
                {
                    if (record.Kind == LogRecordKind.Note)
                    {
                        notes.Add(record.ToNote());
                    }
                }
                notes.Reverse();
            }
            return notes;
        }, static saga => saga.ToNotes());
        return new(found ?? throw new UnknownSagaException(id));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SagaInfo> ReadUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var query = new SagaQuery { States = [SagaCachedState.Running, SagaCachedState.Unwinding] };
        SagaId[] ids = FindIds(query, cancellation);
        for (int start = 0; start < ids.Length; start += ReadPortion)
        {
            foreach (SagaId id in ids.AsMemory(start, Math.Min(ReadPortion, ids.Length - start)).ToArray())
            {
                SagaInfo? info = await GetSagaAsync(id, cancellation).ConfigureAwait(false);
                if (info is { State: not SagaCachedState.Done })
                {
                    yield return info;
                }
            }
        }
    }

    /// <summary>Deletes a saga, durably; its space comes back by compaction. The id may be created again afterwards.</summary>
    /// <param name="id">The saga; it must be done.</param>
    /// <param name="cancellation">Ends waiting; the saga may be deleted all the same.</param>
    /// <exception cref="UnknownSagaException">There is no saga of that id.</exception>
    /// <exception cref="SagaArchivedException">It is archived.</exception>
    /// <exception cref="SagaUnfinishedException">It is not done; see <see cref="DeleteSagasAsync"/> for deleting it nevertheless.</exception>
    public ValueTask DeleteSagaAsync(SagaId id, CancellationToken cancellation = default)
    {
        PreparedRecord record = PreparedRecord.Drop(id, mayBeUnfinished: false);
        return Append(new ReadOnlySpan<PreparedRecord>(in record), cancellation);
    }

    /// <summary>Deletes sagas in bounded batches, each durable before the next; stopped half-way, what was deleted stays deleted.</summary>
    /// <param name="query">Which sagas, archived ones never. Without states it means done ones; unfinished sagas are deleted, with whatever they have not undone, only when it names their states.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    /// <returns>How many sagas were deleted.</returns>
    public ValueTask<long> DeleteSagasAsync(SagaQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Limit);
        SagaQuery meant = query.States is { Count: > 0 } ? query : query with { States = [SagaCachedState.Done] };
        bool mayBeUnfinished = meant.States!.Any(state => state != SagaCachedState.Done);
        return new(Keeper().DeleteAsync((in SagaEntry saga) => Selects(meant, saga), mayBeUnfinished, query.Limit, cancellation));
    }

    /// <summary>
    /// Moves done sagas into archives, some at a time: each is durable in its archive before it leaves the log. Archived sagas can be
    /// read like the others, are neither changed nor deleted, keep their ids and take no place in the index. Stopped half-way, what was
    /// archived stays archived.
    /// </summary>
    /// <param name="query">Which sagas. Unfinished ones are never archived, and neither is one of more than 128 MiB; stuck ones are.</param>
    /// <param name="cancellation">Ends the work at the next step.</param>
    /// <returns>How many sagas were archived.</returns>
    public ValueTask<long> ArchiveSagasAsync(SagaQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Limit);
        return new(Keeper().ArchiveAsync((in SagaEntry saga) => Selects(query, saga), query.Limit, cancellation));
    }

    /// <summary>Moves these sagas into an archive, as <see cref="ArchiveSagasAsync(SagaQuery, CancellationToken)"/> does.</summary>
    /// <param name="ids">The sagas; each must be done.</param>
    /// <param name="cancellation">Ends the work at the next step.</param>
    /// <returns>How many were archived: one that gets a note at this moment stays.</returns>
    /// <exception cref="UnknownSagaException">There is no saga of one of the ids. Nothing was archived, as for the others.</exception>
    /// <exception cref="SagaUnfinishedException">One is not done.</exception>
    /// <exception cref="SagaArchivedException">One is archived already.</exception>
    public ValueTask<long> ArchiveSagasAsync(IReadOnlyCollection<SagaId> ids, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        StoreKeeper keeper = Keeper();
        foreach (SagaId id in ids)
        {
            if (!TryGetEntry(id, out SagaEntry saga))
            {
                throw _state.IsArchived(id) ? new SagaArchivedException(id) : new UnknownSagaException(id);
            }
            if (saga.PublishedState != SagaCachedState.Done)
            {
                throw new SagaUnfinishedException(id, saga.PublishedState);
            }
        }
        HashSet<SagaId> chosen = [.. ids];
        return new(keeper.ArchiveAsync((in SagaEntry saga) => chosen.Contains(saga.Id), int.MaxValue, cancellation));
    }

    /// <summary>Applies retention and compacts the whole log now, instead of bit by bit in the background.</summary>
    /// <param name="retention">What becomes of done sagas this once; null for what the options say.</param>
    /// <param name="cancellation">Ends the work at the next step; nothing is lost.</param>
    public ValueTask<CompactionReport> CompactAsync(SagaRetention? retention = null, CancellationToken cancellation = default)
        => new(Keeper().CompactAsync(retention ?? _options.Retention, cancellation));

    /// <summary>Takes a snapshot of the index now, so that the next open reads no more than what is written from here on.</summary>
    /// <param name="cancellation">Ends waiting for it.</param>
    public ValueTask TakeSnapshotAsync(CancellationToken cancellation = default) => new(Keeper().TakeSnapshotAsync(cancellation));

    /// <summary>
    /// Copies the store as it is now into another directory, while it goes on; the copy is a store like any other, with everything
    /// that was acknowledged before the call. It is synced, read back and checked before this ends.
    /// </summary>
    /// <param name="directory">Where to; it must be missing or empty.</param>
    /// <param name="cancellation">Ends the work; what is there then is no store and can be deleted.</param>
    /// <exception cref="BackupTargetException">The directory holds something.</exception>
    /// <exception cref="StoreCorruptedException">The store itself is damaged; the copy is then, too.</exception>
    /// <exception cref="StoreCompactedException">This store is open for reading only, and its owner compacted it meanwhile.</exception>
    public ValueTask<BackupReport> BackupAsync(string directory, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return BackupAsync(new LinuxDisk(directory), cancellation);
    }

    internal ValueTask<BackupReport> BackupAsync(IDisk target, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposal is not null, this);
        // On the keeper's thread nothing is deleted meanwhile.
        return new(_keeper is null ? Background.Run(() => Copy(target, cancellation), "steno-backup") : _keeper.Do(pace => FlushAndCopy(target, pace.Cancellation), cancellation));
    }

    private BackupReport FlushAndCopy(IDisk target, CancellationToken cancellation)
    {
        _appender!.Flush(cancellation).AsTask().GetAwaiter().GetResult();
        return Copy(target, cancellation);
    }

    private BackupReport Copy(IDisk target, CancellationToken cancellation)
    {
        LogPoint end;
        lock (_state.Gate)
        {
            end = _state.DurablePoint;
        }
        using var copy = new StoreCopy(_state.Files, target);
        try
        {
            return copy.Run(_superblock?.Current ?? _state.Superblock, end, _state.Archives, cancellation);
        }
        catch (StoreCorruptedException damage) when (_state.HasOwnerCompacted())
        {
            throw new StoreCompactedException(_state.Directory, damage);
        }
    }

    /// <summary>How the store stands at this moment. Cheap: nothing is read from disk.</summary>
    public StoreStatistics GetStatistics()
    {
        ObjectDisposedException.ThrowIf(_disposal is not null, this);
        lock (_state.Gate)
        {
            SagaIndex index = _state.Index;
            ArchiveSet archives = _state.Archives;
            return new StoreStatistics
            {
                ArchiveCount = archives.Archives.Count,
                ArchivedSagaCount = archives.SagaCount,
                ArchivedEventCount = archives.EventCount,
                ArchiveBytes = archives.FileBytes,
                ArchiveIndexBytes = archives.MemoryBytes,
                RunningCount = index.CountOf(SagaCachedState.Running),
                UnwindingCount = index.CountOf(SagaCachedState.Unwinding),
                DoneCount = index.CountOf(SagaCachedState.Done),
                EventCount = index.EventCount,
                LogBytes = _state.LogBytes,
                LiveBytes = index.LiveBytes,
                SegmentCount = _state.SegmentCount,
                SegmentSizeBytes = _state.Layout.SegmentSizeBytes,
                Generation = _state.Generation,
                LastSnapshot = _state.Snapshot?.Taken,
                LogBytesSinceSnapshot = _state.LogBytesSinceSnapshot,
                IndexBytes = index.AllocatedBytes,
            };
        }
    }

    /// <summary>
    /// Refuses new calls, commits everything that was placed, seals the log and releases the directory. Calls in flight end
    /// with their commit. Safe to call more than once and beside other calls.
    /// </summary>
    /// <exception cref="StorePoisonedException">What a buffered store had acknowledged, or the seal, could not be written.</exception>
    public ValueTask DisposeAsync()
    {
        lock (_disposeLock)
        {
            if (_disposal is null)
            {
                _disposal = _disposed.Task;
                Background.Run(CloseAndTell, "steno-close");
            }
            return new(_disposal);
        }
    }

    private void CloseAndTell()
    {
        try
        {
            Close();
            _disposed.SetResult();
        }
#pragma warning disable CA1031 // Deliberate: handed to whoever disposes.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _disposed.SetException(failure);
        }
    }

    /// <summary>
    /// Waits for the keeper and then for the committer, on a thread of its own: every thread of the pool may be waiting for a store
    /// to close, and then there is no other to do it.
    /// </summary>
    private void Close()
    {
        try
        {
            if (_committer is not null)
            {
                _keeper!.Stop();
                _committer.Close();
                _keeper.TakeLastSnapshot();
            }
        }
        finally
        {
            _metrics.Dispose();
            _superblock?.Dispose();
            _state.Archives.Dispose();
            _state.Files.Dispose();
            _lock?.Dispose();
            StoreLog.Closed(_logger, _state.Directory);
        }
    }

    private ValueTask Append(ReadOnlySpan<PreparedRecord> records, CancellationToken cancellation)
    {
        if (_appender is not null)
        {
            return _appender.Append(records, cancellation);
        }
        return ValueTask.FromException(_disposal is null ? new StoreReadOnlyException(_state.Directory) : new ObjectDisposedException(nameof(FasterSecStore)));
    }

    private RecordReader NewReader() => new(_state, _options.TimeProvider);

    private delegate T EntryRead<out T>(in SagaEntry saga, RecordReader reader);

    /// <summary>Reads something of a saga, live or archived; the default when there is none of that id.</summary>
    private T? ReadOrDefault<T>(SagaId id, EntryRead<T> read, Func<ArchivedSaga, T> readArchived, RecordReader? reader = null)
    {
        while (TryGetEntry(id, out SagaEntry saga))
        {
            try
            {
                return read(saga, reader ?? NewReader());
            }
            catch (StoreCorruptedException) when (HasMoved(saga))
            {
                // Compaction wrote the saga again and deleted the place that was being read: it is elsewhere now, or dropped.
                reader = null;
            }
            catch (StoreCorruptedException damage) when (_state.HasOwnerCompacted())
            {
                throw new StoreCompactedException(_state.Directory, damage);
            }
        }
        // After the index: a saga is in its archive before it leaves the index.
        return _state.FromArchives(archives => archives.Find(id) is { } archived ? readArchived(archived) : default);
    }

    /// <summary>The selected live sagas and the archived ones together, ordered, each once, up to the query's limit.</summary>
    private IReadOnlyList<SagaId> WithArchived(SagaId[] live, SagaQuery query, CancellationToken cancellation)
        => query.WithoutArchived || _state.Archives.IsEmpty ? live : _state.FromArchives(archives =>
        {
            var ids = new List<SagaId>();
            int next = 0;
            foreach ((ArchiveEntry entry, _, _) in archives.Walk(query.After, cancellation))
            {
                for (; next < live.Length && ids.Count < query.Limit && live[next].CompareTo(entry.Id) < 0; next++)
                {
                    ids.Add(live[next]);
                }
                if (ids.Count >= query.Limit)
                {
                    return ids;
                }
                bool isNext = next < live.Length && live[next] == entry.Id;
                if (!isNext && Selects(query, entry) && !TryGetEntry(entry.Id, out _))
                {
                    ids.Add(entry.Id);
                }
            }
            ids.AddRange(live.AsSpan(next, (int)Math.Min(live.Length - next, query.Limit - (long)ids.Count)));
            return ids;
        });

    private bool HasMoved(in SagaEntry saga)
    {
        lock (_state.Gate)
        {
            int found = _state.Index.Find(saga.Id);
            return saga.CreateAddress.BatchStart < _state.BeginAddress && (found < 0 || _state.Index[found].CreateAddress != saga.CreateAddress);
        }
    }

    private bool TryGetEntry(SagaId id, out SagaEntry entry)
    {
        ObjectDisposedException.ThrowIf(_disposal is not null, this);
        lock (_state.Gate)
        {
            int found = _state.Index.Find(id);
            entry = found < 0 ? default : _state.Index[found];
            return entry.IsPublished;
        }
    }

    private StoreKeeper Keeper()
    {
        ObjectDisposedException.ThrowIf(_disposal is not null, this);
        return _keeper ?? throw new StoreReadOnlyException(_state.Directory);
    }

    private static SagaInfo ToInfo(in SagaEntry entry, RecordReader reader) => new()
    {
        Id = entry.Id,
        Name = reader.Read(entry.CreateAddress).ToName(),
        State = entry.PublishedState,
        HasUpdate = entry.HasUpdate,
        IsStuck = entry.IsStuck,
        EventCount = entry.EventCount,
        LastCommitTime = reader.ReadCommitTime(entry.PublishedHead),
    };

    /// <summary>The ids that a query selects, ordered; the append lock is taken for one chunk of the index at a time.</summary>
    private SagaId[] FindIds(SagaQuery query, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposal is not null, this);
        var ids = new SortedLimit(query.Limit);
        for (int next = 0, end = int.MaxValue; next < end;)
        {
            cancellation.ThrowIfCancellationRequested();
            lock (_state.Gate)
            {
                end = _state.Index.End;
                for (int stop = Math.Min(end, next + SagaEntries.ChunkEntries); next < stop; next++)
                {
                    ref SagaEntry entry = ref _state.Index[next];
                    if (Selects(query, entry))
                    {
                        ids.Add(entry.Id);
                    }
                }
            }
        }
        return ids.ToSortedArray();
    }

    private static bool Selects(SagaQuery query, in SagaEntry entry)
        => entry.IsPublished
            && (query.States is not { Count: > 0 } states || states.Contains(entry.PublishedState))
            && (!query.OnlyStuck || entry.IsStuck)
            && (query.CommittedBefore is not { } time || entry.CommitSeconds < SagaIndex.ToSeconds(time.ToUnixTimeMilliseconds()))
            && (query.After is not { } after || entry.Id.CompareTo(after) > 0);

    private static bool Selects(SagaQuery query, in ArchiveEntry entry)
        => (query.States is not { Count: > 0 } states || states.Contains(SagaCachedState.Done))
            && (!query.OnlyStuck || (entry.Traits & SagaTraits.IsStuck) != 0)
            && (query.CommittedBefore is not { } time || entry.CommitSeconds < SagaIndex.ToSeconds(time.ToUnixTimeMilliseconds()));

    private static ILogger Logger(FasterSecStoreOptions options)
        => options.LoggerFactory?.CreateLogger("Steno.Store") ?? NullLogger.Instance;
}

using Microsoft.Extensions.Logging;
using Steno.Store.Archives;
using Steno.Store.Disk;
using Steno.Store.Faster;

namespace Steno.Store.Log;

/// <summary>An open store's parts; a read-only one has the first only.</summary>
internal sealed record OpenedStore(StoreState State, Appender? Appender, Committer? Committer, StoreKeeper? Keeper, SuperblockFile? Superblock, IDisposable? Lock);

/// <summary>
/// From a directory to an open store: look, lock, read the superblock, scan the log, cut off a torn tail, begin a new
/// generation. Nothing is modified before the scan has decided that the store is sound (but a missing or empty
/// directory becomes a store).
/// </summary>
internal sealed class StoreOpener
{
    private const string LockName = "lock";
    private const int MaxPageBytes = 1 << 20;
    private const int ZeroChunkBytes = 1 << 20;
    private const int FreeBlocksAtOpen = 3;

    private readonly FasterSecStoreOptions _options;
    private readonly IDisk _disk;
    private readonly ILogger _logger;

    public StoreOpener(FasterSecStoreOptions options, IDisk disk, ILogger logger)
    {
        _options = options;
        _disk = disk;
        _logger = logger;
    }

    public OpenedStore Open() => _options.ReadOnly ? OpenReadOnly() : OpenForWrite();

    public StoreVerification Verify(IProgress<long>? progress)
    {
        RequireStore();
        Superblock superblock = SuperblockFile.Read(_disk);
        using var files = new SegmentFiles(_disk, superblock.Layout);
        return new StoreVerifier(_disk, files, superblock, progress).Run();
    }

    private OpenedStore OpenReadOnly()
    {
        RequireStore();
        Superblock superblock = SuperblockFile.Read(_disk);
        while (true)
        {
            var files = new SegmentFiles(_disk, superblock.Layout);
            try
            {
                (SagaIndex index, ScanResult scan, LoadedSnapshot? snapshot) = ReadLog(files, superblock, isOwner: false);
                (ArchiveSet archives, superblock) = OpenArchives(_disk, superblock);
                StoreLog.Opened(_logger, _disk.Directory, scan.Generation, index.Count, scan.EndAddress);
                var state = new StoreState(_disk, superblock, files, index, recentLogBytes: 0, scan, snapshot, archives);
                return new OpenedStore(state, null, null, null, null, null);
            }
            catch (StoreCorruptedException)
            {
                files.Dispose();
                // An owner beside us may have deleted segments that were compacted while we read: then the log begins elsewhere now.
                Superblock now = SuperblockFile.Read(_disk);
                if (now.Begin == superblock.Begin)
                {
                    throw;
                }
                superblock = now;
            }
            catch
            {
                files.Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// The archives as they are after the log was read: whatever an owner beside us dropped from it before is in one of them.
    /// Which of them may hold live sagas, too, is as it was before.
    /// </summary>
    internal static (ArchiveSet Archives, Superblock Superblock) OpenArchives(IDisk disk, Superblock superblock)
    {
        Superblock now = SuperblockFile.Read(disk);
        while (true)
        {
            try
            {
                return (new ArchiveFolder(disk).Open(now), superblock with { Archives = now.Archives });
            }
            catch (StoreCorruptedException)
            {
                // An owner beside us may have merged them while we opened.
                Superblock later = SuperblockFile.Read(disk);
                if (later.Archives.Equals(now.Archives))
                {
                    throw;
                }
                now = later;
            }
        }
    }

    /// <summary>The index, from the snapshot if there is a usable one and the log after it, else from the whole log.</summary>
    private (SagaIndex Index, ScanResult Scan, LoadedSnapshot? Snapshot) ReadLog(SegmentFiles files, Superblock superblock, bool isOwner)
    {
        LoadedSnapshot? snapshot = LoadedSnapshot.TryLoad(_disk, superblock, out (long Offset, string Reason)? problem);
        if (problem is { } damage)
        {
            StoreLog.SnapshotDamaged(_logger, _disk.Directory, damage.Offset, damage.Reason);
        }
        superblock = superblock.ProvenBy(snapshot);
        try
        {
            return Scan(snapshot);
        }
        catch (StoreCorruptedException contradiction) when (snapshot is not null)
        {
            // The log is the truth: when it is sound without the snapshot, it was the snapshot that was wrong.
            (SagaIndex Index, ScanResult Scan, LoadedSnapshot? Snapshot) whole = Scan(null);
            StoreLog.SnapshotDamaged(_logger, _disk.Directory, 0, $"it contradicts the log: {contradiction.Message}");
            return whole;
        }

        (SagaIndex, ScanResult, LoadedSnapshot?) Scan(LoadedSnapshot? from)
        {
            var builder = new IndexBuilder(superblock.Begin.Address, from);
            ScanResult scan = new LogScanner(files, superblock, isOwner, start: from?.Start).Run(builder);
            return (builder.Index, scan, from);
        }
    }

    private OpenedStore OpenForWrite()
    {
        bool isNew = !LooksLikeStore();
        IDisposable storeLock;
        try
        {
            if (_disk.Probe() == DiskDirectoryState.Missing)
            {
                _disk.CreateDirectory();
            }
            storeLock = _disk.TryLock(LockName) ?? throw new StoreLockedException(_disk.Directory);
        }
        catch (StoreIOException refusal) when (refusal.IsNotPermitted)
        {
            throw new StoreReadOnlyException(_disk.Directory, refusal);
        }
        try
        {
            // Another creator may have been faster; now the lock is ours, look again.
            if (isNew && !LooksLikeStore())
            {
                CreateStore();
            }
            return OpenLocked(storeLock);
        }
        catch (StoreIOException full) when (full.IsDiskFull)
        {
            storeLock.Dispose();
            throw new StoreFullException(_disk.Directory, full);
        }
        catch (StoreIOException refusal) when (refusal.IsNotPermitted)
        {
            storeLock.Dispose();
            throw new StoreReadOnlyException(_disk.Directory, refusal);
        }
        catch
        {
            storeLock.Dispose();
            throw;
        }
    }

    private OpenedStore OpenLocked(IDisposable storeLock)
    {
        Superblock superblock = SuperblockFile.Read(_disk);
        var files = new SegmentFiles(_disk, superblock.Layout);
        SuperblockFile? superblockFile = null;
        FasterBatchLog? log = null;
        ArchiveSet archives = ArchiveSet.None;
        try
        {
            (SagaIndex index, ScanResult scan, LoadedSnapshot? snapshot) = ReadLog(files, superblock, isOwner: true);
            var folder = new ArchiveFolder(_disk);
            archives = folder.Open(superblock);

            files.DeleteTemporaries();
            ZeroTornTail(files, scan);
            superblockFile = SuperblockFile.OpenForWrite(_disk, superblock);
            int segmentCount = PrepareRoom(files, scan);
            log = new FasterBatchLog(files, superblock.Begin.Address, scan.EndAddress);
            var state = new StoreState(_disk, superblock, files, index, _options.MemoryBudgetBytes, scan, snapshot, archives);
            long generation = scan.Generation + 1;
            var writer = new BatchWriter(state, log, _options.TimeProvider, generation, scan.NextSequence);
            long end = writer.WriteControl(BatchKind.Open, scan.EndAddress);
            // Both slots, so that losing either one later loses nothing.
            for (int slot = 0; slot < 2; slot++)
            {
                superblockFile.Update(current => current with { Generation = generation, ProvenAddress = end, SegmentCount = segmentCount });
            }
            // A crash may have left the other slot naming these: not before both agree.
            folder.DeleteLeftovers(superblock.Archives);
            files.DeleteBefore(superblock.Layout.SegmentOf(superblock.Begin.Address));
            if (_disk.UsesPageCache)
            {
                StoreLog.PageCache(_logger, _disk.Directory);
            }
            StoreLog.Opened(_logger, _disk.Directory, generation, index.Count, end);
            var committer = new Committer(state, writer, superblockFile, segmentCount, Appender.SoftLimitBytes(state.Layout), _options, _logger, end);
            var appender = new Appender(state, committer, _options);
            var keeper = new StoreKeeper(state, _disk, appender, committer, superblockFile, _options, _logger);
            return new OpenedStore(state, appender, committer, keeper, superblockFile, storeLock);
        }
        catch
        {
            log?.Dispose();
            superblockFile?.Dispose();
            archives.Dispose();
            files.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a store; refuses a directory that holds anything else.</summary>
    private bool LooksLikeStore()
    {
        switch (_disk.Probe())
        {
            case DiskDirectoryState.Missing:
                return false;
            case DiskDirectoryState.IsSomethingElse:
                throw new NotAStoreException(_disk.Directory, "it is not a directory");
        }
        IReadOnlyList<string> names = _disk.List();
        if (names.Contains(SuperblockFile.Name))
        {
            return true;
        }
        foreach (string name in names)
        {
            if (name != LockName && !SegmentFiles.IsTemporaryName(name) && !SegmentFiles.TryParseName(name, out _))
            {
                throw new NotAStoreException(_disk.Directory, $"it has no superblock and holds '{name}'");
            }
        }
        RequireSegmentsAreZero(names);
        return false;
    }

    private void RequireStore()
    {
        if (_disk.Probe() == DiskDirectoryState.Missing)
        {
            throw new NotAStoreException(_disk.Directory, "it does not exist");
        }
        if (!LooksLikeStore())
        {
            throw new NotAStoreException(_disk.Directory, "it is empty");
        }
    }

    /// <summary>Segments of zeros without a superblock are what a crash during creation leaves; anything else is a store that lost its superblock.</summary>
    private unsafe void RequireSegmentsAreZero(IReadOnlyList<string> names)
    {
        byte[]? chunk = null;
        foreach (string name in names)
        {
            if (!SegmentFiles.TryParseName(name, out _))
            {
                continue;
            }
            chunk ??= new byte[ZeroChunkBytes];
            using IDiskFile file = _disk.Open(name, DiskFileMode.Read);
            fixed (byte* bytes = chunk)
            {
                for (long offset = 0; file.Read(offset, bytes, chunk.Length) is var length and > 0; offset += length)
                {
                    if (chunk.AsSpan(0, length).ContainsAnyExcept((byte)0))
                    {
                        throw new StoreCorruptedException(Path.Combine(_disk.Directory, SuperblockFile.Name), 0, "the superblock is missing beside log segments that hold data");
                    }
                }
            }
        }
    }

    private void CreateStore()
    {
        int blockBytes = _options.BlockSizeBytes == 0 ? _disk.BlockSizeBytes : _options.BlockSizeBytes;
        int pageBytes = (int)Math.Min(_options.SegmentSizeBytes, Math.Max(MaxPageBytes, blockBytes));
        var layout = new LogLayout(_options.SegmentSizeBytes, pageBytes, blockBytes);
        using var files = new SegmentFiles(_disk, layout);
        files.DeleteTemporaries();
        if (!files.Exists(0))
        {
            files.CreateZeroed(0, static () => false);
        }
        SuperblockFile.Create(_disk, new Superblock
        {
            StoreId = Guid.NewGuid(),
            Version = 1,
            Generation = 0,
            Begin = new LogPoint(LogLayout.FirstAddress, 1, 0),
            ProvenAddress = LogLayout.FirstAddress,
            SegmentCount = 1,
            CreatedUtcMs = _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(),
            Layout = layout,
        });
    }

    /// <summary>
    /// Bytes after the tail are always zero before anything new is accepted, so that nothing of an earlier life can ever
    /// follow a batch of this one.
    /// </summary>
    private unsafe void ZeroTornTail(SegmentFiles files, ScanResult scan)
    {
        if (scan.TornRanges.Count == 0)
        {
            return;
        }
        long zeroedBytes = 0;
        using var zeros = new AlignedBuffer(ZeroChunkBytes);
        foreach ((long start, long end) in scan.TornRanges)
        {
            for (long address = start; address < end;)
            {
                int segment = files.Layout.SegmentOf(address);
                long segmentEnd = (segment + 1) * files.Layout.SegmentSizeBytes;
                int length = (int)Math.Min(Math.Min(end, segmentEnd) - address, zeros.LengthBytes);
                using IDiskFile file = files.OpenForWrite(segment);
                file.Write(files.Layout.OffsetInSegment(address), zeros.Pointer, length);
                address += length;
                zeroedBytes += length;
            }
        }
        StoreLog.TornTail(_logger, _disk.Directory, zeroedBytes, scan.EndAddress);
    }

    /// <summary>The generation's first batch, a mark and the seal must fit before anything else is promised.</summary>
    private static int PrepareRoom(SegmentFiles files, ScanResult scan)
    {
        int segmentCount = scan.SegmentCount;
        long needed = files.Layout.AlignUp(scan.EndAddress) + (long)FreeBlocksAtOpen * files.Layout.BlockSizeBytes;
        while (segmentCount * files.Layout.SegmentSizeBytes < needed)
        {
            files.CreateZeroed(segmentCount++, static () => false);
        }
        return segmentCount;
    }
}

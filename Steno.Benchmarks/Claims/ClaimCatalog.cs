using Steno.Benchmarks.Faults;
using Steno.Benchmarks.Growth;
using Steno.Benchmarks.Json;
using Steno.Benchmarks.Latency;
using Steno.Benchmarks.Load;
using Steno.Benchmarks.Peers;
using Steno.Store;

namespace Steno.Benchmarks.Claims;

/// <summary>Every claim, with the goal that the project's texts set for it.</summary>
internal static class ClaimCatalog
{
    private const string RocksQueue = "rocksdb-queue";
    private const string RocksDirect = "rocksdb-direct";
    private const string RocksBuffered = "rocksdb-batches";
    private const string Sqlite = "sqlite-queue";
    private const string Lmdb = "lmdb-queue";
    private const string Raw = "raw";

    // Sized so that even a short window sees segment switches: one commit of few callers takes one 4 KiB block. A full run
    // measures what users have.
    private static readonly long s_defaultSegmentBytes = new FasterSecStoreOptions { Directory = "." }.SegmentSizeBytes;
    private const long QuickSmallSegmentBytes = 16L << 20;
    private const long QuickLargeSegmentBytes = 32L << 20;
    // The curve has many points, and must not wait long at any.
    private const long CurveSegmentBytes = 16L << 20;

    private static readonly Contender s_rocksQueue = new(RocksQueue, () => new RocksDbQueueTarget());
    private static readonly Contender s_rocksDirect = new(RocksDirect, () => new RocksDbDirectTarget());

    private static readonly Contender s_sqlite = new(Sqlite, () => new SqliteTarget());
    private static readonly Contender s_lmdb = new(Lmdb, () => new LmdbTarget(), LmdbTarget.FindObstacle);

    private static readonly Workload s_n1 = new("durable, 1 writer", 1,
        [Ours(Durability.Commit, s_defaultSegmentBytes, QuickSmallSegmentBytes), new(Raw, () => new RawDiskTarget()), s_rocksDirect, s_rocksQueue]);

    private static readonly Workload s_n16 = new("durable, 16 writers", 16,
        [Ours(Durability.Commit, s_defaultSegmentBytes, QuickSmallSegmentBytes), s_rocksQueue, s_rocksDirect]);

    private static readonly Workload s_n256 = new("durable, 256 writers", 256,
        [Ours(Durability.Commit, s_defaultSegmentBytes, QuickLargeSegmentBytes), s_rocksQueue, s_sqlite, s_lmdb]);

    private static readonly Workload s_n2048 = new("durable, 2,048 writers", 2048,
        [Ours(Durability.Commit, s_defaultSegmentBytes, QuickLargeSegmentBytes), s_rocksQueue]);

    private static readonly Workload s_buffered = new("buffered, 1 writer", 1,
        [Ours(Durability.Buffered, s_defaultSegmentBytes, QuickLargeSegmentBytes), new(RocksBuffered, () => new RocksDbBufferedTarget())]);

    private static readonly Trial s_read = new ReadTrial();
    private static readonly Trial s_archive = new ArchiveTrial();
    private static readonly Trial s_failedWrite = new FailedWriteTrial();
    private static readonly Trial s_open = new OpenTrial(1_000_000, 100_000);
    private static readonly Trial s_index1 = new IndexTrial("store.index.million", 1_000_000, 100_000);
    private static readonly Trial s_index10 = new IndexTrial("store.index.ten_million", 10_000_000, 200_000);
    private static readonly Trial s_space = new SpaceTrial(2_000_000, 100_000, 10_000_000);

    public static IReadOnlyList<Claim> All { get; } =
    [
        new RatioClaim("store.durable.n1.vs_rocksdb", s_n1, 1.6, RocksDirect, RocksQueue),
        new RatioClaim("store.durable.n1.vs_raw", s_n1, 0.9, Raw),
        new RatioClaim("store.durable.n16.vs_rocksdb", s_n16, 2, RocksQueue),
        new RatioClaim("store.durable.n16.vs_rocksdb_direct", s_n16, 2.5, RocksDirect),
        new RatioClaim("store.durable.n256.vs_rocksdb", s_n256, 4, RocksQueue),
        new RatioClaim("store.durable.n256.vs_sqlite", s_n256, 15, Sqlite),
        new RatioClaim("store.durable.n256.vs_lmdb", s_n256, 10, Lmdb),
        new AllocationClaim("store.alloc.per_record", s_n256, 24),
        new AllocationClaim("store.alloc.per_commit", s_n256, 1_400, IsPerCommit: true),
        new RatioClaim("store.durable.n2048.vs_rocksdb", s_n2048, 10, RocksQueue),
        new RatioClaim("store.buffered.vs_rocksdb", s_buffered, 5, RocksBuffered),
        new FigureClaim(ReadTrial.Recent, s_read, 3, "us"),
        // No goal was set in microseconds for these two: at most one read per batch of the chain, and two after compaction.
        new FigureClaim(ReadTrial.Old, s_read, 50, "us"),
        new FigureClaim(ReadTrial.Compacted, s_read, 50, "us"),
        new FigureClaim(ReadTrial.Scan, s_read, 0.5, "s/GB"),
        // No goal was set for archives: half the log's size, a few bytes of memory, and one block unpacked for each read.
        new FigureClaim(ArchiveTrial.Size, s_archive, 0.5, "ratio"),
        new FigureClaim(ArchiveTrial.Memory, s_archive, 4, "B/saga"),
        new FigureClaim(ArchiveTrial.Read, s_archive, 1000, "us"),
        new FigureClaim(FailedWriteTrial.Told, s_failedWrite, 100, "ms"),
        new FigureClaim(OpenTrial.Clean, s_open, 1, "s"),
        new FigureClaim(OpenTrial.Killed, s_open, 2, "s"),
        new FigureClaim(OpenTrial.Growth, s_open, 2, "ratio"),
        new FigureClaim("store.index.million", s_index1, 64, "B/saga"),
        new FigureClaim("store.index.ten_million", s_index10, 64, "B/saga"),
        new FigureClaim(SpaceTrial.Space, s_space, 1.5, "ratio"),
        new FigureClaim(SpaceTrial.Rate, s_space, Claim.NoGoal, "sagas/s"),
        .. new HalfLoadTrial("store.latency.half", 16).Claims(),
        .. new BackgroundTrial().Claims(),
        .. Curve(),
        .. ExecutorClaims.All,
        .. JsonClaims.All,
    ];

    /// <summary>Throughput over the number of writers, ours and each peer behind the queue with the same gather: for the charts.</summary>
    private static IEnumerable<Claim> Curve()
    {
        foreach (int writers in (int[])[1, 4, 16, 64, 256, 1024, 2048])
        {
            Workload workload = new($"durable, {writers:N0} writers, for the curve", writers,
                [Ours(Durability.Commit, writers < 256 ? CurveSegmentBytes : QuickLargeSegmentBytes), s_rocksQueue, s_sqlite, s_lmdb], QuickRounds: 1);
            foreach (Contender contender in workload.Contenders)
            {
                yield return new CurveClaim($"store.curve.n{writers}.{contender.Name.Replace("-queue", "", StringComparison.Ordinal)}", workload, contender.Name);
            }
        }
    }

    private static Contender Ours(Durability durability, long segmentSizeBytes, long? quickSegmentSizeBytes = null)
        => new(Contender.Ours, () => new StenoTarget(durability, segmentSizeBytes), CreateQuick: () => new StenoTarget(durability, quickSegmentSizeBytes ?? segmentSizeBytes));
}

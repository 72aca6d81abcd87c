using RocksDbSharp;

namespace Steno.Benchmarks.Peers;

/// <summary>RocksDB as every RocksDB peer opens it: tuned for small synced writes, no flush or compaction in the way.</summary>
internal static class RocksDbFiles
{
    public const string Settings = "WAL, fdatasync, recycled log files, 4 memtables of 128 MiB, no compression";

    public static RocksDb Open(string directory)
    {
        DbOptions options = new DbOptions()
            .SetCreateIfMissing(true)
            .SetUseFsync(0)
            .SetRecycleLogFileNum(4)
            .SetWriteBufferSize(128UL << 20)
            .SetMaxWriteBufferNumber(4)
            .SetCompression(Compression.No);
        return RocksDb.Open(options, Path.Combine(directory, "rocksdb"));
    }
}

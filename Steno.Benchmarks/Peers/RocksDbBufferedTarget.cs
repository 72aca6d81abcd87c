using RocksDbSharp;
using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Peers;

/// <summary>RocksDB without sync, from one thread, in batches of 100 records: the peer of our buffered mode.</summary>
internal sealed class RocksDbBufferedTarget : ILoadTarget
{
    private const int BatchSizeRecords = 100;

    private readonly WriteBatch _batch = new();
    private RocksDb? _database;
    private WriteOptions? _options;
    private int _count;

    public string Settings => $"RocksDB, sync=false, batches of {BatchSizeRecords}; {RocksDbFiles.Settings}";

    public bool BlocksItsCaller => true;

    public void Open(string directory, int callers)
    {
        _database = RocksDbFiles.Open(directory);
        _options = new WriteOptions().SetSync(false);
    }

    public ValueTask WriteAsync(int caller, long sequence)
    {
        Span<byte> key = stackalloc byte[PeerRecord.KeySizeBytes];
        new PeerRecord(caller, sequence).WriteKey(key);
        _batch.Put(key, SagaData.Document);
        if (++_count == BatchSizeRecords)
        {
            Flush();
        }
        return default;
    }

    public void Close()
    {
        if (_database is not null)
        {
            Flush();
        }
        _batch.Dispose();
        _database?.Dispose();
    }

    private void Flush()
    {
        _database!.Write(_batch, _options);
        _batch.Clear();
        _count = 0;
    }
}

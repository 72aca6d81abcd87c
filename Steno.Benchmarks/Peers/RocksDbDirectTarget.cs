using RocksDbSharp;
using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Peers;

/// <summary>RocksDB without our queue: each caller puts its record with sync on its own thread; RocksDB groups the commits itself.</summary>
internal sealed class RocksDbDirectTarget : ILoadTarget
{
    private RocksDb? _database;
    private WriteOptions? _options;

    public string Settings => $"RocksDB, each caller's own Put with sync=true, RocksDB's own group commit; {RocksDbFiles.Settings}";

    public bool BlocksItsCaller => true;

    public void Open(string directory, int callers)
    {
        _database = RocksDbFiles.Open(directory);
        _options = new WriteOptions().SetSync(true);
    }

    public ValueTask WriteAsync(int caller, long sequence)
    {
        Span<byte> key = stackalloc byte[PeerRecord.KeySizeBytes];
        new PeerRecord(caller, sequence).WriteKey(key);
        _database!.Put(key, SagaData.Document, writeOptions: _options);
        return default;
    }

    public void Close() => _database?.Dispose();
}

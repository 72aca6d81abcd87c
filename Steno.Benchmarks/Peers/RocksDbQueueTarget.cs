using RocksDbSharp;
using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Peers;

/// <summary>RocksDB behind the batching queue: one WriteBatch and one synced write a group.</summary>
internal sealed class RocksDbQueueTarget : ILoadTarget
{
    private readonly WriteBatch _batch = new();
    private RocksDb? _database;
    private WriteOptions? _options;
    private BatchingQueue<PeerRecord>? _queue;

    public string Settings => $"RocksDB, sync=true behind the batching queue with gather; {RocksDbFiles.Settings}";

    public bool BlocksItsCaller => false;

    public void Open(string directory, int callers)
    {
        _database = RocksDbFiles.Open(directory);
        _options = new WriteOptions().SetSync(true);
        _queue = new BatchingQueue<PeerRecord>(WriteGroup);
    }

    public ValueTask WriteAsync(int caller, long sequence) => _queue!.EnqueueAsync(new PeerRecord(caller, sequence));

    public void Close()
    {
        _queue?.Dispose();
        _batch.Dispose();
        _database?.Dispose();
    }

    private void WriteGroup(ReadOnlySpan<PeerRecord> group)
    {
        Span<byte> key = stackalloc byte[PeerRecord.KeySizeBytes];
        _batch.Clear();
        foreach (PeerRecord record in group)
        {
            record.WriteKey(key);
            _batch.Put(key, SagaData.Document);
        }
        _database!.Write(_batch, _options);
    }
}

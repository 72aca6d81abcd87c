using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Peers;

/// <summary>
/// The barest loop that makes the records of many callers durable: behind the batching queue, one synced write a group. It has
/// no checksum, no order, no index and no log that could be read again: what any store costs beyond this is its own.
/// </summary>
internal sealed class RawGroupTarget : ILoadTarget
{
    private RawFile? _file;
    private BatchingQueue<PeerRecord>? _queue;

    public string Settings => $"one write a group behind the batching queue with gather; {RawFile.Settings}";

    public bool BlocksItsCaller => false;

    public void Open(string directory, int callers)
    {
        _file = new RawFile(Path.Combine(directory, "raw"));
        _queue = new BatchingQueue<PeerRecord>(WriteGroup);
    }

    public ValueTask WriteAsync(int caller, long sequence) => _queue!.EnqueueAsync(new PeerRecord(caller, sequence));

    public void Close()
    {
        _queue?.Dispose();
        _file?.Dispose();
    }

    private void WriteGroup(ReadOnlySpan<PeerRecord> group)
    {
        int count = 0;
        foreach (PeerRecord record in group)
        {
            if (count + PeerRecord.SizeBytes > _file!.Buffer.Length)
            {
                _file.Write(count);
                count = 0;
            }
            count += record.WriteTo(_file.Buffer[count..]);
        }
        _file!.Write(count);
    }
}

namespace Steno.Store.Log;

/// <summary>
/// Batches that were read back and verified, up to a budget, the oldest ones going first: sagas that are read in the order of the log
/// share their batches. For one thread.
/// </summary>
internal sealed class BatchCache(StoreState state, long budgetBytes)
{
    private readonly BatchLoader _loader = new(state);
    private readonly Dictionary<long, (byte[] Body, long CommitTimeUtcMs)> _batches = [];
    private readonly Queue<long> _order = new();
    private long _bytes;

    /// <summary>A batch's body and when it was committed.</summary>
    public (byte[] Body, long CommitTimeUtcMs) Load(long batchStart)
    {
        if (_batches.TryGetValue(batchStart, out (byte[] Body, long CommitTimeUtcMs) batch))
        {
            return batch;
        }
        batch = (_loader.Load(batchStart).ToArray(), _loader.CommitTimeUtcMs);
        while (_bytes + batch.Body.Length > budgetBytes && _order.TryDequeue(out long oldest))
        {
            _batches.Remove(oldest, out (byte[] Body, long) gone);
            _bytes -= gone.Body.Length;
        }
        _batches.Add(batchStart, batch);
        _order.Enqueue(batchStart);
        _bytes += batch.Body.Length;
        return batch;
    }
}

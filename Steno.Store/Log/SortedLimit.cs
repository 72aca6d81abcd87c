namespace Steno.Store.Log;

/// <summary>Keeps the smallest ids of all that are added, up to a limit, in memory bounded by it.</summary>
internal sealed class SortedLimit(int limit)
{
    private static readonly Comparer<SagaId> LargestFirst = Comparer<SagaId>.Create(static (a, b) => b.CompareTo(a));
    private readonly int _limit = limit;
    private readonly PriorityQueue<SagaId, SagaId> _ids = new(LargestFirst);

    public void Add(SagaId id)
    {
        if (_ids.Count < _limit)
        {
            _ids.Enqueue(id, id);
        }
        else if (_limit > 0 && id.CompareTo(_ids.Peek()) < 0)
        {
            _ids.EnqueueDequeue(id, id);
        }
    }

    public SagaId[] ToSortedArray()
    {
        var sorted = new SagaId[_ids.Count];
        for (int i = sorted.Length - 1; i >= 0; i--)
        {
            sorted[i] = _ids.Dequeue();
        }
        return sorted;
    }
}

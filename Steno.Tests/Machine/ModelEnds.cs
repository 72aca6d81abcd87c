namespace Steno.Tests.Machine;

/// <summary>Every end that a saga can come to without a crash.</summary>
internal sealed class ModelEnds
{
    private readonly HashSet<ulong> _keys = [];
    private readonly Dictionary<ModelResult, List<ModelSpec>> _ends = [];

    public int Count => _keys.Count;

    public void Add(ulong key, ModelResult result, ModelSpec spec)
    {
        if (_keys.Add(key))
        {
            if (!_ends.TryGetValue(result, out List<ModelSpec>? same))
            {
                _ends.Add(result, same = []);
            }
            same.Add(spec);
        }
    }

    /// <summary>Whether there is the very same end: the result, and every node's state.</summary>
    public bool Has(ulong key) => _keys.Contains(key);

    /// <summary>
    /// Whether there is an end with that result to which the recorded outcomes can lead. For a saga that was recovered with a
    /// failed undo in its log: it ends at once, so what was running then has no outcome and nodes may stand otherwise.
    /// </summary>
    public bool HasLike(ModelResult result, ModelSpec recorded)
        => _ends.TryGetValue(result, out List<ModelSpec>? ends) && ends.Exists(recorded.AgreesWith);
}

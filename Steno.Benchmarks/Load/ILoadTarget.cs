namespace Steno.Benchmarks.Load;

/// <summary>Something that makes records durable, opened fresh for one round: our store, a peer, or the raw disk.</summary>
internal interface ILoadTarget
{
    /// <summary>The settings that matter for the comparison, for the report.</summary>
    string Settings { get; }

    /// <summary>Whether a call blocks its thread until the record is durable; such callers get a thread each, so that none waits for the pool.</summary>
    bool BlocksItsCaller { get; }

    /// <summary>How far the log has come; null for a target whose log is not ours.</summary>
    LogProgress? Progress => null;

    void Open(string directory, int callers);

    /// <summary>Completes when the record is acknowledged under the target's durability.</summary>
    ValueTask WriteAsync(int caller, long sequence);

    void Close();

    /// <summary>Reopens what was closed and says what is missing of the acknowledged records, by caller; null when nothing is.</summary>
    string? FindLoss(string directory, ReadOnlySpan<long> acknowledged) => null;
}

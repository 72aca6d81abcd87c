namespace Steno.Store.Log;

/// <summary>Notices that the wall clock was set, by the monotonic one beside it. For one thread.</summary>
internal sealed class ClockWatch(TimeProvider time)
{
    /// <summary>How far the two may run apart before ages mean nothing. A clock that is set ten years on would otherwise have every done saga dropped, for good.</summary>
    private static readonly TimeSpan s_mostDrift = TimeSpan.FromHours(1);

    private readonly DateTimeOffset _startUtc = time.GetUtcNow();
    private readonly long _startTimestamp = time.GetTimestamp();
    private bool _hasJumped;

    /// <summary>
    /// Reads the wall clock; false when it, as it was read now or ever before, was far from where it would be had nobody set it. Once is
    /// enough: what was recorded meanwhile has an age that means nothing, however right the clock is now.
    /// </summary>
    public bool TryRead(out DateTimeOffset now)
    {
        // One reading is judged and used: between two the clock may be set.
        now = time.GetUtcNow();
        _hasJumped |= (now - _startUtc - time.GetElapsedTime(_startTimestamp)).Duration() > s_mostDrift;
        return !_hasJumped;
    }
}

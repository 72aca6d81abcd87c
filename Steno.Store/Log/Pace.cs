using System.Diagnostics;

namespace Steno.Store.Log;

/// <summary>
/// Keeps background work out of the callers' way: after each step it pauses for as long as the step took, unless the work is
/// urgent or the store had nothing else to do.
/// </summary>
internal sealed class Pace(Func<bool> isUrgent, CancellationToken cancellation)
{
    private const int LongestPauseMs = 50;
    private long _stepStarted = Stopwatch.GetTimestamp();

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Whether to go on without a pause. Asked at every step: what could wait a moment ago may not any more.</summary>
    public bool IsUrgent => isUrgent();

    /// <summary>A step is done.</summary>
    /// <exception cref="OperationCanceledException">The store closes, or the caller gave up.</exception>
    public void EndStep()
    {
        Cancellation.ThrowIfCancellationRequested();
        if (!IsUrgent)
        {
            double stepMs = Stopwatch.GetElapsedTime(_stepStarted).TotalMilliseconds;
            Cancellation.WaitHandle.WaitOne((int)Math.Clamp(stepMs, 1, LongestPauseMs));
            Cancellation.ThrowIfCancellationRequested();
        }
        _stepStarted = Stopwatch.GetTimestamp();
    }
}

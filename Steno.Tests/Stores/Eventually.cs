namespace Steno.Tests.Stores;

/// <summary>A generous end for waits that must not hang; never an assertion about speed.</summary>
internal static class Eventually
{
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    internal static Task Ends(this ValueTask call) => call.AsTask().WaitAsync(Limit);
    internal static Task<T> Ends<T>(this ValueTask<T> call) => call.AsTask().WaitAsync(Limit);
    internal static Task Ends(this Task call) => call.WaitAsync(Limit);
    internal static Task<T> Ends<T>(this Task<T> call) => call.WaitAsync(Limit);

    /// <summary>How the call ended: null, or its exception, whether it was thrown at the call or by the wait.</summary>
    internal static async Task<Exception?> Outcome(Func<ValueTask> call)
    {
        try
        {
            await call().Ends();
            return null;
        }
        catch (TimeoutException)
        {
            throw; // a hang is never an outcome
        }
        catch (Exception error)
        {
            return error;
        }
    }
}

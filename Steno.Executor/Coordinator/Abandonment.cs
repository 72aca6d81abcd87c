namespace Steno;

/// <summary>A request to give a saga up.</summary>
internal sealed class Abandonment(string reason)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Reason => reason;

    public Task Task => _done.Task;

    public void SetDone() => _done.TrySetResult();

    public void SetFailed(Exception cause) => _done.TrySetException(cause);
}

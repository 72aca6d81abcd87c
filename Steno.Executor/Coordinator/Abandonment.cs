namespace Steno;

/// <summary>A request to give a saga up.</summary>
/// <param name="note">What the store is to keep of it.</param>
/// <param name="wasLoaded">Whether the saga had not been started.</param>
internal sealed class Abandonment(SagaNote note, bool wasLoaded)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Reason => note.Text;

    public bool WasLoaded => wasLoaded;

    public Task Task => _done.Task;

    public void SetDone() => _done.TrySetResult();

    public void SetFailed(Exception cause)
    {
        _done.TrySetException(cause);
        // Deliberate: looked at here, because whoever asked may have stopped waiting. The saga's own completion or log tells it too.
        _ = _done.Task.Exception;
    }
}

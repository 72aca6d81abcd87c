using System.Runtime.CompilerServices;

namespace Steno.Tests.Coordinator;

/// <summary>Something that one action waits for. Whoever completes it runs what follows on his own stack, as with a foreign library's callback.</summary>
internal sealed class HeldUp : ICriticalNotifyCompletion
{
    private readonly TaskCompletionSource _isAwaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action? _continuation;

    /// <summary>Completes when the action waits.</summary>
    public Task IsAwaited => _isAwaited.Task;

    public bool IsCompleted => false;

    public HeldUp GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        _continuation = continuation;
        _isAwaited.SetResult();
    }

    /// <summary>Runs what follows; once, after <see cref="IsAwaited"/>.</summary>
    public void Complete() => _continuation!();
}

// The end of a runner: the phase is set under the lock, by one; who did so tells everybody. A runner whose saga has ended stays
// with its coordinator until the last of its actions has ended too, so that a stop waits for them and no second life begins.

using Steno.Store;

namespace Steno;

internal sealed partial class SagaRunner<TContext>
{
    /// <summary>Whether the coordinator has dropped it; the coordinator's lock guards it.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Whether another runner may take its place: nothing more comes of this one.</summary>
    /// <param name="mayStillRun">Whether it does not matter that an action still runs.</param>
    public bool MayBeReplaced(bool mayStillRun)
    {
        lock (_lock)
        {
            return _phase == SagaPhase.Suspended && (mayStillRun || _carriedOutCount == 0);
        }
    }

    /// <summary>Ends the saga for this process at once: the store is gone, or an action did not heed the end of the coordinator.</summary>
    /// <param name="cause">Why.</param>
    /// <returns>Whether something of it is left: it was live, is being created, or an action of it still runs.</returns>
    public bool GiveUp(Exception cause)
    {
        bool isLeft;
        bool isEnding;
        bool isQuiet;
        lock (_lock)
        {
            isLeft = _carriedOutCount > 0 || _phase == SagaPhase.Creating;
            isEnding = TryEnd(SagaPhase.Suspended, out isQuiet);
        }
        if (isEnding)
        {
            TellSuspended(cause, isQuiet);
        }
        return isLeft || isEnding;
    }

    private void Suspend(Exception cause)
    {
        bool isEnding;
        bool isQuiet;
        lock (_lock)
        {
            isEnding = TryEnd(SagaPhase.Suspended, out isQuiet);
        }
        if (isEnding)
        {
            TellSuspended(cause, isQuiet);
        }
    }

    /// <summary>Sets the phase in which a live saga ends. The caller holds the lock, and tells the end after it.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="isQuiet">Whether no action is running; none begins any more.</param>
    /// <returns>False when it has ended before, or is still being created.</returns>
    private bool TryEnd(SagaPhase phase, out bool isQuiet)
    {
        isQuiet = _carriedOutCount == 0;
        if (_phase is not (SagaPhase.Loaded or SagaPhase.Running))
        {
            return false;
        }
        _phase = phase;
        return true;
    }

    private void TellEnd(SagaResult result, bool isQuiet)
    {
        if (_abandonment is not null)
        {
            Cancel();
        }
        if (isQuiet)
        {
            _core.Retire(this);
        }
        CoordinatorLog.Finished(_core.Logger, Id, Name, result);
        _completion.SetResult(result);
        _abandonment?.SetDone();
        AfterEndTold(isQuiet);
    }

    private void TellSuspended(Exception cause, bool isQuiet)
    {
        Cancel();
        if (isQuiet)
        {
            _core.Retire(this);
        }
        CoordinatorLog.Suspended(_core.Logger, Id, Name, cause);
        FailWaiters(cause);
        AfterEndTold(isQuiet);
        if (cause is StorePoisonedException)
        {
            _core.SuspendAll(cause);
        }
    }

    /// <summary>The saga's record could not be created.</summary>
    private void TellNotCreated(Exception cause)
    {
        lock (_lock)
        {
            _phase = SagaPhase.Suspended;
        }
        _core.Forget(this);
        FailWaiters(cause);
        _core.Leave();
        if (cause is StorePoisonedException)
        {
            _core.SuspendAll(cause);
        }
    }

    private void FailWaiters(Exception cause)
    {
        _completion.SetException(new SagaSuspendedException(Id, cause));
        // Deliberate: looked at here, because it is logged or thrown elsewhere and nobody may be waiting for it.
        _ = _completion.Task.Exception;
        _abandonment?.SetFailed(cause);
    }

    /// <summary>The waiters are told before a stopping coordinator counts the saga out.</summary>
    private void AfterEndTold(bool isQuiet)
    {
        if (isQuiet)
        {
            // Retired already.
            _core.Leave();
            return;
        }
        lock (_lock)
        {
            _isEndTold = true;
            if (_carriedOutCount > 0)
            {
                return;
            }
        }
        LeaveCoordinator();
    }

    private void LeaveCoordinator()
    {
        _core.Retire(this);
        _core.Leave();
    }
}

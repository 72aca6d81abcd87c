// The driver's part of a runner: decide, write, hand out, take in.

using System.Runtime.CompilerServices;
using Steno.Store;

namespace Steno;

internal sealed partial class SagaRunner<TContext>
{
    private void BecomeRunning()
    {
        lock (_lock)
        {
            if (_phase != SagaPhase.Loaded)
            {
                throw new SagaStateException(Id, CurrentPhase(), "started");
            }
            _phase = SagaPhase.Running;
            _isDriven = true;
        }
    }

    private bool TryBecomeDriver()
    {
        if (_isDriven || _phase != SagaPhase.Running)
        {
            return false;
        }
        return _isDriven = true;
    }

    /// <summary>Drives until there is nothing to do or the store must be waited for. The caller is the driver.</summary>
    private void Drive()
    {
        while (true)
        {
            if (!TryTakeDecisions(out ReadOnlyMemory<SagaRecord> records))
            {
                return;
            }
            if (!records.IsEmpty && !TryWrite(records))
            {
                return;
            }
            if (AfterWrite())
            {
                return;
            }
            if (HandOut(keepLast: true, out Attempt<TContext>? last))
            {
                continue;
            }
            if (last is null || !TryRunStep(last))
            {
                return;
            }
        }
    }

    /// <summary>Writes; false when the driver's work goes on in the continuation of the write, or nowhere because it failed.</summary>
    private bool TryWrite(ReadOnlyMemory<SagaRecord> records)
    {
        try
        {
            _write = _core.Store.WriteAsync(records).ConfigureAwait(false).GetAwaiter();
            if (!_write.IsCompleted)
            {
                _write.UnsafeOnCompleted(_continueAfterWrite ??= ContinueAfterWrite);
                return false;
            }
            _write.GetResult();
            return true;
        }
        catch (Exception failure)
        {
            // Deliberate: whatever a store throws, the record is not known to be durable and nothing may follow from it.
            _journal.ReturnRecords();
            Suspend(failure, isCreated: true);
            return false;
        }
    }

    private void ContinueAfterWrite()
    {
        try
        {
            _write.GetResult();
        }
        catch (Exception failure)
        {
            // Deliberate: as above.
            _journal.ReturnRecords();
            Suspend(failure, isCreated: true);
            return;
        }
        if (AfterWrite())
        {
            return;
        }
        if (HandOut(keepLast: true, out Attempt<TContext>? last) || (last is not null && TryRunStep(last)))
        {
            Drive();
        }
    }

    /// <summary>Decides; false when there is nothing to write and nothing to do, and the role of driver was laid down.</summary>
    private bool TryTakeDecisions(out ReadOnlyMemory<SagaRecord> records)
    {
        bool isThrough;
        lock (_lock)
        {
            records = default;
            if (_phase != SagaPhase.Running)
            {
                _isDriven = false;
                return false;
            }
            records = _journal.TakeDecisions(_steps, mayBegin: !_core.IsStopping);
            if (!records.IsEmpty || _steps.Count > 0)
            {
                return true;
            }
            _isDriven = false;
            isThrough = _core.IsStopping && _carriedOutCount == 0;
        }
        if (isThrough)
        {
            Suspend(new CoordinatorStoppedException(), isCreated: true);
        }
        return false;
    }

    /// <summary>Publishes what is durable now; true when the saga is at its end.</summary>
    private bool AfterWrite()
    {
        SagaResult? result = null;
        lock (_lock)
        {
            _journal.OnDurable();
            if (_phase != SagaPhase.Running)
            {
                // Given up meanwhile.
                return true;
            }
            if (_journal.IsDone)
            {
                result = _abandonment is { } abandonment ? new SagaResult.Abandoned(Id, abandonment.Reason) : SagaResult.Of(Id, Dag, _journal.Machine);
                _phase = PhaseOf(result);
            }
        }
        if (result is null)
        {
            return false;
        }
        _core.OnClosed(this);
        CoordinatorLog.Finished(_core.Logger, Id, Name, result);
        _completion.SetResult(result);
        _abandonment?.SetDone();
        _core.Leave();
        return true;
    }

    /// <summary>Has the decided steps carried out.</summary>
    /// <param name="keepLast">Whether the caller can run one itself, as soon as it is not the driver any more.</param>
    /// <param name="last">The step for the caller.</param>
    /// <returns>Whether the caller is still the driver and must go on.</returns>
    private bool HandOut(bool keepLast, out Attempt<TContext>? last)
    {
        last = null;
        int count = _steps.Count;
        if (count == 0)
        {
            return true;
        }
        for (int i = 0; i < count - 1; i++)
        {
            Enqueue(new Attempt<TContext>(this, _steps[i]));
        }
        Attempt<TContext> final = new(this, _steps[^1]);
        // The next driver uses the list again, so it is cleared before the role is laid down; and the last step begins only
        // after that, so that whoever carries it out finds the role free and goes on without a hop.
        _steps.Clear();
        bool isDriver;
        lock (_lock)
        {
            isDriver = _isDriven = _journal.HasNews;
        }
        if (keepLast && !isDriver && (_core.Gate is not { } gate || gate.TryEnter()))
        {
            last = final;
        }
        else
        {
            Enqueue(final);
        }
        return isDriver;
    }

    private void Enqueue(Attempt<TContext> attempt)
    {
        if (_core.Gate is { } gate)
        {
            gate.Enqueue(attempt);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(attempt, preferLocal: true);
        }
    }

    /// <summary>Runs an attempt that has its place; true when it ended at once and the caller is the driver now.</summary>
    private bool TryRunStep(Attempt<TContext> attempt)
    {
        int node = attempt.Step.Node;
        RepeatCounts? repeat = null;
        bool isWanted;
        lock (_lock)
        {
            isWanted = _phase == SagaPhase.Running && _abandonment is null && !_core.IsStopping;
            if (isWanted)
            {
                _isCarriedOut[node] = true;
                _carriedOutCount++;
                if (_repeats is not null && _repeats.TryGetValue(node, out RepeatCounts counts))
                {
                    repeat = counts;
                }
            }
        }
        if (!isWanted)
        {
            // The node stays as it was recorded, and recovery runs it again.
            _core.Gate?.Exit();
            lock (_lock)
            {
                return TryBecomeDriver();
            }
        }
        return attempt.TryRun(_actions[node]!, repeat, out SagaNodeEventType? outcome) && TakeOutcome(attempt, outcome);
    }

    /// <summary>Takes in the end of an attempt; true when the caller is the driver now.</summary>
    private bool TakeOutcome(Attempt<TContext> attempt, SagaNodeEventType? outcome)
    {
        _core.Gate?.Exit();
        lock (_lock)
        {
            _isCarriedOut[attempt.Step.Node] = false;
            _carriedOutCount--;
            if (outcome is { } happened && _phase == SagaPhase.Running && _abandonment is null)
            {
                _journal.Machine.Complete(attempt.Step.Node, happened);
            }
            return TryBecomeDriver();
        }
    }
}

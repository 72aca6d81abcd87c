// The driver's part of a runner: decide, write, hand out, take in.

using System.Runtime.CompilerServices;
using Steno.Store;

namespace Steno;

internal sealed partial class SagaRunner<TContext>
{
    private bool TryBecomeDriver()
    {
        if (_isDriven || _phase != SagaPhase.Running)
        {
            return false;
        }
        return _isDriven = true;
    }

    private void QueueDriver() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    /// <summary>Drives until there is nothing to do or the store must be waited for. The caller is the driver, on a thread of the pool.</summary>
    private void Drive()
    {
        try
        {
            while (TryTakeDecisions(out ReadOnlyMemory<SagaRecord> records))
            {
                WriteProgress progress = records.IsEmpty ? WriteProgress.Durable : Write(records);
                if (progress == WriteProgress.LetGo || (progress == WriteProgress.Durable && !GoOn(mayRunStep: true)))
                {
                    return;
                }
            }
        }
        catch (Exception bug)
        {
            // Deliberate: a saga that nobody drives must not look alive, and a bug in one must not end the process with all the others.
            Suspend(bug);
        }
    }

    /// <summary>Gives records to the store.</summary>
    private WriteProgress Write(ReadOnlyMemory<SagaRecord> records)
    {
        try
        {
            _write = _core.Store.WriteAsync(records).ConfigureAwait(false).GetAwaiter();
            if (!_write.IsCompleted)
            {
                _write.UnsafeOnCompleted(_continueAfterWrite ??= ContinueAfterWrite);
                return WriteProgress.LetGo;
            }
            _write.GetResult();
            return WriteProgress.Durable;
        }
        catch (Exception failure)
        {
            // Deliberate: whatever a store throws, the records are not known to be durable and nothing may follow from them.
            return AfterFailedWrite(failure);
        }
    }

    private WriteProgress EndOfWrite()
    {
        try
        {
            _write.GetResult();
            return WriteProgress.Durable;
        }
        catch (Exception failure)
        {
            // Deliberate: as above.
            return AfterFailedWrite(failure);
        }
    }

    private void ContinueAfterWrite()
    {
        try
        {
            // A store may complete on a thread of its own or of the application's; actions run on the pool.
            bool isPoolThread = Thread.CurrentThread.IsThreadPoolThread;
            WriteProgress progress = EndOfWrite();
            if (progress == WriteProgress.LetGo || (progress == WriteProgress.Durable && !GoOn(isPoolThread)))
            {
                return;
            }
            if (isPoolThread)
            {
                Drive();
            }
            else
            {
                QueueDriver();
            }
        }
        catch (Exception bug)
        {
            // Deliberate: as in Drive.
            Suspend(bug);
        }
    }

    /// <summary>The store refused a write or failed; what it refused without harm is put right, anything else suspends the saga.</summary>
    private WriteProgress AfterFailedWrite(Exception failure)
    {
        Abandonment? refused = null;
        WriteProgress progress = WriteProgress.Refused;
        bool isEnding = false;
        bool isQuiet = false;
        lock (_lock)
        {
            if (_phase == SagaPhase.Running && _journal.IsGivingUp && failure is PayloadTooLargeException or NotSupportedException)
            {
                (refused, _abandonment) = (_abandonment, null);
                _journal.TakeBackAbandonment();
                if (refused!.WasLoaded && !_core.IsStopping)
                {
                    // It waits for its start again.
                    _phase = SagaPhase.Loaded;
                    _isDriven = false;
                    progress = WriteProgress.LetGo;
                }
            }
            else if (_phase != SagaPhase.Running || failure is not PayloadTooLargeException tooLarge || !_journal.TryReplaceLargest(tooLarge, _steps))
            {
                _journal.ReturnRecords();
                isEnding = TryEnd(SagaPhase.Suspended, out isQuiet);
                _isDriven = false;
                progress = WriteProgress.LetGo;
            }
        }
        refused?.SetFailed(failure);
        if (isEnding)
        {
            TellSuspended(failure, isQuiet);
        }
        return progress;
    }

    /// <summary>Decides; false when there is nothing to write and nothing to do, and the role of driver was laid down.</summary>
    private bool TryTakeDecisions(out ReadOnlyMemory<SagaRecord> records)
    {
        bool isEnding;
        bool isQuiet = false;
        lock (_lock)
        {
            records = default;
            if (_phase != SagaPhase.Running)
            {
                _journal.ReturnRecords();
                _isDriven = false;
                return false;
            }
            if (_journal.HasMoreToWrite || _journal.TakeDecisions(_steps, mayBegin: !_core.IsStopping))
            {
                records = _journal.NextBatch();
                return true;
            }
            if (_steps.Count > 0)
            {
                return true;
            }
            _isDriven = false;
            // Decided and done under one lock: nobody can ask for anything in between.
            isEnding = _core.IsStopping && _carriedOutCount == 0 && TryEnd(SagaPhase.Suspended, out isQuiet);
        }
        if (isEnding)
        {
            TellSuspended(new CoordinatorStoppedException(), isQuiet);
        }
        return false;
    }

    /// <summary>After a write, or when nothing had to be written: publishes what is durable now and hands out what may be done.</summary>
    /// <param name="mayRunStep">Whether the caller's thread can run a step itself.</param>
    /// <returns>Whether the caller is the driver, and must go on.</returns>
    private bool GoOn(bool mayRunStep)
    {
        if (AfterWrite())
        {
            return false;
        }
        // Only the driver writes, and that is the caller. With an abandonment to write first, the steps wait whether it will be.
        return _journal.HasMoreToWrite
            || _holdsSteps
            || HandOut(mayRunStep, out Attempt<TContext>? last)
            || (last is not null && TryRunStep(last));
    }

    /// <summary>Publishes what is durable now; true when the saga is at its end.</summary>
    private bool AfterWrite()
    {
        SagaResult? result = null;
        bool isQuiet = false;
        lock (_lock)
        {
            _journal.OnDurable();
            if (_phase == SagaPhase.Creating)
            {
                _phase = SagaPhase.Running;
            }
            if (_phase != SagaPhase.Running)
            {
                // Given up meanwhile.
                _journal.ReturnRecords();
                return true;
            }
            _holdsSteps = _abandonment is not null;
            if (_journal.IsDone)
            {
                result = _abandonment is { } abandonment ? new SagaResult.Abandoned(Id, abandonment.Reason) : SagaResult.Of(Id, Dag, _journal.Machine);
                TryEnd(PhaseOf(result), out isQuiet);
            }
        }
        if (result is null)
        {
            return false;
        }
        TellEnd(result, isQuiet);
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
            isWanted = _phase == SagaPhase.Running && !_core.IsStopping;
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
        bool isLast;
        lock (_lock)
        {
            _isCarriedOut[attempt.Step.Node] = false;
            _carriedOutCount--;
            if (_phase == SagaPhase.Running)
            {
                if (outcome is { } happened)
                {
                    _journal.Machine.Complete(attempt.Step.Node, happened);
                }
                return TryBecomeDriver();
            }
            isLast = _isEndTold && _carriedOutCount == 0;
        }
        if (isLast)
        {
            LeaveCoordinator();
        }
        return false;
    }
}

// A saga as a pure state machine: outcomes go in, decisions come out. No I/O, no clock, no tasks; the caller sees to it that
// one thread at a time is in here. What it decides is written at the end of its own log: the caller makes the new entries
// durable, then carries out the steps, then reports their outcomes. Recovery is the same machine with the recorded log put in.
//
// Invariant: everything below follows from the log. Statuses are the table in NodeTransitions applied to it; the two counters
// say how many parents have never succeeded and how many children are not settled. A node is settled when nothing of it is
// left to undo: it was undone, it failed, or it never started and never will. Each edge is looked at once in each direction,
// so a whole saga costs O(nodes + edges).

using System.Diagnostics;

namespace Steno;

internal sealed class SagaMachine
{
    private readonly SagaShape _shape;
    private readonly NodeSlot[] _slots;
    private readonly List<LogEntry> _log;
    private readonly Queue<int> _ready = new();
    private readonly Queue<int> _undoReady = new();
    private readonly List<SagaStep> _wave = [];
    private List<int>? _interrupted;
    private Stack<int>? _settling;
    private HashSet<int>? _injectedErrors;
    private HashSet<int>? _injectedUndoErrors;
    /// <summary>The steps that were begun in this life and have no outcome yet.</summary>
    private int _inFlight;

    public SagaMachine(SagaShape shape)
    {
        _shape = shape;
        _slots = new NodeSlot[shape.Count];
        _log = new List<LogEntry>(2 * shape.Count);
        for (int node = 0; node < _slots.Length; node++)
        {
            _slots[node] = new NodeSlot
            {
                OutcomeAt = -1,
                PendingParents = shape.ParentsOf(node).Length,
                UnsettledChildren = shape.ChildrenOf(node).Length,
            };
        }
        MakeReady(shape.Start);
    }

    private SagaMachine(SagaMachine other)
    {
        _shape = other._shape;
        _slots = [.. other._slots];
        _log = [.. other._log];
        _ready = new(other._ready);
        _undoReady = new(other._undoReady);
        _interrupted = other._interrupted is null ? null : [.. other._interrupted];
        _injectedErrors = other._injectedErrors is null ? null : [.. other._injectedErrors];
        _injectedUndoErrors = other._injectedUndoErrors is null ? null : [.. other._injectedUndoErrors];
        _inFlight = other._inFlight;
        (End, IsUnwinding, IsStopping) = (other.End, other.IsUnwinding, other.IsStopping);
    }

    /// <summary>Everything that happened, oldest first; what <see cref="Decide"/> added last is not durable until the caller makes it so.</summary>
    public IReadOnlyList<LogEntry> Log => _log;

    /// <summary>Whether and how the saga has ended.</summary>
    public SagaEnd End { get; private set; }

    /// <summary>Whether a node has failed.</summary>
    public bool IsUnwinding { get; private set; }

    /// <summary>Whether an undo has failed, so that nothing new is begun.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Puts a recorded log into a new machine.</summary>
    /// <param name="shape">The saga's DAG.</param>
    /// <param name="sagaId">The saga that the events must be of.</param>
    /// <param name="events">Its events in any order: like the Rust crate's log they are sorted by kind first.</param>
    /// <exception cref="SagaLogException">No run of this DAG can have left this log.</exception>
    public static SagaMachine Recover(SagaShape shape, SagaId sagaId, IReadOnlyList<SagaNodeEvent> events)
    {
        SagaLog log = SagaLog.Recover(sagaId, events);
        SagaLogValidation.Validate(shape, log);
        SagaMachine machine = new(shape);
        foreach (SagaNodeEvent recorded in log.Events)
        {
            machine.Apply((int)recorded.NodeId.Value, recorded.EventType);
        }
        machine.FindInterrupted();
        machine.TakeStock();
        return machine;
    }

    public SagaMachine Clone() => new(this);

    /// <summary>A machine whose log ends earlier. What was injected stays.</summary>
    /// <param name="count">How many entries it has; every step that they begin is being carried out.</param>
    public SagaMachine Rewind(int count)
    {
        SagaMachine earlier = new(_shape) { _injectedErrors = _injectedErrors, _injectedUndoErrors = _injectedUndoErrors };
        for (int i = 0; i < count; i++)
        {
            earlier.Apply(_log[i].Node, _log[i].EventType);
        }
        return earlier;
    }

    /// <summary>Whether the node's action or undo was begun and has no outcome.</summary>
    public bool IsInFlight(int node) => _slots[node].Status is SagaNodeStatus.Started or SagaNodeStatus.UndoStarted;

    public SagaNodeStatus StatusOf(int node) => _slots[node].Status;

    /// <summary>The output of a node that succeeded, also when it was undone since.</summary>
    public bool TryGetOutput(int node, out RawJson output)
    {
        int at = _slots[node].OutcomeAt;
        bool hasOutput = at >= 0 && _log[at].EventType.Kind == SagaNodeEventKind.Succeeded;
        output = hasOutput ? _log[at].EventType.Output : default;
        return hasOutput;
    }

    /// <summary>The failed node with the lowest index, -1 when none failed.</summary>
    public int FirstFailed() => FirstWith(SagaNodeStatus.Failed);

    /// <summary>The node with the lowest index whose undo failed, -1 when there is none.</summary>
    public int FirstUndoFailed() => FirstWith(SagaNodeStatus.UndoFailed);

    /// <summary>The event that gave the node its status.</summary>
    public SagaNodeEventType LastEventOf(int node)
    {
        for (int i = _log.Count - 1; i >= 0; i--)
        {
            if (_log[i].Node == node)
            {
                return _log[i].EventType;
            }
        }
        throw new UnreachableException($"Node {node} has no event.");
    }

    /// <summary>Where a node stands.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isCarriedOut">Whether its action or undo is running just now, which the log does not say.</param>
    public SagaNodeState StateOf(int node, bool isCarriedOut)
    {
        ref readonly NodeSlot slot = ref _slots[node];
        return slot.Status switch
        {
            SagaNodeStatus.NeverStarted when slot.IsSettled => SagaNodeState.Abandoned,
            SagaNodeStatus.NeverStarted => slot.IsReady && !IsUnwinding ? SagaNodeState.QueuedTodo : SagaNodeState.Blocked,
            SagaNodeStatus.Started => isCarriedOut ? SagaNodeState.Working : SagaNodeState.QueuedTodo,
            SagaNodeStatus.Succeeded => slot.IsUndoReady ? SagaNodeState.QueuedUndo : SagaNodeState.Done,
            SagaNodeStatus.Failed => SagaNodeState.Failed,
            SagaNodeStatus.UndoStarted => isCarriedOut ? SagaNodeState.UndoWorking : SagaNodeState.QueuedUndo,
            SagaNodeStatus.UndoFinished => SagaNodeState.Undone,
            _ => SagaNodeState.UndoFailed,
        };
    }

    /// <summary>The node will fail when it starts, instead of running its action.</summary>
    public void InjectError(int node) => (_injectedErrors ??= []).Add(node);

    /// <summary>The node's undo will fail when it starts, instead of running.</summary>
    public void InjectUndoError(int node) => (_injectedUndoErrors ??= []).Add(node);

    /// <summary>Takes in the outcome of a step that was carried out.</summary>
    public void Complete(int node, SagaNodeEventType outcome) => Apply(node, outcome);

    /// <summary>Takes in an event that was recorded before, for a copy that only looks on.</summary>
    public void Replay(LogEntry entry)
    {
        Apply(entry.Node, entry.EventType);
        TakeStock();
    }

    /// <summary>Decides everything that can be decided now: adds events to the log and names the steps to carry out after them.</summary>
    /// <param name="steps">Where the steps are added.</param>
    /// <param name="mayBegin">False when nothing new may be begun; what waits then keeps waiting.</param>
    public void Decide(List<SagaStep> steps, bool mayBegin = true)
    {
        while (mayBegin && End == SagaEnd.None && !IsStopping && TryTakeWave())
        {
            BeginWave(steps);
        }
        TakeStock();
    }

    /// <summary>What was begun in an earlier life and has no outcome is to be carried out again; until then it is not in flight.</summary>
    private void FindInterrupted()
    {
        _inFlight = 0;
        if (IsStopping)
        {
            // A log with a failed undo is done as it stands: nothing runs again.
            return;
        }
        for (int node = 0; node < _slots.Length; node++)
        {
            if (IsInFlight(node))
            {
                (_interrupted ??= []).Add(node);
            }
        }
    }

    /// <summary>Takes everything that can begin now.</summary>
    private bool TryTakeWave()
    {
        if (_interrupted is { } interrupted)
        {
            foreach (int node in interrupted)
            {
                _wave.Add(new(node, IsUndo: _slots[node].Status == SagaNodeStatus.UndoStarted));
            }
            _interrupted = null;
        }
        // A queued node may have been overtaken: by the failure of another, or (in a log that is put in) by its own later events.
        while (_ready.TryDequeue(out int node))
        {
            if (_slots[node].Status == SagaNodeStatus.NeverStarted && !IsUnwinding)
            {
                _wave.Add(new(node, IsUndo: false));
            }
        }
        while (_undoReady.TryDequeue(out int node))
        {
            if (_slots[node].Status == SagaNodeStatus.Succeeded)
            {
                _wave.Add(new(node, IsUndo: true));
            }
        }
        return _wave.Count > 0;
    }

    /// <summary>
    /// Begins everything in the wave before any of it can end, so that what one of its nodes comes to never keeps another from
    /// beginning. A node without an action of its own is through with it at once, in the same batch of events.
    /// </summary>
    private void BeginWave(List<SagaStep> steps)
    {
        foreach (SagaStep step in _wave)
        {
            if (_slots[step.Node].Status is SagaNodeStatus.NeverStarted or SagaNodeStatus.Succeeded)
            {
                Apply(step.Node, step.IsUndo ? SagaNodeEventType.UndoStarted : SagaNodeEventType.Started);
            }
            else
            {
                _inFlight++;
            }
        }
        foreach (SagaStep step in _wave)
        {
            if (TryFinishAtOnce(step, out SagaNodeEventType outcome))
            {
                Apply(step.Node, outcome);
            }
            else
            {
                steps.Add(step);
            }
        }
        _wave.Clear();
    }

    private bool TryFinishAtOnce(SagaStep step, out SagaNodeEventType outcome)
    {
        if (step.IsUndo)
        {
            bool isInjected = _injectedUndoErrors?.Contains(step.Node) == true;
            outcome = isInjected ? InjectedOutcomes.UndoError : SagaNodeEventType.UndoFinished;
            return isInjected || _shape[step.Node].Kind != DagNodeKind.Action;
        }
        if (_injectedErrors?.Contains(step.Node) == true)
        {
            outcome = InjectedOutcomes.Error;
            return true;
        }
        DagNode node = _shape[step.Node];
        outcome = node.Kind switch
        {
            DagNodeKind.Action => default,
            DagNodeKind.Constant => SagaNodeEventType.Succeeded(node.Value),
            DagNodeKind.SubsagaEnd => SagaNodeEventType.Succeeded(OutputOf(_shape.ParentsOf(step.Node)[0])),
            _ => SagaNodeEventType.Succeeded(default),
        };
        return node.Kind != DagNodeKind.Action;
    }

    private void Apply(int node, SagaNodeEventType happened)
    {
        ref NodeSlot slot = ref _slots[node];
        if (!NodeTransitions.TryNext(slot.Status, happened.Kind, out SagaNodeStatus next))
        {
            throw new UnreachableException($"Node {node} is {slot.Status}; {happened.Kind} cannot follow.");
        }
        slot.Status = next;
        _log.Add(new LogEntry(node, happened));
        switch (next)
        {
            case SagaNodeStatus.Started or SagaNodeStatus.UndoStarted:
                _inFlight++;
                break;
            case SagaNodeStatus.Succeeded:
                _inFlight--;
                slot.OutcomeAt = _log.Count - 1;
                AfterSuccess(node);
                break;
            case SagaNodeStatus.Failed:
                _inFlight--;
                slot.OutcomeAt = _log.Count - 1;
                AfterFailure(node);
                break;
            case SagaNodeStatus.UndoFinished:
                _inFlight--;
                Settle(node);
                break;
            case SagaNodeStatus.UndoFailed:
                _inFlight--;
                IsStopping = true;
                break;
            default:
                throw new UnreachableException($"No event leads to {next}.");
        }
    }

    private void AfterSuccess(int node)
    {
        foreach (int child in _shape.ChildrenOf(node))
        {
            if (--_slots[child].PendingParents == 0 && !IsUnwinding)
            {
                MakeReady(child);
            }
        }
        if (IsUnwinding && _slots[node].UnsettledChildren == 0)
        {
            MakeUndoReady(node);
        }
    }

    private void AfterFailure(int node)
    {
        if (!IsUnwinding)
        {
            IsUnwinding = true;
            // Unwinding comes up from the end node, which cannot have started: every node is an ancestor of it.
            Settle(_shape.End);
        }
        if (_slots[node].UnsettledChildren == 0)
        {
            Settle(node);
        }
    }

    /// <summary>Notes that nothing of a node is left to undo, and follows what that means for its ancestors.</summary>
    private void Settle(int first)
    {
        Stack<int> settling = _settling ??= new();
        settling.Push(first);
        while (settling.TryPop(out int node))
        {
            if (_slots[node].IsSettled)
            {
                continue;
            }
            _slots[node].IsSettled = true;
            foreach (int parent in _shape.ParentsOf(node))
            {
                if (--_slots[parent].UnsettledChildren > 0)
                {
                    continue;
                }
                switch (_slots[parent].Status)
                {
                    case SagaNodeStatus.NeverStarted or SagaNodeStatus.Failed:
                        settling.Push(parent);
                        break;
                    case SagaNodeStatus.Succeeded:
                        MakeUndoReady(parent);
                        break;
                    default:
                        // Running: its outcome decides. Undone or being undone: only in a log that is put in sorted by kind.
                        break;
                }
            }
        }
    }

    private void MakeReady(int node)
    {
        _slots[node].IsReady = true;
        _ready.Enqueue(node);
    }

    private void MakeUndoReady(int node)
    {
        if (!IsStopping)
        {
            _slots[node].IsUndoReady = true;
            _undoReady.Enqueue(node);
        }
    }

    private void TakeStock()
    {
        if (End != SagaEnd.None)
        {
            return;
        }
        if (IsStopping)
        {
            End = _inFlight == 0 ? SagaEnd.Stuck : SagaEnd.None;
        }
        else if (_slots[_shape.End].Status == SagaNodeStatus.Succeeded)
        {
            End = SagaEnd.Succeeded;
        }
        else if (_slots[_shape.Start].IsSettled)
        {
            End = SagaEnd.Failed;
        }
    }

    private RawJson OutputOf(int node)
        => TryGetOutput(node, out RawJson output) ? output : throw new UnreachableException($"Node {node} has no output.");

    private int FirstWith(SagaNodeStatus status)
    {
        for (int node = 0; node < _slots.Length; node++)
        {
            if (_slots[node].Status == status)
            {
                return node;
            }
        }
        return -1;
    }

    private struct NodeSlot
    {
        /// <summary>Where in the log the node's success or failure is; -1 before it.</summary>
        public int OutcomeAt;
        public int PendingParents;
        public int UnsettledChildren;
        public SagaNodeStatus Status;
        public bool IsSettled;
        public bool IsReady;
        public bool IsUndoReady;
    }
}

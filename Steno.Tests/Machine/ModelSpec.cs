// What a log means, said as plainly as it can be: one status a node, everything else computed from all statuses each time it is
// asked for. It shares nothing with SagaMachine, which keeps counters and queues instead.

using System.Numerics;

namespace Steno.Tests.Machine;

/// <summary>The judge beside the machine: takes every event in the order of the log and refuses those that may not happen.</summary>
internal sealed class ModelSpec
{
    /// <summary>Of a key: three say what the log says, the upper two are free.</summary>
    public const int BitsPerNode = 5;

    private readonly ModelGraph _graph;
    private readonly SagaNodeStatus[] _statuses;
    private readonly SagaNodeEventType[] _outcomes;
    private readonly SagaNodeEventType[] _undoOutcomes;
    private readonly uint[] _nodesWith;

    public ModelSpec(ModelGraph graph)
    {
        _graph = graph;
        (_statuses, _nodesWith) = (new SagaNodeStatus[graph.Count], new uint[(int)SagaNodeStatus.UndoFailed + 1]);
        (_outcomes, _undoOutcomes) = (new SagaNodeEventType[graph.Count], new SagaNodeEventType[graph.Count]);
        _nodesWith[(int)SagaNodeStatus.NeverStarted] = (1u << graph.Count) - 1;
    }

    private ModelSpec(ModelSpec other)
    {
        _graph = other._graph;
        EventCount = other.EventCount;
        (_statuses, _nodesWith) = ([.. other._statuses], [.. other._nodesWith]);
        (_outcomes, _undoOutcomes) = ([.. other._outcomes], [.. other._undoOutcomes]);
    }

    /// <summary>How many events were taken in.</summary>
    public int EventCount { get; private set; }

    public bool IsUnwinding => With(SagaNodeStatus.Failed) != 0;

    public bool IsStopping => With(SagaNodeStatus.UndoFailed) != 0;

    /// <summary>Where the saga stands when nothing more is going to be begun.</summary>
    /// <param name="inFlight">The nodes whose action or undo is running.</param>
    public SagaEnd EndWith(uint inFlight)
    {
        if (IsStopping)
        {
            return inFlight == 0 ? SagaEnd.Stuck : SagaEnd.None;
        }
        if (_statuses[_graph.Shape.End] == SagaNodeStatus.Succeeded)
        {
            return SagaEnd.Succeeded;
        }
        return IsUnwinding && AreSettled(All) ? SagaEnd.Failed : SagaEnd.None;
    }

    /// <summary>The nodes with a step that has begun and not ended.</summary>
    public uint Begun => With(SagaNodeStatus.Started) | With(SagaNodeStatus.UndoStarted);

    /// <summary>Whether a node can be begun now, and must be: its action or its undo.</summary>
    public bool HasBeginnable
    {
        get
        {
            bool has = false;
            for (int node = 0; node < _statuses.Length; node++)
            {
                has |= CanStart(node) || CanUndo(node);
            }
            return has;
        }
    }

    public SagaNodeStatus StatusOf(int node) => _statuses[node];

    public ModelSpec Clone() => new(this);

    /// <summary>Takes in the next event of the log.</summary>
    public void Apply(int node, SagaNodeEventType happened)
    {
        bool mayHappen = (_statuses[node], happened.Kind) switch
        {
            (SagaNodeStatus.NeverStarted, SagaNodeEventKind.Started) => CanStart(node),
            (SagaNodeStatus.Started, SagaNodeEventKind.Succeeded) => true,
            (SagaNodeStatus.Started, SagaNodeEventKind.Failed) => _graph.Shape[node].Name is not null,
            (SagaNodeStatus.Succeeded, SagaNodeEventKind.UndoStarted) => CanUndo(node),
            (SagaNodeStatus.UndoStarted, SagaNodeEventKind.UndoFinished or SagaNodeEventKind.UndoFailed) => true,
            _ => false,
        };
        if (!mayHappen)
        {
            throw Wrong($"node {node} cannot be {happened} here");
        }
        EventCount++;
        _nodesWith[(int)_statuses[node]] &= ~(1u << node);
        _statuses[node] = happened.Kind switch
        {
            SagaNodeEventKind.Started => SagaNodeStatus.Started,
            SagaNodeEventKind.Succeeded => SagaNodeStatus.Succeeded,
            SagaNodeEventKind.Failed => SagaNodeStatus.Failed,
            SagaNodeEventKind.UndoStarted => SagaNodeStatus.UndoStarted,
            SagaNodeEventKind.UndoFinished => SagaNodeStatus.UndoFinished,
            _ => SagaNodeStatus.UndoFailed,
        };
        _nodesWith[(int)_statuses[node]] |= 1u << node;
        if (happened.Kind is SagaNodeEventKind.Succeeded or SagaNodeEventKind.Failed)
        {
            _outcomes[node] = happened;
        }
        else if (happened.Kind is SagaNodeEventKind.UndoFailed)
        {
            _undoOutcomes[node] = happened;
        }
    }

    /// <summary>Compares a machine that has the same log.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="tested">Tells the machine's failure.</param>
    /// <param name="inFlight">The nodes whose action or undo is running.</param>
    public void RequireSame(SagaMachine machine, IMachineUnderTest tested, uint inFlight)
    {
        if (machine.IsUnwinding != IsUnwinding || machine.IsStopping != IsStopping)
        {
            throw Wrong($"unwinding is {machine.IsUnwinding}, stopping is {machine.IsStopping}");
        }
        int failed = FirstWith(SagaNodeStatus.Failed);
        (int machineFailed, ActionError? machineError) = tested.FailureOf(machine);
        if (machineFailed != failed || (failed >= 0 && machineError != _outcomes[failed].Error))
        {
            throw Wrong($"the failed node is {machineFailed} with {machineError}");
        }
        if (machine.FirstUndoFailed() != FirstWith(SagaNodeStatus.UndoFailed))
        {
            throw Wrong($"the failed undo is that of {machine.FirstUndoFailed()}");
        }
        for (int node = 0; node < _statuses.Length; node++)
        {
            RequireSame(node, machine, (inFlight >> node & 1) != 0);
        }
    }

    /// <summary>How the saga ended, from the statuses alone.</summary>
    public ModelResult ResultOf(SagaEnd end)
    {
        int failed = FirstWith(SagaNodeStatus.Failed);
        int undoFailed = FirstWith(SagaNodeStatus.UndoFailed);
        return new(
            end,
            failed < 0 ? null : _graph.Shape[failed].Name?.Value,
            failed < 0 ? null : _outcomes[failed].Error,
            undoFailed < 0 ? null : _graph.Shape[undoFailed].Name?.Value ?? "",
            undoFailed < 0 ? null : _undoOutcomes[undoFailed].UndoError);
    }

    /// <summary>Everything that is left at an end; nothing may be half done.</summary>
    public void RequireEnded(SagaEnd end)
    {
        uint allowed = end switch
        {
            SagaEnd.Succeeded => With(SagaNodeStatus.Succeeded),
            SagaEnd.Failed => With(SagaNodeStatus.NeverStarted) | With(SagaNodeStatus.Failed) | With(SagaNodeStatus.UndoFinished),
            _ => IsStopping && IsUnwinding ? All : 0,
        };
        if (allowed != All)
        {
            throw Wrong($"the end is {end}");
        }
    }

    /// <summary>Whether every outcome that is recorded here is recorded in the other too, and is the same.</summary>
    public bool AgreesWith(ModelSpec other)
    {
        for (int node = 0; node < _statuses.Length; node++)
        {
            bool hasOutcome = _statuses[node] > SagaNodeStatus.Started;
            if (hasOutcome && (other._statuses[node] <= SagaNodeStatus.Started || _outcomes[node] != other._outcomes[node]))
            {
                return false;
            }
            if (_statuses[node] > SagaNodeStatus.UndoStarted && other._statuses[node] != _statuses[node])
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>All that the log says, in three of five bits a node: equal logs (but for their order) have equal keys.</summary>
    public ulong Key()
    {
        ulong key = 0;
        for (int node = 0; node < _statuses.Length; node++)
        {
            SagaNodeStatus status = _statuses[node];
            bool isSecondWay = status > SagaNodeStatus.Failed || (status == SagaNodeStatus.Failed && ModelOutcomes.IsThrown(_outcomes[node]));
            key |= ((ulong)status + (isSecondWay ? 1UL : 0)) << (BitsPerNode * node);
        }
        return key;
    }

    public override string ToString() => string.Join(" ", _statuses.Select((status, node) => $"{node}:{status}"));

    private uint All => uint.MaxValue >> (32 - _statuses.Length);

    private void RequireSame(int node, SagaMachine machine, bool isCarriedOut)
    {
        if (machine.StatusOf(node) != _statuses[node])
        {
            throw Wrong($"node {node} is {machine.StatusOf(node)}");
        }
        SagaNodeState state = machine.StateOf(node, isCarriedOut);
        // After a failed undo nothing is queued any more; whether a node was queued before it, the order of the events decides.
        bool mayBeQueued = IsStopping && state == SagaNodeState.QueuedUndo && CouldUndo(node);
        if (state != StateOf(node, isCarriedOut) && !mayBeQueued)
        {
            throw Wrong($"node {node} is shown as {state}, expected {StateOf(node, isCarriedOut)}");
        }
        bool hasOutput = machine.TryGetOutput(node, out RawJson output);
        if (hasOutput != HasOutput(node) || (hasOutput && output != _outcomes[node].Output))
        {
            throw Wrong($"the output of node {node} is {output}");
        }
    }

    private bool CanStart(int node)
        => _statuses[node] == SagaNodeStatus.NeverStarted && !IsUnwinding && (_graph.Ancestors[node] & ~With(SagaNodeStatus.Succeeded)) == 0;

    private bool CanUndo(int node) => !IsStopping && CouldUndo(node);

    private bool CouldUndo(int node) => _statuses[node] == SagaNodeStatus.Succeeded && IsUnwinding && AreSettled(_graph.Descendants[node]);

    private SagaNodeState StateOf(int node, bool isCarriedOut) => _statuses[node] switch
    {
        SagaNodeStatus.NeverStarted when IsUnwinding => SagaNodeState.Abandoned,
        SagaNodeStatus.NeverStarted => CanStart(node) ? SagaNodeState.QueuedTodo : SagaNodeState.Blocked,
        SagaNodeStatus.Started => isCarriedOut ? SagaNodeState.Working : SagaNodeState.QueuedTodo,
        SagaNodeStatus.Succeeded => CanUndo(node) ? SagaNodeState.QueuedUndo : SagaNodeState.Done,
        SagaNodeStatus.Failed => SagaNodeState.Failed,
        SagaNodeStatus.UndoStarted => isCarriedOut ? SagaNodeState.UndoWorking : SagaNodeState.QueuedUndo,
        SagaNodeStatus.UndoFinished => SagaNodeState.Undone,
        _ => SagaNodeState.UndoFailed,
    };

    private bool HasOutput(int node) => _statuses[node] is SagaNodeStatus.Succeeded or > SagaNodeStatus.Failed;

    /// <summary>Nothing of these nodes is left to undo, nor ever will be.</summary>
    private bool AreSettled(uint nodes)
        => (nodes & ~(With(SagaNodeStatus.NeverStarted) | With(SagaNodeStatus.Failed) | With(SagaNodeStatus.UndoFinished))) == 0;

    private uint With(SagaNodeStatus status) => _nodesWith[(int)status];

    private int FirstWith(SagaNodeStatus status) => With(status) == 0 ? -1 : BitOperations.TrailingZeroCount(With(status));

    private ModelViolation Wrong(string what) => new($"{what}: {this}");
}

// Drives the real state machine through everything that can happen to a saga whose nodes come to given ends: every order of
// completions, any number of them before the next decision, a crash after every single event (logs of the Rust crate can end
// anywhere; ours end between batches, which is among these), and again a crash during what follows. A state is visited once;
// its key has everything that its future depends on.
//
// Whatever is wrong ends the run with the events that led there, so that a failure can be replayed by hand.

namespace Steno.Tests.Machine;

internal sealed class ModelChecker
{
    private static readonly SagaId Id = SagaId.Parse("049b2522-308d-442e-bc65-9bfaef863597");
    private static readonly SagaNodeEventType Error = SagaNodeEventType.Failed(new ActionError.ActionFailed(RawJson.Parse("\"fails\"")));
    private static readonly SagaNodeEventType Thrown = SagaNodeEventType.Failed(new ActionError.ActionFailed(RawJson.Parse("\"throws\"")));
    private static readonly SagaNodeEventType UndoError = SagaNodeEventType.UndoFailed(new UndoActionError.PermanentFailure(RawJson.Parse("\"cannot\"")));

    private readonly SagaShape _shape;
    private readonly NodeChoice[] _choices;
    private readonly int _maxCrashes;
    private readonly ModelSeams _seams;
    private readonly HashSet<ModelState> _visited = [];
    private readonly HashSet<UInt128> _recovered = [];
    private readonly HashSet<ModelResult> _crashFree = [];
    private readonly HashSet<(int Node, SagaNodeEventType Event)> _crashFreeFailures = [];
    private readonly List<(ModelResult Result, bool AfterUndoFailure, SagaMachine Machine)> _afterCrash = [];
    private readonly Stack<(SagaMachine Machine, int Crashes, bool AfterUndoFailure)> _open = new();

    private ModelChecker(SagaShape shape, NodeChoice[] choices, int maxCrashes, ModelSeams seams)
        => (_shape, _choices, _maxCrashes, _seams) = (shape, choices, maxCrashes, seams);

    private int StateCount => _visited.Count;

    private long ExecutionCount { get; set; }

    /// <summary>Checks one saga with one choice of ends for its nodes.</summary>
    /// <param name="choices">By node index; only those of actions count.</param>
    /// <returns>How many states were visited and how many runs came to their end.</returns>
    public static (long States, long Executions) Check(SagaShape shape, NodeChoice[] choices, int maxCrashes, ModelSeams seams)
    {
        ModelChecker checker = new(shape, choices, maxCrashes, seams);
        checker.Explore();
        checker.CompareAfterCrashes();
        return (checker.StateCount, checker.ExecutionCount);
    }

    private void Explore()
    {
        SagaMachine first = new(_shape);
        DecideAndPush(first, durableBefore: 0, crashes: 0, afterUndoFailure: false);
        while (_open.TryPop(out (SagaMachine Machine, int Crashes, bool AfterUndoFailure) at))
        {
            ExploreFrom(at.Machine, at.Crashes, at.AfterUndoFailure);
        }
    }

    /// <summary>From a state in which everything is decided: all ordered choices of completions that may come before the next decision.</summary>
    private void ExploreFrom(SagaMachine decided, int crashes, bool afterUndoFailure)
    {
        int durable = decided.Log.Count;
        Stack<SagaMachine> undecided = new();
        HashSet<ModelState> seen = [];
        undecided.Push(decided);
        while (undecided.TryPop(out SagaMachine? machine))
        {
            foreach (int node in InFlight(machine))
            {
                SagaMachine next = machine.Clone();
                next.Complete(node, OutcomeOf(node, machine.StatusOf(node)));
                if (seen.Add(ModelState.Of(next, _shape.Count, crashes)))
                {
                    undecided.Push(next);
                }
                DecideAndPush(next.Clone(), durable, crashes, afterUndoFailure);
            }
        }
    }

    /// <summary>Has the machine decide, checks what it decided and every crash on the way, and goes on from there.</summary>
    private void DecideAndPush(SagaMachine machine, int durableBefore, int crashes, bool afterUndoFailure)
    {
        List<SagaStep> steps = [];
        machine.Decide(steps);
        CheckTrace(machine, durableBefore);
        CheckSteps(machine, steps);
        if (crashes < _maxCrashes)
        {
            for (int count = durableBefore; count <= machine.Log.Count; count++)
            {
                Crash(machine, count, crashes + 1);
            }
        }
        if (machine.End != SagaEnd.None)
        {
            OnEnd(machine, crashes, afterUndoFailure);
            return;
        }
        if (!(InFlight(machine).Any()))
        {
            throw Failure(machine, "nothing is in flight and the saga is not at its end");
        }
        if (_visited.Add(ModelState.Of(machine, _shape.Count, afterUndoFailure ? crashes + 8 : crashes)))
        {
            _open.Push((machine, crashes, afterUndoFailure));
        }
    }

    private void Crash(SagaMachine machine, int count, int crashes)
    {
        SagaNodeEvent[] events = [.. machine.Log.Take(count).Select(entry => new SagaNodeEvent(Id, new SagaNodeId((uint)entry.Node), entry.EventType))];
        UInt128 key = EventKey(events, crashes);
        if (!_recovered.Add(key))
        {
            return;
        }
        SagaMachine recovered;
        try
        {
            recovered = _seams.Recover(_shape, Id, events);
        }
        catch (SagaLogException refused)
        {
            throw Failure(machine, $"the log up to event {count} cannot be recovered: {refused.Message}");
        }
        bool afterUndoFailure = events.Any(recorded => recorded.EventType.Kind == SagaNodeEventKind.UndoFailed);
        if (!afterUndoFailure)
        {
            CheckSameAsReplay(recovered, events, machine);
        }
        if (recovered.End != SagaEnd.None)
        {
            OnEnd(recovered, crashes, afterUndoFailure);
            return;
        }
        DecideAndPush(recovered, recovered.Log.Count, crashes, afterUndoFailure);
    }

    /// <summary>A machine into which the events were put in any order stands where one stands that saw them happen.</summary>
    private void CheckSameAsReplay(SagaMachine recovered, SagaNodeEvent[] events, SagaMachine origin)
    {
        SagaMachine replayed = new(_shape);
        foreach (SagaNodeEvent recorded in events)
        {
            replayed.Replay(new LogEntry((int)recorded.NodeId.Value, recorded.EventType));
        }
        SagaNodeEvent[] reversed = [.. events.Reverse()];
        SagaMachine shuffled = SagaMachine.Recover(_shape, Id, reversed);
        ModelState wanted = ModelState.Of(replayed, _shape.Count, 0);
        if (!(wanted == ModelState.Of(recovered, _shape.Count, 0)))
        {
            throw Failure(origin, $"recovery of {events.Length} events differs from having seen them");
        }
        if (!(wanted == ModelState.Of(shuffled, _shape.Count, 0)))
        {
            throw Failure(origin, $"recovery of {events.Length} events in another order differs");
        }
    }

    private void OnEnd(SagaMachine machine, int crashes, bool afterUndoFailure)
    {
        ExecutionCount++;
        CheckEnd(machine, wasResumedStuck: afterUndoFailure);
        ModelResult result = ModelResult.Of(machine, _shape, _seams.FirstFailed);
        if (crashes == 0)
        {
            _crashFree.Add(result);
            _crashFreeFailures.UnionWith(machine.Log
                .Where(entry => entry.EventType.Kind is SagaNodeEventKind.Failed or SagaNodeEventKind.UndoFailed)
                .Select(entry => (entry.Node, entry.EventType)));
        }
        else
        {
            _afterCrash.Add((result, afterUndoFailure, machine));
        }
    }

    /// <summary>
    /// A saga ends after crashes as it can end without. After a failed undo a resumed saga is done as it stands: what was in
    /// flight never ends, so it may name another of the failures that runs without crashes have, and its states are its own.
    /// </summary>
    private void CompareAfterCrashes()
    {
        foreach ((ModelResult result, bool afterUndoFailure, SagaMachine machine) in _afterCrash)
        {
            bool isKnown = afterUndoFailure
                ? _crashFree.Any(free => free.End == result.End)
                    && _crashFreeFailures.Contains((result.Failed, machine.LastEventOf(result.Failed)))
                    && _crashFreeFailures.Contains((result.UndoFailed, machine.LastEventOf(result.UndoFailed)))
                : _crashFree.Contains(result);
            if (!isKnown)
            {
                throw Failure(machine, $"after a crash: {result}; no run without crashes ends like that. Those end: {string.Join(" | ", _crashFree)}");
            }
        }
    }

    /// <summary>The order of the new events: begun after all it depends on, undone after all that depends on it.</summary>
    private void CheckTrace(SagaMachine machine, int from)
    {
        SagaNodeStatus[] statuses = new SagaNodeStatus[_shape.Count];
        for (int i = 0; i < machine.Log.Count; i++)
        {
            LogEntry entry = machine.Log[i];
            if (!(NodeTransitions.TryNext(statuses[entry.Node], entry.EventType.Kind, out SagaNodeStatus next)))
            {
                throw Failure(machine, $"event {i} is illegal");
            }
            // A recovered log is sorted by kind, so only what was added since tells an order.
            if (i >= from && entry.EventType.Kind == SagaNodeEventKind.Started)
            {
                foreach (int parent in _shape.ParentsOf(entry.Node))
                {
                    if (!(statuses[parent] == SagaNodeStatus.Succeeded))
                    {
                        throw Failure(machine, $"event {i}: node {entry.Node} starts while node {parent} is {statuses[parent]}");
                    }
                }
            }
            if (i >= from && entry.EventType.Kind == SagaNodeEventKind.UndoStarted)
            {
                foreach (int child in _shape.ChildrenOf(entry.Node))
                {
                    if (!(IsSettled(statuses[child])))
                    {
                        throw Failure(machine, $"event {i}: the undo of node {entry.Node} starts while node {child} is {statuses[child]}");
                    }
                }
            }
            statuses[entry.Node] = next;
        }
    }

    /// <summary>Steps are those of nodes that are in flight by the log, and only of actions.</summary>
    private void CheckSteps(SagaMachine machine, List<SagaStep> steps)
    {
        foreach (SagaStep step in steps)
        {
            if (!(machine.StatusOf(step.Node) == (step.IsUndo ? SagaNodeStatus.UndoStarted : SagaNodeStatus.Started)))
            {
                throw Failure(machine, $"{step} has no event");
            }
            if (!(_shape[step.Node].Kind == DagNodeKind.Action))
            {
                throw Failure(machine, $"{step} is not an action's");
            }
        }
    }

    private void CheckEnd(SagaMachine machine, bool wasResumedStuck)
    {
        int lowestFailed = Enumerable.Range(0, _shape.Count).Where(node => machine.StatusOf(node) == SagaNodeStatus.Failed).DefaultIfEmpty(-1).First();
        if (!(machine.End == SagaEnd.Succeeded || _seams.FirstFailed(machine) == lowestFailed))
        {
            throw Failure(machine, $"the result names node {_seams.FirstFailed(machine)}, the log node {lowestFailed}");
        }
        for (int node = 0; node < _shape.Count; node++)
        {
            SagaNodeStatus status = machine.StatusOf(node);
            bool isRight = machine.End switch
            {
                SagaEnd.Succeeded => status == SagaNodeStatus.Succeeded,
                SagaEnd.Failed => IsSettled(status),
                _ => wasResumedStuck || status is not (SagaNodeStatus.Started or SagaNodeStatus.UndoStarted),
            };
            if (!(isRight))
            {
                throw Failure(machine, $"the saga is at its end ({machine.End}) and node {node} is {status}");
            }
        }
        if (!((machine.End == SagaEnd.Stuck) == (machine.FirstUndoFailed() >= 0)))
        {
            throw Failure(machine, "stuck without a failed undo, or the other way round");
        }
    }

    private IEnumerable<int> InFlight(SagaMachine machine)
        => Enumerable.Range(0, _shape.Count).Where(node => machine.StatusOf(node) is SagaNodeStatus.Started or SagaNodeStatus.UndoStarted);

    private SagaNodeEventType OutcomeOf(int node, SagaNodeStatus status) => (status, _choices[node]) switch
    {
        (SagaNodeStatus.Started, NodeChoice.Fails) => Error,
        (SagaNodeStatus.Started, NodeChoice.Throws) => Thrown,
        (SagaNodeStatus.Started, _) => SagaNodeEventType.Succeeded(default),
        (_, NodeChoice.UndoFails) => UndoError,
        _ => SagaNodeEventType.UndoFinished,
    };

    private static bool IsSettled(SagaNodeStatus status) => status is SagaNodeStatus.NeverStarted or SagaNodeStatus.Failed or SagaNodeStatus.UndoFinished;

    /// <summary>The set of events: recovery sorts them, so their order does not matter to it. A node's last status stands for all its events.</summary>
    private UInt128 EventKey(SagaNodeEvent[] events, int crashes)
    {
        UInt128 key = (uint)crashes;
        SagaNodeStatus[] statuses = new SagaNodeStatus[_shape.Count];
        foreach (SagaNodeEvent recorded in events)
        {
            NodeTransitions.TryNext(statuses[recorded.NodeId.Value], recorded.EventType.Kind, out statuses[recorded.NodeId.Value]);
        }
        foreach (SagaNodeStatus status in statuses)
        {
            key = (key << 3) | (uint)status;
        }
        return key;
    }

    private Exception Failure(SagaMachine machine, string problem) => new Xunit.Sdk.XunitException($"{problem}\n{Trace(machine)}");

    private string Trace(SagaMachine machine)
        => $"choices: {string.Join(' ', Enumerable.Range(0, _shape.Count).Select(node => $"{_shape[node].DisplayName}={_choices[node]}"))}\n"
            + string.Join('\n', machine.Log.Select((entry, i) => $"{i,3} {_shape[entry.Node].DisplayName} {entry.EventType}"));
}

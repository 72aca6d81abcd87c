// Drives the real machine through everything that can happen to one DAG and has ModelSpec judge every step.
//
// A state is the machine after Decide: nothing but the outcomes of the running steps moves it on. From each state every running
// step ends in every way, and any number of others end before the machine decides again. Outcomes are chosen when a step ends,
// so all choices of outcomes are gone through together; a key holds the outcomes so far, and equal states are visited once.
//
// First pass: no crashes; it collects every end. Second pass: after every event the process may die, and then what was recovered
// goes on under the same rules, crashes included: any number of crashes, not only two. Its ends must be ends of the first pass.

namespace Steno.Tests.Machine;

internal sealed class ModelChecker
{
    private static readonly SagaId Id = SagaId.Parse("049b2522-308d-442e-bc65-9bfaef863597");

    private readonly ModelDag _dag;
    private readonly IMachineUnderTest _tested;
    private readonly ModelInjection _injection;
    private readonly bool _inEveryOrder;
    private readonly ModelGraph _graph;
    private readonly ModelEnds _ends = new();
    private readonly Queue<Recovered> _recovered = new();
    private readonly HashSet<(ulong, int)> _crashed = [];
    private readonly List<SagaStep> _steps = [];
    private Dictionary<ulong, double> _executionsFrom = [];
    private ModelCounts _counts;
    private bool _hasCrashes;

    private ModelChecker(ModelDag dag, IMachineUnderTest tested, ModelInjection injection, bool inEveryOrder)
        => (_dag, _tested, _injection, _inEveryOrder, _graph) = (dag, tested, injection, inEveryOrder, new ModelGraph(dag.Shape));

    /// <summary>Goes through everything.</summary>
    /// <param name="inEveryOrder">Whether logs of the same events in different orders are recovered each, or one for all.</param>
    /// <exception cref="ModelViolation">The machine did something wrong.</exception>
    public static ModelCounts Check(ModelDag dag, IMachineUnderTest tested, ModelInjection injection = default, bool inEveryOrder = true)
    {
        ModelChecker checker = new(dag, tested, injection, inEveryOrder);
        try
        {
            checker.Explore();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // Whatever it is: an exception out of the machine is a violation too.
            throw new ModelViolation($"{dag}, {injection}: {problem.GetType().Name}: {problem.Message}\n{problem.StackTrace}");
        }
        return checker._counts;
    }

    private void Explore()
    {
        double executions = Begin();
        ModelCounts crashFree = new() { Dags = 1, States = _executionsFrom.Count, Ends = _ends.Count, Executions = executions };
        _executionsFrom = [];
        _counts = default;
        _hasCrashes = true;
        Crash([], new ModelSpec(_graph));
        executions = Begin();
        while (_recovered.TryDequeue(out Recovered? recovered))
        {
            executions += Settle(recovered.Machine, recovered.Spec, inFlight: 0, recovered.WasStuck);
        }
        _counts = crashFree with { StatesWithCrashes = _executionsFrom.Count, Recoveries = _counts.Recoveries, ExecutionsWithCrashes = executions };
    }

    private double Begin() => Settle(_injection.Into(new SagaMachine(_graph.Shape)), new ModelSpec(_graph), inFlight: 0, wasStuck: false);

    /// <summary>Has the machine decide, judges what it decided, and goes on from there.</summary>
    /// <param name="machine">The machine; its log may hold outcomes that <paramref name="spec"/> has not seen.</param>
    /// <param name="spec">The judge, who has seen the durable events.</param>
    /// <param name="inFlight">The nodes whose action or undo is running.</param>
    /// <param name="wasStuck">Whether the machine was recovered from a log that holds a failed undo.</param>
    /// <returns>How many executions there are from here.</returns>
    private double Settle(SagaMachine machine, ModelSpec spec, uint inFlight, bool wasStuck)
    {
        RequireNothingBegunWhileStopping(machine);
        int durableCount = spec.EventCount;
        _steps.Clear();
        machine.Decide(_steps);
        inFlight = AddSteps(machine, inFlight);
        ModelSpec after = spec.Clone();
        for (int i = durableCount; i < machine.Log.Count; i++)
        {
            after.Apply(machine.Log[i].Node, machine.Log[i].EventType);
            if (_hasCrashes && MayEndAt(i, machine.Log.Count))
            {
                Crash(machine.Log, after);
            }
        }
        after.RequireSame(machine, _tested, inFlight);
        RequireNothingLeftOut(machine, after, inFlight, wasStuck);
        ulong key = KeyOf(machine, after, inFlight);
        if (machine.End != SagaEnd.None)
        {
            TakeEnd(machine, after, key, wasStuck);
            return 1;
        }
        if (_executionsFrom.TryGetValue(key, out double executions))
        {
            return executions;
        }
        executions = Complete(machine, after, inFlight);
        _executionsFrom.Add(key, executions);
        return executions;
    }

    /// <summary>Has every running step end in every way, alone or with others before the machine decides.</summary>
    private double Complete(SagaMachine machine, ModelSpec durable, uint inFlight)
    {
        double executions = 0;
        for (int node = 0; node < _graph.Count; node++)
        {
            if ((inFlight >> node & 1) == 0)
            {
                continue;
            }
            bool isUndo = machine.StatusOf(node) == SagaNodeStatus.UndoStarted;
            foreach (SagaNodeEventType outcome in ModelOutcomes.Of(node, isUndo))
            {
                SagaMachine next = machine.Clone();
                next.Complete(node, outcome);
                uint rest = inFlight & ~(1u << node);
                if (rest != 0)
                {
                    executions += Complete(next, durable, rest);
                }
                executions += Settle(next, durable, rest, wasStuck: false);
            }
        }
        return executions;
    }

    /// <summary>The process dies and only the events that <paramref name="spec"/> has seen are durable.</summary>
    private void Crash(IReadOnlyList<LogEntry> log, ModelSpec spec)
    {
        if (!_crashed.Add((spec.Key(), _inEveryOrder ? OrderOf(log, spec.EventCount) : 0)))
        {
            return;
        }
        _counts.Recoveries++;
        SagaNodeEvent[] events = new SagaNodeEvent[spec.EventCount];
        SagaMachine twin = new(_graph.Shape);
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = new(Id, new((uint)log[i].Node), log[i].EventType);
            twin.Replay(log[i]);
        }
        spec.RequireSame(twin, _tested, inFlight: 0);
        SagaMachine recovered = Recover(events, spec);
        LogEntry[] decisions = Decisions(recovered);
        Array.Reverse(events);
        RecoverShuffled(events, spec, decisions);
        new Random(events.Length).Shuffle(events);
        RecoverShuffled(events, spec, decisions);
    }

    /// <summary>Recovery sorts events by kind and keeps their order otherwise, so logs that differ in order are logs of their own.</summary>
    private static int OrderOf(IReadOnlyList<LogEntry> log, int count)
    {
        HashCode order = default;
        for (int i = 0; i < count; i++)
        {
            order.Add(log[i].Node);
            order.Add(log[i].EventType.Kind);
        }
        return order.ToHashCode();
    }

    private SagaMachine Recover(SagaNodeEvent[] events, ModelSpec spec)
    {
        SagaMachine machine = _injection.Into(_tested.Recover(_graph.Shape, Id, events));
        spec.RequireSame(machine, _tested, inFlight: 0);
        _recovered.Enqueue(new(machine.Clone(), spec.Clone(), spec.IsStopping));
        return machine;
    }

    /// <summary>Recovers the same events in another order. What the machine decides then is gone into where its order differs.</summary>
    /// <remarks>Not with an injected failure, which takes no time: then the order alone says whether a node beside it starts.</remarks>
    private void RecoverShuffled(SagaNodeEvent[] events, ModelSpec spec, LogEntry[] decisions)
    {
        SagaMachine machine = _injection.Into(_tested.Recover(_graph.Shape, Id, events));
        spec.RequireSame(machine, _tested, inFlight: 0);
        if (_injection == default && !Decisions(machine.Clone()).AsSpan().SequenceEqual(decisions))
        {
            _recovered.Enqueue(new(machine, spec.Clone(), spec.IsStopping));
        }
    }

    private LogEntry[] Decisions(SagaMachine machine)
    {
        int count = machine.Log.Count;
        machine.Decide(_steps);
        return [.. machine.Log.Skip(count)];
    }

    private uint AddSteps(SagaMachine machine, uint inFlight)
    {
        foreach (SagaStep step in _steps)
        {
            bool isRight = _graph.Shape[step.Node].Kind == DagNodeKind.Action
                && (inFlight >> step.Node & 1) == 0
                && machine.StatusOf(step.Node) == (step.IsUndo ? SagaNodeStatus.UndoStarted : SagaNodeStatus.Started);
            if (!isRight)
            {
                throw new ModelViolation($"{step} is to be carried out while node {step.Node} is {machine.StatusOf(step.Node)}");
            }
            inFlight |= 1u << step.Node;
        }
        return inFlight;
    }

    /// <summary>No dead end: whatever can be begun was begun, and a saga without anything to do has ended.</summary>
    private void RequireNothingLeftOut(SagaMachine machine, ModelSpec spec, uint inFlight, bool wasStuck)
    {
        SagaEnd end = spec.EndWith(inFlight);
        // What was interrupted runs again, unless an undo has failed before: in the log, or by an injection that came first.
        bool mayBeLeft = spec.IsStopping && (wasStuck || _injection != default);
        bool isLive = (inFlight == spec.Begun || (mayBeLeft && (inFlight & ~spec.Begun) == 0)) && !spec.HasBeginnable;
        if (machine.End != end || !isLive || (end == SagaEnd.None) != (inFlight != 0))
        {
            throw new ModelViolation($"the end is {machine.End}, expected {end}; running are {inFlight:b}: {spec}");
        }
    }

    /// <summary>A coordinator that stops lets the machine begin nothing: then no event may come out of it.</summary>
    private void RequireNothingBegunWhileStopping(SagaMachine machine)
    {
        SagaMachine copy = machine.Clone();
        _steps.Clear();
        copy.Decide(_steps, mayBegin: false);
        if (_steps.Count > 0 || copy.Log.Count != machine.Log.Count)
        {
            throw new ModelViolation("something was begun while the coordinator is stopping");
        }
    }

    private void TakeEnd(SagaMachine machine, ModelSpec spec, ulong key, bool wasStuck)
    {
        spec.RequireEnded(machine.End);
        ModelResult result = spec.ResultOf(machine.End);
        ModelResult told = ModelResult.Of(SagaResult.Of(Id, _dag.Saga, machine));
        if (told != result)
        {
            throw new ModelViolation($"the result is {told}, expected {result}");
        }
        if (!_hasCrashes)
        {
            _ends.Add(key, result, spec);
        }
        else if (!IsKnownEnd(result, spec, key, wasStuck))
        {
            throw new ModelViolation($"without a crash there is no such end: {result}, {spec}");
        }
    }

    // An injected failure comes in the very batch in which its node begins and takes no time. A log that ends inside that batch
    // lets a longer branch beside it come further than it ever does without a crash. No store of ours leaves one: a batch is whole.
    private bool MayEndAt(int i, int count) => _injection == default || i == count - 1;

    // After a failed undo nothing is begun, what was interrupted neither: it stays without an outcome, as it does in no run without a crash.
    private bool IsKnownEnd(ModelResult result, ModelSpec spec, ulong key, bool wasStuck)
        => wasStuck || spec.Begun != 0 ? _ends.HasLike(result, spec) : _ends.Has(key);

    /// <summary>Equal keys have equal futures: the counters and queues of a machine that has decided follow from what is in here.</summary>
    private ulong KeyOf(SagaMachine machine, ModelSpec spec, uint inFlight)
    {
        ulong key = spec.Key();
        for (int node = 0; node < _graph.Count; node++)
        {
            bool isQueued = machine.StateOf(node, isCarriedOut: true) == SagaNodeState.QueuedUndo;
            key |= ((inFlight >> node & 1) | (isQueued ? 2UL : 0)) << ((ModelSpec.BitsPerNode * node) + 3);
        }
        return key;
    }

    private sealed record Recovered(SagaMachine Machine, ModelSpec Spec, bool WasStuck);
}

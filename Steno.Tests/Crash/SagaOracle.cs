using System.Text;
using Steno.Store;

namespace Steno.Tests.Crash;

/// <summary>
/// What sagas may look like after a kill: invariant I7. It compares what the store holds with the ledger that the actions
/// kept outside of it and with what the killed process had said. One oracle lives as long as its store.
/// </summary>
internal sealed class SagaOracle
{
    private readonly SagaShape _shape = LedgerAction.Dag.Shape;
    private readonly int[][] _ancestors;
    private readonly HashSet<SagaId> _created = [];
    private readonly HashSet<SagaId> _ended = [];
    private Dictionary<SagaId, List<SagaNodeEvent>> _before = [];
    private int _ledgerLinesBefore;

    public SagaOracle() => _ancestors = [.. Enumerable.Range(0, _shape.Count).Select(node => _shape.AncestorsOf(node).Where(ancestor => ancestor != node).ToArray())];

    public int SagaCount => _before.Count;
    public int EndedCount => _ended.Count;

    /// <summary>Checks a store that nobody has open.</summary>
    /// <param name="directory">The store.</param>
    /// <param name="ledgerPath">The ledger.</param>
    /// <param name="said">What the process said before it ended.</param>
    /// <param name="isFinished">Whether the process was let live until every saga had ended.</param>
    public async Task CheckAsync(string directory, string ledgerPath, IEnumerable<string> said, bool isFinished)
    {
        foreach (string line in said)
        {
            string[] words = line.Split(' ');
            _ = words[0] switch
            {
                "created" => _created.Add(SagaId.Parse(words[1], null)),
                "ended" => _ended.Add(SagaId.Parse(words[1], null)),
                _ => false,
            };
        }
        if (!File.Exists(Path.Combine(directory, "superblock")))
        {
            // Killed before there was a store: then nothing can have been promised.
            Require(_created.Count == 0 && _before.Count == 0, "the store is gone");
            return;
        }
        await using FasterSecStore store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = directory, ReadOnly = true });
        var states = (await store.ListSagasAsync(new SagaQuery())).ToDictionary(saga => saga.Id, saga => saga.State);
        var events = new Dictionary<SagaId, List<SagaNodeEvent>>();
        foreach (SagaId id in states.Keys)
        {
            events[id] = [.. await store.ReadEventsAsync(id)];
        }
        foreach (SagaId id in _created)
        {
            Require(states.ContainsKey(id), $"saga {id} was acknowledged and is not there");
        }
        foreach (SagaId id in _ended)
        {
            Require(states[id] == SagaCachedState.Done, $"saga {id} had ended and is {states[id]}");
        }
        RequirePrefix(events);
        foreach ((SagaId id, List<SagaNodeEvent> log) in events)
        {
            RequireLegal(id, log);
        }
        List<LedgerLine> ledger = Ledger.Read(ledgerPath);
        RequireLedger(ledger, events);
        if (isFinished)
        {
            RequireFinished(ledger, events, states);
        }
        (_before, _ledgerLinesBefore) = (events, ledger.Count);
    }

    /// <summary>What an earlier life left is never taken back and never changed.</summary>
    private void RequirePrefix(Dictionary<SagaId, List<SagaNodeEvent>> events)
    {
        foreach ((SagaId id, List<SagaNodeEvent> earlier) in _before)
        {
            Require(events.TryGetValue(id, out List<SagaNodeEvent>? now) && now.Take(earlier.Count).SequenceEqual(earlier), $"saga {id} lost or changed events of an earlier life");
        }
    }

    /// <summary>Every node goes only where a node may go, and undos begin children first.</summary>
    private void RequireLegal(SagaId id, List<SagaNodeEvent> log)
    {
        var kinds = new SagaNodeEventKind?[_shape.Count];
        foreach (SagaNodeEvent nodeEvent in log)
        {
            int node = (int)nodeEvent.NodeId.Value;
            SagaNodeEventKind kind = nodeEvent.EventType.Kind;
            bool isLegal = (kinds[node], kind) switch
            {
                (null, SagaNodeEventKind.Started) => _ancestors[node].All(ancestor => kinds[ancestor] == SagaNodeEventKind.Succeeded),
                (SagaNodeEventKind.Started, SagaNodeEventKind.Succeeded or SagaNodeEventKind.Failed) => true,
                (SagaNodeEventKind.Succeeded, SagaNodeEventKind.UndoStarted) => kinds.Contains(SagaNodeEventKind.Failed) && DescendantsAreBack(node, kinds),
                (SagaNodeEventKind.UndoStarted, SagaNodeEventKind.UndoFinished or SagaNodeEventKind.UndoFailed) => true,
                _ => false,
            };
            Require(isLegal, $"saga {id}: node {node} goes from {kinds[node]?.ToString() ?? "nothing"} to {kind}");
            kinds[node] = kind;
        }
    }

    private void RequireLedger(List<LedgerLine> ledger, Dictionary<SagaId, List<SagaNodeEvent>> events)
    {
        var logs = events.ToDictionary(saga => saga.Key, saga => saga.Value.GroupBy(e => (int)e.NodeId.Value).ToDictionary(node => node.Key, node => node.ToList()));
        var seen = new HashSet<(SagaId, int)>();
        for (int i = 0; i < ledger.Count; i++)
        {
            LedgerLine line = ledger[i];
            Require(logs.TryGetValue(line.SagaId, out Dictionary<int, List<SagaNodeEvent>>? nodes), $"an action ran for saga {line.SagaId}, which is not there");
            switch (line.Verb)
            {
                case LedgerVerb.Do:
                    Require(Has(nodes, line.Node, SagaNodeEventKind.Started), $"{line}: its start was not durable");
                    Require(Array.TrueForAll(_ancestors[line.Node], ancestor => Has(nodes, ancestor, SagaNodeEventKind.Succeeded)), $"{line}: an ancestor's success was not durable");
                    Require(!seen.Contains((line.SagaId, line.Node)), $"{line}: it ran again after its output had been used");
                    bool wasOver = i >= _ledgerLinesBefore && WasRecorded(line, SagaNodeEventKind.Succeeded, SagaNodeEventKind.Failed);
                    Require(!wasOver, $"{line}: it ran again although an earlier life had recorded its outcome");
                    break;
                case LedgerVerb.Saw:
                    Require(OutputOf(nodes, line.Other) == line.Value, $"{line}: that is not the recorded output");
                    seen.Add((line.SagaId, line.Other));
                    break;
                case LedgerVerb.Undo:
                    Require(OutputOf(nodes, line.Node) == line.Value, $"{line}: that is not the node's recorded output");
                    Require(Has(nodes, line.Node, SagaNodeEventKind.UndoStarted), $"{line}: the undo's start was not durable");
                    bool wasUndone = i >= _ledgerLinesBefore && WasRecorded(line, SagaNodeEventKind.UndoFinished, SagaNodeEventKind.UndoFailed);
                    Require(!wasUndone, $"{line}: undone again although an earlier life had recorded the outcome");
                    break;
            }
        }
    }

    private void RequireFinished(List<LedgerLine> ledger, Dictionary<SagaId, List<SagaNodeEvent>> events, Dictionary<SagaId, SagaCachedState> states)
    {
        ILookup<(SagaId, int, LedgerVerb), LedgerLine> effects = ledger.ToLookup(line => (line.SagaId, line.Node, line.Verb));
        foreach ((SagaId id, List<SagaNodeEvent> log) in events)
        {
            Require(states[id] == SagaCachedState.Done, $"saga {id} is {states[id]} although the process ended by itself");
            var last = log.GroupBy(e => (int)e.NodeId.Value).ToDictionary(node => node.Key, node => node.Last().EventType.Kind);
            bool hasFailed = last.ContainsValue(SagaNodeEventKind.Failed);
            bool isStuck = last.ContainsValue(SagaNodeEventKind.UndoFailed);
            for (int node = 0; node < _shape.Count; node++)
            {
                bool isThere = last.TryGetValue(node, out SagaNodeEventKind kind);
                Require(hasFailed || (isThere && kind == SagaNodeEventKind.Succeeded), $"saga {id} succeeded without node {node}");
                Require(!hasFailed || isStuck || !isThere || kind is SagaNodeEventKind.Failed or SagaNodeEventKind.UndoFinished, $"saga {id} failed and node {node} is left {kind}");
                bool isAction = _shape[node].Kind == DagNodeKind.Action;
                Require(!isAction || !isThere || kind != SagaNodeEventKind.Succeeded || effects.Contains((id, node, LedgerVerb.Did)), $"saga {id}: node {node} succeeded without its effect");
                Require(!isAction || !isThere || kind != SagaNodeEventKind.UndoFinished || effects.Contains((id, node, LedgerVerb.Undone)), $"saga {id}: node {node} was undone without its effect");
            }
        }
    }

    private bool WasRecorded(LedgerLine line, SagaNodeEventKind one, SagaNodeEventKind other)
        => _before.TryGetValue(line.SagaId, out List<SagaNodeEvent>? log) && log.Exists(e => e.NodeId.Value == line.Node && (e.EventType.Kind == one || e.EventType.Kind == other));

    private bool DescendantsAreBack(int node, SagaNodeEventKind?[] kinds)
    {
        for (int other = 0; other < _shape.Count; other++)
        {
            if (_ancestors[other].Contains(node) && kinds[other] is not (null or SagaNodeEventKind.Failed or SagaNodeEventKind.UndoFinished))
            {
                return false;
            }
        }
        return true;
    }

    private static bool Has(Dictionary<int, List<SagaNodeEvent>> nodes, int node, SagaNodeEventKind kind)
        => nodes.TryGetValue(node, out List<SagaNodeEvent>? log) && log.Exists(e => e.EventType.Kind == kind);

    private static string? OutputOf(Dictionary<int, List<SagaNodeEvent>> nodes, int node)
        => nodes.TryGetValue(node, out List<SagaNodeEvent>? log) && log.Find(e => e.EventType.Kind == SagaNodeEventKind.Succeeded) is { EventType.Kind: SagaNodeEventKind.Succeeded } found
            ? Encoding.UTF8.GetString(found.EventType.Output.Utf8.Span).Replace(" ", "", StringComparison.Ordinal)
            : null;

    private static void Require([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Violated: {what}.");
        }
    }
}

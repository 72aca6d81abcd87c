using System.Globalization;
using System.Text;

namespace Steno;

/// <summary>The events of one saga in the order in which they happened, each legal after the ones before it.</summary>
/// <remarks>Follows the Rust crate's <c>SagaLog</c>. Not thread-safe while events are added.</remarks>
public sealed class SagaLog
{
    private readonly List<SagaNodeEvent> _events = [];
    private readonly Dictionary<SagaNodeId, SagaNodeStatus> _statuses = [];

    /// <summary>An empty log.</summary>
    /// <param name="sagaId">The saga that every event must be of.</param>
    public SagaLog(SagaId sagaId) => SagaId = sagaId;

    /// <summary>The saga.</summary>
    public SagaId SagaId { get; }

    /// <summary>The events, oldest first.</summary>
    public IReadOnlyList<SagaNodeEvent> Events => _events;

    /// <summary>Whether a node has failed or an undo has begun.</summary>
    public bool IsUnwinding { get; private set; }

    /// <summary>A log from events that a store kept, in any order: they are sorted by kind first, and stay as they are within a kind.</summary>
    /// <param name="sagaId">The saga that every event must be of.</param>
    /// <param name="events">The events.</param>
    /// <exception cref="SagaLogException">An event is of another saga, or illegal after the ones before it.</exception>
    public static SagaLog Recover(SagaId sagaId, IReadOnlyList<SagaNodeEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        SagaLog log = new(sagaId);
        for (SagaNodeEventKind kind = SagaNodeEventKind.Started; kind <= SagaNodeEventKind.UndoFailed; kind++)
        {
            foreach (SagaNodeEvent recorded in events)
            {
                if (recorded.EventType.Kind == kind)
                {
                    log.Record(recorded);
                }
            }
        }
        return log;
    }

    /// <summary>Adds an event.</summary>
    /// <param name="nodeEvent">The event.</param>
    /// <exception cref="SagaLogException">It is of another saga, or illegal after the ones before it; nothing was added.</exception>
    public void Record(SagaNodeEvent nodeEvent)
    {
        if (nodeEvent.SagaId != SagaId)
        {
            throw new SagaLogException(SagaId, nodeEvent.NodeId, $"an event is of saga {nodeEvent.SagaId}.");
        }
        SagaNodeStatus status = StatusOf(nodeEvent.NodeId);
        if (!NodeTransitions.TryNext(status, nodeEvent.EventType.Kind, out SagaNodeStatus next))
        {
            throw new SagaLogException(SagaId, nodeEvent.NodeId, $"{nodeEvent.EventType} cannot follow the status {status}.");
        }
        _statuses[nodeEvent.NodeId] = next;
        _events.Add(nodeEvent);
        IsUnwinding |= NodeTransitions.Unwinds(nodeEvent.EventType.Kind);
    }

    /// <summary>What the log says of a node.</summary>
    /// <param name="node">The node.</param>
    public SagaNodeStatus StatusOf(SagaNodeId node) => _statuses.GetValueOrDefault(node);

    /// <summary>The log as text for people: a header, then one line for each event.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"SAGA LOG:\nsaga id:   {SagaId}\ndirection: {(IsUnwinding ? "unwinding" : "forward")}\nevents ({_events.Count} total):\n\n");
        for (int i = 0; i < _events.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1:000} N{_events[i].NodeId.Value:000} {_events[i].EventType}\n");
        }
        return text.ToString();
    }
}

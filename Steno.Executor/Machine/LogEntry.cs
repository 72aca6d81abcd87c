namespace Steno;

/// <summary>One event in a machine's log: a <see cref="SagaNodeEvent"/> without the saga's id.</summary>
internal readonly record struct LogEntry(int Node, SagaNodeEventType EventType);

namespace Steno;

/// <summary>Something to carry out once the log up to here is durable: a node's action or its undo.</summary>
internal readonly record struct SagaStep(int Node, bool IsUndo);

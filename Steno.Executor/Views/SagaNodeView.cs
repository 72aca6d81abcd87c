namespace Steno;

/// <summary>One node of a saga in a view.</summary>
/// <param name="Index">Its index in the DAG.</param>
/// <param name="Name">Its name, or <c>(start)</c>, <c>(end)</c> or <c>(subsaga start)</c>.</param>
/// <param name="Label">Its label, for people.</param>
/// <param name="State">Where it stands.</param>
public readonly record struct SagaNodeView(SagaNodeId Index, string Name, string Label, SagaNodeState State);

namespace Steno;

/// <summary>A node of a saga that has a name, and so an output.</summary>
/// <param name="Index">Its index; events name the node by it.</param>
/// <param name="Name">Its name; inside different subsagas the same name may occur again.</param>
/// <param name="Label">What people read about it.</param>
public readonly record struct SagaDagNode(SagaNodeId Index, NodeName Name, string Label);

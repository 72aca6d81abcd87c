namespace Steno;

/// <summary>A DAG names an action that the registry does not have. Nothing was recorded.</summary>
public sealed class ActionNotRegisteredException(string node, ActionName action)
    : SagaException($"Node \"{node}\" needs the action \"{action}\", which is not registered. Register it before creating or recovering the saga.")
{
    /// <summary>The node's name.</summary>
    public string Node { get; } = node;
    /// <summary>The action's name.</summary>
    public ActionName Action { get; } = action;
}

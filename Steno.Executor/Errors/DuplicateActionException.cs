namespace Steno;

/// <summary>A second action of one name was registered. The first stays.</summary>
public sealed class DuplicateActionException(ActionName action)
    : SagaException($"An action named \"{action}\" is registered already; every action needs a name of its own.")
{
    /// <summary>The name.</summary>
    public ActionName Action { get; } = action;
}

namespace Steno;

/// <summary>An input of an action is not a value of the type it asked for. An action that lets it pass fails with <see cref="Error"/>.</summary>
public sealed class ActionInputException(string message, Exception cause) : SagaException(message, cause)
{
    /// <summary>What is recorded for the node.</summary>
    public ActionError Error { get; } = new ActionError.DeserializeFailed(message);
}

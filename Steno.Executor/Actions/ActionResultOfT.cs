using System.Diagnostics.CodeAnalysis;

namespace Steno;

/// <summary>How an action ended: with an output or with an error. An action function returns the one or the other as it is.</summary>
/// <typeparam name="T">The output's type; <see cref="Json.JsonCodecs"/> must know it.</typeparam>
public readonly record struct ActionResult<T>
{
    private readonly T _output;

    private ActionResult(T output, ActionError? error) => (_output, Error) = (output, error);

    /// <summary>Why the action failed; null when it succeeded.</summary>
    public ActionError? Error { get; }

    /// <summary>The output, unless the action failed.</summary>
    /// <param name="output">The output.</param>
    public bool TryGetOutput([MaybeNullWhen(false)] out T output)
    {
        output = _output;
        return Error is null;
    }

    /// <summary>Success with this output.</summary>
    /// <param name="output">The output.</param>
    public static ActionResult<T> Succeeded(T output) => new(output, null);

    /// <summary>Failure.</summary>
    /// <param name="error">Why.</param>
    public static ActionResult<T> Failed(ActionError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new(default!, error);
    }

    /// <summary>Success with this output.</summary>
    /// <param name="output">The output.</param>
    public static implicit operator ActionResult<T>(T output) => Succeeded(output);

    /// <summary>Failure.</summary>
    /// <param name="error">Why.</param>
    public static implicit operator ActionResult<T>(ActionError error) => Failed(error);

    internal ActionResult ToJson() => Error is { } error ? ActionResult.Failed(error) : ActionResult.Succeeded(_output);
}

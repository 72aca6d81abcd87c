using Steno.Json;

namespace Steno;

/// <summary>How an action ended: with an output, as JSON, or with an error.</summary>
/// <remarks>The default value is success with the output <c>null</c>.</remarks>
public readonly record struct ActionResult
{
    private ActionResult(RawJson output, ActionError? error) => (Output, Error) = (output, error);

    /// <summary>The output; <c>null</c> when the action failed.</summary>
    public RawJson Output { get; }

    /// <summary>Why the action failed; null when it succeeded.</summary>
    public ActionError? Error { get; }

    /// <summary>Success without an output of interest.</summary>
    public static ActionResult Success => default;

    /// <summary>Success with this output.</summary>
    /// <param name="output">The output.</param>
    public static ActionResult Succeeded(RawJson output) => new(output, null);

    /// <summary>Success with this output; when it has no JSON form the action has failed with <see cref="ActionError.SerializeFailed"/>.</summary>
    /// <param name="output">The output.</param>
    /// <exception cref="JsonCodecMissingException">Nothing knows how to write its type.</exception>
    public static ActionResult Succeeded<[RequiresJsonCode] T>(T output)
    {
        JsonCodec<T> codec = JsonCodecs.Of<T>();
        try
        {
            return new(codec.Write(output), null);
        }
        catch (StenoJsonException problem)
        {
            return new(default, new ActionError.SerializeFailed(problem.Message));
        }
    }

    /// <summary>Failure.</summary>
    /// <param name="error">Why.</param>
    public static ActionResult Failed(ActionError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new(default, error);
    }

    /// <summary>Failure.</summary>
    /// <param name="error">Why.</param>
    public static implicit operator ActionResult(ActionError error) => Failed(error);
}

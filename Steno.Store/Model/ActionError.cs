using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Steno.Json;

namespace Steno;

/// <summary>Why an action failed.</summary>
[JsonUnion]
public abstract partial record ActionError
{
    private protected ActionError() { }

    /// <summary>The action itself reported a failure.</summary>
    /// <param name="SourceError">What it reported.</param>
    public sealed partial record ActionFailed(RawJson SourceError) : ActionError;
    /// <summary>An input of the action could not be read as the type it asked for.</summary>
    /// <param name="Message">What was wrong with it.</param>
    public sealed partial record DeserializeFailed(string Message) : ActionError;
    /// <summary>A test injected the failure.</summary>
    public sealed partial record InjectedError : ActionError;
    /// <summary>The action's output could not be written as JSON.</summary>
    /// <param name="Message">Why not.</param>
    public sealed partial record SerializeFailed(string Message) : ActionError;
    /// <summary>A subsaga could not be created.</summary>
    /// <param name="Message">Why not.</param>
    public sealed partial record SubsagaCreateFailed(string Message) : ActionError;

    /// <summary>Wraps an action's own error; when that has no JSON form, the result is a <see cref="SerializeFailed"/> that says so.</summary>
    /// <param name="error">The error, of a type whose code the generator wrote.</param>
    public static ActionError Failed<T>(T error)
        where T : IStenoJson<T>
        => ErrorPayload.TryWrite(error, out RawJson payload, out string? problem) ? new ActionFailed(payload) : new SerializeFailed(problem);

    /// <summary>Wraps an action's own error; when that has no JSON form, the result is a <see cref="SerializeFailed"/> that says so.</summary>
    /// <param name="error">The error.</param>
    /// <param name="typeInfo">How System.Text.Json writes it.</param>
    public static ActionError Failed<T>(T error, JsonTypeInfo<T> typeInfo)
        => ErrorPayload.TryWrite(error, typeInfo, out RawJson payload, out string? problem) ? new ActionFailed(payload) : new SerializeFailed(problem);

    /// <summary>The action's own error again.</summary>
    /// <exception cref="StenoJsonException">It is not a value of that type.</exception>
    /// <exception cref="InvalidOperationException">This is not an <see cref="ActionFailed"/>.</exception>
    public T Convert<T>()
        where T : IStenoJson<T>
        => this is ActionFailed failed
            ? failed.SourceError.As<T>()
            : throw new InvalidOperationException($"A {GetType().Name} carries no error of the action's own.");

    /// <summary>The action's own error again; false when this is not an <see cref="ActionFailed"/> or not of that type.</summary>
    /// <param name="error">The error.</param>
    public bool TryConvert<T>([MaybeNullWhen(false)] out T error)
        where T : IStenoJson<T>
    {
        error = default;
        return this is ActionFailed failed && ErrorPayload.TryRead(failed.SourceError, out error);
    }

    /// <summary>The action's own error again; false when this is not an <see cref="ActionFailed"/> or not of that type.</summary>
    /// <param name="typeInfo">How System.Text.Json reads it.</param>
    /// <param name="error">The error; null where that reads null.</param>
    public bool TryConvert<T>(JsonTypeInfo<T> typeInfo, out T? error)
    {
        error = default;
        return this is ActionFailed failed && ErrorPayload.TryRead(failed.SourceError, typeInfo, out error);
    }
}

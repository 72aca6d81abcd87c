using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Steno.Json;

namespace Steno;

/// <summary>Why an undo action failed; the saga is stuck then.</summary>
[JsonUnion]
public abstract partial record UndoActionError
{
    private protected UndoActionError() { }

    /// <summary>The undo action gave up for good.</summary>
    /// <param name="SourceError">What it reported.</param>
    public sealed partial record PermanentFailure(RawJson SourceError) : UndoActionError;

    /// <summary>Wraps an undo action's own error.</summary>
    /// <param name="error">The error, of a type whose code the generator wrote.</param>
    /// <exception cref="StenoJsonException">The error has no JSON form.</exception>
    public static UndoActionError Permanent<T>(T error)
        where T : IStenoJson<T>
        => new PermanentFailure(RawJson.From(error));

    /// <summary>Wraps an undo action's own error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="typeInfo">How System.Text.Json writes it.</param>
    /// <exception cref="System.Text.Json.JsonException">System.Text.Json cannot write it.</exception>
    public static UndoActionError Permanent<T>(T error, JsonTypeInfo<T> typeInfo)
        => new PermanentFailure(RawJson.From(error, typeInfo));

    /// <summary>The undo action's own error again; false when it is not of that type.</summary>
    /// <param name="error">The error.</param>
    public bool TryConvert<T>([MaybeNullWhen(false)] out T error)
        where T : IStenoJson<T>
    {
        error = default;
        return this is PermanentFailure failed && ErrorPayload.TryRead(failed.SourceError, out error);
    }

    /// <summary>The undo action's own error again; false when it is not of that type.</summary>
    /// <param name="typeInfo">How System.Text.Json reads it.</param>
    /// <param name="error">The error; null where that reads null.</param>
    public bool TryConvert<T>(JsonTypeInfo<T> typeInfo, out T? error)
    {
        error = default;
        return this is PermanentFailure failed && ErrorPayload.TryRead(failed.SourceError, typeInfo, out error);
    }
}

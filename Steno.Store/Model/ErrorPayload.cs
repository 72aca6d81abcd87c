// Writes and reads the errors that users give to failed actions. A failure to do so is an answer here, not an exception:
// the action has failed already, and its error must not be replaced by the failure to write it down.

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Steno.Json;

namespace Steno;

internal static class ErrorPayload
{
    public static bool TryWrite<T>(T error, out RawJson payload, [NotNullWhen(false)] out string? problem)
        where T : IStenoJson<T>
    {
        try
        {
            payload = RawJson.From(error);
            problem = null;
            return true;
        }
        catch (StenoJsonException caught)
        {
            payload = default;
            problem = caught.Message;
            return false;
        }
    }

    public static bool TryWrite<T>(T error, JsonTypeInfo<T> typeInfo, out RawJson payload, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            payload = RawJson.From(error, typeInfo);
            problem = null;
            return true;
        }
        catch (Exception caught) when (caught is StenoJsonException or JsonException or NotSupportedException)
        {
            payload = default;
            problem = caught.Message;
            return false;
        }
    }

    public static bool TryRead<T>(RawJson payload, [MaybeNullWhen(false)] out T error)
        where T : IStenoJson<T>
    {
        try
        {
            error = payload.As<T>();
            return true;
        }
        catch (StenoJsonException)
        {
            // Deliberate: the caller asked whether it is such a value.
            error = default;
            return false;
        }
    }

    public static bool TryRead<T>(RawJson payload, JsonTypeInfo<T> typeInfo, out T? error)
    {
        try
        {
            error = payload.As(typeInfo);
            return true;
        }
        catch (JsonException)
        {
            // Deliberate: the caller asked whether it is such a value.
            error = default;
            return false;
        }
    }
}

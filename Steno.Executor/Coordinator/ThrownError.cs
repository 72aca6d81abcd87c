using System.Text;
using Steno.Json;

namespace Steno;

/// <summary>What is recorded of an exception that an action or undo threw; never a stack trace.</summary>
/// <param name="Message">The exception's message.</param>
/// <param name="Type">The exception's full type name.</param>
[JsonObject]
public sealed partial record ThrownError(string Message, string Type)
{
    internal static ThrownError Of(Exception thrown)
        => new(WellFormed(MessageOf(thrown)), WellFormed(thrown.GetType().FullName ?? thrown.GetType().Name));

    private static string MessageOf(Exception thrown)
    {
        try
        {
            return thrown.Message ?? "";
        }
        catch (Exception second)
        {
            // Deliberate: Message is user code too, and the first exception must be recorded even when its text cannot be had.
            return $"(its message could not be read: {second.GetType().FullName})";
        }
    }

    /// <summary>Replaces lone surrogates, which have no JSON form.</summary>
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}

using System.Text;
using Steno.Json;

namespace Steno;

/// <summary>What is recorded of an exception that an action or undo threw; never a stack trace.</summary>
/// <param name="Message">The exception's message; what is longer than 8,192 characters is cut off, so that it never exceeds what a store takes.</param>
/// <param name="Type">The exception's full type name.</param>
[JsonObject]
public sealed partial record ThrownError(string Message, string Type)
{
    private const int MaxChars = 8_192;

    internal static ThrownError Of(Exception thrown)
        => new(Recordable(MessageOf(thrown)), Recordable(thrown.GetType().FullName ?? thrown.GetType().Name));

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

    /// <summary>Cuts the text, and replaces lone surrogates, which have no JSON form: also the one that a cut may leave.</summary>
    private static string Recordable(string text)
        => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Length <= MaxChars ? text : $"{text.AsSpan(0, MaxChars)} (cut off)"));
}

using System.Diagnostics.CodeAnalysis;

namespace Steno.Store;

/// <summary>A promise that this library's own code broke: a bug here, never the caller's mistake. A store that sees one stops.</summary>
internal sealed class InvariantViolatedException(string message) : Exception($"Bug in Steno: {message}");

/// <summary>Checks of our own promises; on in every build.</summary>
internal static class Invariant
{
    public static void Require([DoesNotReturnIf(false)] bool holds, string message)
    {
        if (!holds)
        {
            throw new InvariantViolatedException(message);
        }
    }
}

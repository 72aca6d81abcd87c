namespace Steno.Cli;

/// <summary>A mistake of the user, or a plain failure, with the words for it. Printed without a stack trace.</summary>
internal sealed class UserErrorException(string message, int exitCode = ExitCode.Other, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;
}

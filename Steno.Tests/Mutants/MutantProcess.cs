using System.Diagnostics;

namespace Steno.Tests.Mutants;

/// <summary>Runs the dotnet command.</summary>
internal static class MutantProcess
{
    internal const int TimedOut = -1;

    /// <param name="limit">When it is ended, with all that it started.</param>
    /// <param name="mutant">The bug that it has; null for none.</param>
    /// <param name="arguments">Its arguments.</param>
    internal static async Task<(int ExitCode, string Output)> RunAsync(TimeSpan limit, string? mutant, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment[MutantBuild.Variable] = mutant;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var timer = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return (TimedOut, await output + await error);
        }
        return (process.ExitCode, await output + await error);
    }
}

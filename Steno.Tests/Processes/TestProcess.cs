using System.Diagnostics;
using System.Text;

namespace Steno.Tests.Processes;

/// <summary>How a process that played a part ended.</summary>
internal sealed record ProcessEnd(int ExitCode, string Output, string Error);

/// <summary>Starts this assembly as a process that plays one part of <see cref="TestProgram"/>.</summary>
internal static class TestProcess
{
    public static Process Start(string part, params string[] arguments) => Start([], part, arguments);

    /// <param name="launcher">A command that starts the rest of its arguments, as setpriv does; empty for none.</param>
    /// <param name="part">The part to play.</param>
    /// <param name="arguments">The part's arguments.</param>
    public static Process Start(string[] launcher, string part, params string[] arguments)
    {
        string[] command = [.. launcher, "dotnet", typeof(TestProcess).Assembly.Location, part, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
    }

    /// <summary>Plays a part to its end.</summary>
    public static async Task<ProcessEnd> RunAsync(string[] launcher, string part, params string[] arguments)
    {
        using Process process = Start(launcher, part, arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ProcessEnd(process.ExitCode, await output, await error);
    }
}

using System.Text;
using Steno.Cli;

namespace Steno.Tests.Cli;

/// <summary>One run of the command line inside this process.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static Task<CliRun> RunAsync(params string[] args) => RunAsync("", args);

    public static Task<CliRun> RunAsync(string input, string[] args) => RunAsync(Encoding.UTF8.GetBytes(input), args);

    public static async Task<CliRun> RunAsync(byte[] input, string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        int exitCode = await CliApp.RunAsync(args, new CliStreams(new MemoryStream(input), output, error), CancellationToken.None);
        return new CliRun(exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

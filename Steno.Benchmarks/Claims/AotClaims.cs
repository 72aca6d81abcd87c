using System.Diagnostics;

namespace Steno.Benchmarks.Claims;

/// <summary>
/// <c>claims --aot</c>: publishes Steno.Benchmarks.Aot as a native binary into a temporary directory and runs the claims there. Both sides are
/// in that binary; it has the claims about JSON and enums. Exit codes are those of the binary, 1 when it cannot be made.
/// </summary>
internal static class AotClaims
{
    public const string Option = "--aot";

    private const string Project = "Steno.Benchmarks.Aot";

    public static int Run(IEnumerable<string> arguments)
    {
        if (FindProject() is not { } project)
        {
            Console.Error.WriteLine($"{Project} was not found above {AppContext.BaseDirectory}: run this from the source tree.");
            return 1;
        }
        DirectoryInfo directory = Directory.CreateTempSubdirectory("steno-claims-aot-");
        try
        {
            // Build servers would outlive the publish and keep its output open, so that its end is never seen.
            string[] publish = ["publish", project, "-c", "Release", "-o", directory.FullName, "--nologo", "-v", "quiet", "--disable-build-servers", "-nodeReuse:false"];
            Console.Error.WriteLine($"publishing {Project} as a native binary");
            return Start(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", publish, isOutputKept: false) != 0
                ? 1
                : Start(Path.Combine(directory.FullName, Project), [.. arguments.Where(argument => argument != Option)], isOutputKept: true);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // The output of the publish goes where progress goes: standard output has the claims and nothing else.
    private static int Start(string program, string[] arguments, bool isOutputKept)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = !isOutputKept })!;
        if (!isOutputKept)
        {
            Console.Error.Write(process.StandardOutput.ReadToEnd());
        }
        process.WaitForExit();
        return process.ExitCode;
    }

    private static string? FindProject()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string project = Path.Combine(directory.FullName, Project, $"{Project}.csproj");
            if (File.Exists(project))
            {
                return project;
            }
        }
        return null;
    }
}

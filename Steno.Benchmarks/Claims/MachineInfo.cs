using System.Globalization;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Steno.Benchmarks.Claims;

/// <summary>What the figures were measured on. What the system does not tell is left out.</summary>
internal static class MachineInfo
{
    public static IEnumerable<(string Name, string Value)> Describe(string directory)
    {
        yield return ("cpu", FindLine("/proc/cpuinfo", "model name")?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString());
        yield return ("cores", Environment.ProcessorCount.ToString());
        yield return ("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB");
        yield return ("disk", DescribeDisk(directory));
        yield return ("kernel", RuntimeInformation.OSDescription);
        yield return ("runtime", $"{RuntimeInformation.FrameworkDescription}, {(RuntimeFeature.IsDynamicCodeCompiled ? "JIT" : "AOT")}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC");
    }

    /// <summary>Writes the block that says on what and how was measured.</summary>
    public static void Write(TextWriter output, ClaimsOptions options)
    {
        foreach ((string name, string value) in Describe(options.ParentDirectory))
        {
            output.WriteLine($"{name,-12}{value}");
        }
        output.WriteLine($"{"rounds",-12}{options.Rounds} of {options.Window.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s each where nothing else is said, interleaved; medians");
    }

    /// <summary>Whether a sync costs nothing there, so that a durable figure would say nothing.</summary>
    public static bool IsInMemory(string directory) => FindMount(directory)?[2] is "tmpfs" or "ramfs";

    private static string DescribeDisk(string directory)
        => FindMount(directory) is { } mount ? $"{mount[0]}, {mount[2]} ({mount[3]})" : "unknown";

    // The mount with the longest path above the directory is the one that it is on.
    private static string[]? FindMount(string directory)
    {
        string path = Path.GetFullPath(directory);
        return ReadLines("/proc/mounts")
            .Select(line => line.Split(' '))
            .Where(fields => fields.Length > 3 && IsAbove(fields[1], path))
            .MaxBy(fields => fields[1].Length);
    }

    private static bool IsAbove(string mount, string path)
        => mount == "/" || path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal);

    private static string? FindLine(string file, string start)
        => ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));

    private static string[] ReadLines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];
}

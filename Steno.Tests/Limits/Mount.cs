using System.Diagnostics;

namespace Steno.Tests.Limits;

/// <summary>A file system in memory, mounted for one test; only a privileged user can have one.</summary>
internal sealed class Mount : IDisposable
{
    private readonly string _path;

    public Mount(string path, string options)
    {
        _path = path;
        Directory.CreateDirectory(path);
        (int exitCode, string error) = Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path);
        Assert.True(exitCode == 0, error);
    }

    /// <summary>Why nothing can be mounted here; null when it can.</summary>
    public static string? FindObstacle()
    {
        string path = Directory.CreateTempSubdirectory("steno-mount-").FullName;
        try
        {
            (int exitCode, string error) = Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path);
            if (exitCode != 0)
            {
                return $"This user may not mount a file system: {error.Trim()}";
            }
            Run("umount", path);
            return null;
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    public void Remount(string options) => Assert.True(TryRemount(options));

    public bool TryRemount(string options) => Run("mount", "-o", "remount," + options, _path).ExitCode == 0;

    public void Dispose() => Assert.Equal(0, Run("umount", _path).ExitCode);

    private static (int ExitCode, string Error) Run(string command, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}

/// <summary>A test that mounts a file system; where that is not permitted it is reported as skipped, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_obstacle = new(Mount.FindObstacle);

    public MountFactAttribute()
    {
        Timeout = 120_000;
        Skip = s_obstacle.Value;
    }
}

namespace Steno.Tests.Disk;

/// <summary>A directory of its own for one test, deleted with everything in it at the end.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string FullPath { get; } = System.IO.Directory.CreateTempSubdirectory("steno-test-").FullName;

    internal string this[string name] => Path.Combine(FullPath, name);

    public void Dispose() => System.IO.Directory.Delete(FullPath, recursive: true);
}

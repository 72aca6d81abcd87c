namespace Steno.Benchmarks.Load;

/// <summary>A fresh directory for one round, deleted afterwards.</summary>
internal sealed class RoundDirectory : IDisposable
{
    public RoundDirectory(string parent)
    {
        Path = System.IO.Path.Combine(parent, $"steno-bench-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

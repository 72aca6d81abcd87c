using BenchmarkDotNet.Attributes;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Micro;

/// <summary>What one record costs its caller when nobody waits for the disk.</summary>
[MemoryDiagnoser]
public class BufferedAppend
{
    private readonly StenoTarget _target = new(Durability.Buffered, 64L << 20);
    private RoundDirectory? _directory;
    private long _sequence;

    /// <summary>Opens a fresh store.</summary>
    [GlobalSetup]
    public void Open()
    {
        _directory = new RoundDirectory(Path.GetTempPath());
        _target.Open(_directory.Path, callers: 1);
    }

    /// <summary>Closes the store and deletes it.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _target.Close();
        _directory?.Dispose();
    }

    /// <summary>One succeeded event of about 150 bytes as JSON.</summary>
    [Benchmark]
    public ValueTask RecordEvent() => _target.WriteAsync(0, _sequence++);
}

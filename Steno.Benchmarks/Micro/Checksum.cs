using BenchmarkDotNet.Attributes;
using Steno.Store.Log;

namespace Steno.Benchmarks.Micro;

/// <summary>What the checksum of the smallest batch on disk costs.</summary>
public class Checksum
{
    private readonly byte[] _block = new byte[4096];

    /// <summary>CRC-32C of 4 KiB.</summary>
    [Benchmark]
    public uint Crc32COf4KiB() => Crc32C.Of(_block);
}

using System.Runtime.InteropServices;

namespace Steno.Tests.Disk;

/// <summary>Memory whose address suits O_DIRECT.</summary>
internal sealed unsafe class AlignedMemory : IDisposable
{
    internal AlignedMemory(int lengthBytes)
    {
        LengthBytes = lengthBytes;
        Address = (byte*)NativeMemory.AlignedAlloc((nuint)lengthBytes, 4096);
        Span.Clear();
    }

    internal byte* Address { get; }
    internal int LengthBytes { get; }
    internal Span<byte> Span => new(Address, LengthBytes);

    public void Dispose() => NativeMemory.AlignedFree(Address);
}

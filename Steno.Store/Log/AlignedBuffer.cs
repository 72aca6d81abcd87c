using System.Runtime.InteropServices;

namespace Steno.Store.Log;

/// <summary>Zeroed memory at an address that direct I/O accepts.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const nuint Alignment = 65_536;
    private byte* _bytes;

    public AlignedBuffer(int lengthBytes)
    {
        LengthBytes = lengthBytes;
        _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)lengthBytes, Alignment);
        Span.Clear();
    }

    public int LengthBytes { get; }
    public byte* Pointer => _bytes;
    public Span<byte> Span => new(_bytes, LengthBytes);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_bytes);
        _bytes = null;
    }
}

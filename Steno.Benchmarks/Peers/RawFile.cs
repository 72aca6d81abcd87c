using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Steno.Benchmarks.Peers;

/// <summary>A file filled with zeros before, written in a circle with O_DIRECT|O_DSYNC from one aligned buffer: the device and nothing else.</summary>
internal sealed unsafe partial class RawFile : IDisposable
{
    public const int BlockSizeBytes = 4096;
    public const string Settings = "pwrite, O_DIRECT|O_DSYNC, zero-filled file of 32 MiB, written in a circle";
    private const int BufferSizeBytes = 1 << 20;
    private const long FileSizeBytes = 32L << 20;
    private const int ReadWrite = 0x2;
    private const int Create = 0x40;
    private const int DataSync = 0x1000;

    private readonly byte* _buffer;
    private readonly int _file;
    private long _offset;

    public RawFile(string path)
    {
        _file = OpenFile(path, ReadWrite | Create | Direct | DataSync, Convert.ToInt32("600", 8));
        if (_file < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
        _buffer = (byte*)NativeMemory.AlignedAlloc(BufferSizeBytes, BlockSizeBytes);
        NativeMemory.Clear(_buffer, BufferSizeBytes);
        for (int part = 0; part < FileSizeBytes / BufferSizeBytes; part++)
        {
            Write(BufferSizeBytes);
        }
    }

    /// <summary>What the next write takes its bytes from.</summary>
    public Span<byte> Buffer => new(_buffer, BufferSizeBytes);

    // The flag's value differs between the two architectures that we run on.
    private static int Direct => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    /// <summary>Writes the front of the buffer behind the last write, rounded up to whole blocks; it is durable on return.</summary>
    public void Write(int count)
    {
        int rounded = (count + BlockSizeBytes - 1) / BlockSizeBytes * BlockSizeBytes;
        if (_offset + rounded > FileSizeBytes)
        {
            _offset = 0;
        }
        nint written = WriteAt(_file, _buffer, rounded, _offset);
        if (written != rounded)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"pwrite of {rounded} bytes at {_offset} returned {written}");
        }
        _offset += rounded;
    }

    public void Dispose()
    {
        _ = CloseFile(_file);
        NativeMemory.AlignedFree(_buffer);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint WriteAt(int file, byte* buffer, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int file);
}

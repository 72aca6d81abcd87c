using System.ComponentModel;
using System.Runtime.InteropServices;
using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Peers;

/// <summary>
/// The barest loop that makes a record durable: one 4 KiB O_DIRECT|O_DSYNC write a record into a file that was filled
/// with zeros before. It is the device's limit for one caller, with nothing that would make the record findable.
/// </summary>
internal sealed unsafe partial class RawDiskTarget : ILoadTarget
{
    private const int BlockSizeBytes = 4096;
    private const int FillSizeBytes = 1 << 20;
    private const long FileSizeBytes = 32L << 20;
    private const int ReadWrite = 0x2;
    private const int Create = 0x40;
    private const int DataSync = 0x1000;

    private byte* _buffer;
    private int _file = -1;

    public string Settings => "pwrite of 4 KiB, O_DIRECT|O_DSYNC, zero-filled file of 32 MiB, written in a circle";

    public bool BlocksItsCaller => true;

    // The flag's value differs between the two architectures that we run on.
    private static int Direct => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    public void Open(string directory, int callers)
    {
        if (callers != 1)
        {
            throw new ArgumentOutOfRangeException(nameof(callers), callers, "The raw loop has one caller.");
        }
        _buffer = (byte*)NativeMemory.AlignedAlloc(FillSizeBytes, BlockSizeBytes);
        NativeMemory.Clear(_buffer, FillSizeBytes);
        _file = OpenFile(Path.Combine(directory, "raw"), ReadWrite | Create | Direct | DataSync, Convert.ToInt32("600", 8));
        if (_file < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
        for (long offset = 0; offset < FileSizeBytes; offset += FillSizeBytes)
        {
            Write(FillSizeBytes, offset);
        }
    }

    public ValueTask WriteAsync(int caller, long sequence)
    {
        new PeerRecord(caller, sequence).WriteKey(new Span<byte>(_buffer, PeerRecord.KeySizeBytes));
        SagaData.Document.CopyTo(new Span<byte>(_buffer + PeerRecord.KeySizeBytes, BlockSizeBytes - PeerRecord.KeySizeBytes));
        Write(BlockSizeBytes, sequence * BlockSizeBytes % FileSizeBytes);
        return default;
    }

    public void Close()
    {
        if (_file >= 0)
        {
            CloseFile(_file);
            _file = -1;
        }
        NativeMemory.AlignedFree(_buffer);
        _buffer = null;
    }

    private void Write(int count, long offset)
    {
        nint written = WriteAt(_file, _buffer, count, offset);
        if (written != count)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"pwrite of {count} bytes at {offset} returned {written}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint WriteAt(int file, byte* buffer, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int file);
}

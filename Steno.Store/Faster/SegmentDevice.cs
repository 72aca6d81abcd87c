using FASTER.core;
using Steno.Store.Disk;
using Steno.Store.Log;

namespace Steno.Store.Faster;

/// <summary>
/// FasterLog's device: writes to prepared segments on the calling thread, synced, and calls back before it returns,
/// so a commit is complete when FasterLog's call is. It remembers the first failure with its real errno and refuses
/// everything after it: what a disk holds after a failed write is not known, and a retry could lie.
/// It never throws, because FasterLog swallows exceptions at some of these places and hangs at others.
/// </summary>
internal sealed unsafe class SegmentDevice : StorageDeviceBase
{
    private const uint Ok = 0;
    private const uint Failed = 5;
    private readonly SegmentFiles _files;
    private IDiskFile? _file;
    private int _fileSegment = -1;

    public SegmentDevice(SegmentFiles files) : base("steno", (uint)files.Layout.BlockSizeBytes, Devices.CAPACITY_UNSPECIFIED)
        => _files = files;

    /// <summary>The first failure, or null.</summary>
    public Exception? Failure { get; private set; }

    public override void WriteAsync(IntPtr sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite, DeviceIOCompletionCallback callback, object context)
    {
        uint result = Write((byte*)sourceAddress, segmentId, (long)destinationAddress, (int)numBytesToWrite) ? Ok : Failed;
        callback(result, result == Ok ? numBytesToWrite : 0, context);
    }

    /// <summary>Reads go through our own files; FasterLog is never asked to read.</summary>
    public override void ReadAsync(int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context)
    {
        Failure ??= new InvariantViolatedException("FasterLog tried to read");
        callback(Failed, 0, context);
    }

    /// <summary>Segments are deleted by us, superblock first; FasterLog is never told.</summary>
    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
    {
        Failure ??= new InvariantViolatedException("FasterLog tried to delete a segment");
        callback(result);
    }

    public override void Dispose() => _file?.Dispose();

    private bool Write(byte* source, int segment, long offset, int lengthBytes)
    {
        if (Failure is not null)
        {
            return false;
        }
        try
        {
            if (segment != _fileSegment)
            {
                _file?.Dispose();
                _file = null;
                _file = _files.OpenForWrite(segment);
                _fileSegment = segment;
            }
            _file!.Write(offset, source, lengthBytes);
            return true;
        }
#pragma warning disable CA1031 // Deliberate: every failure is kept and reported by the committer; thrown here it would be lost inside FasterLog.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failure = failure;
            return false;
        }
    }
}

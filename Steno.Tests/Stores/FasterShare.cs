using Steno.Store.Disk;
using Steno.Store.Faster;
using Steno.Store.Log;
using Steno.Tests.Disk;

namespace Steno.Tests.Stores;

/// <summary>FasterLog alone, behind the same seam as in the store and with frames of the same size: what is left to compare ours with.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal sealed class FasterShare : IDisposable
{
    private static readonly LogLayout s_layout = new(SegmentSizeBytes: 64 << 20, PageSizeBytes: 1 << 20, BlockSizeBytes: 4096);

    private readonly TemporaryDirectory _directory = new();
    private readonly byte[] _frame = new byte[s_layout.BlockSizeBytes - LogLayout.EntryWordBytes];
    private readonly SegmentFiles _files;
    private readonly FasterBatchLog _log;
    private long _block;

    internal FasterShare()
    {
        _files = new SegmentFiles(new LinuxDisk(_directory.FullPath), s_layout);
        Assert.True(_files.CreateZeroed(0, static () => false));
        _log = new FasterBatchLog(_files, LogLayout.FirstAddress, LogLayout.FirstAddress);
        // From here on every frame is one whole block.
        _log.Append(_frame.AsSpan((int)LogLayout.FirstAddress), LogLayout.FirstAddress);
    }

    /// <summary>Appends one block, durable on return.</summary>
    internal void Commit() => _log.Append(_frame, ++_block * s_layout.BlockSizeBytes);

    public void Dispose()
    {
        _log.Dispose();
        _files.Dispose();
        _directory.Dispose();
    }
}

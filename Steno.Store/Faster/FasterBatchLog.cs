using FASTER.core;
using Steno.Store.Log;

namespace Steno.Store.Faster;

/// <summary>
/// The seam to FasterLog: append one frame, durable on return. One thread at a time (the committer).
/// Acknowledgement is judged by the device's result and never by FasterLog's own commit, which may be late or swallowed.
/// </summary>
internal sealed class FasterBatchLog : IDisposable
{
    private const int PagesInMemory = 4;
    private const int MaxAllocationAttempts = 100_000;
    private readonly SilentCommitManager _commits = new();
    private readonly SegmentDevice _device;
    private readonly FasterLog _log;
    private long _committedAddress;

    /// <param name="files">The prepared segments.</param>
    /// <param name="beginAddress">Where the log begins.</param>
    /// <param name="endAddress">Where it goes on; on a block boundary, because FasterLog would zero the front of a shared block.</param>
    public FasterBatchLog(SegmentFiles files, long beginAddress, long endAddress)
    {
        LogLayout layout = files.Layout;
        _device = new SegmentDevice(files);
        _log = new FasterLog(new FasterLogSettings
        {
            LogDevice = _device,
            LogCommitManager = _commits,
            PageSize = layout.PageSizeBytes,
            MemorySize = (long)layout.PageSizeBytes * PagesInMemory,
            SegmentSize = layout.SegmentSizeBytes,
            LogChecksum = LogChecksumType.None,
            MutableFraction = 0,
            TryRecoverLatest = false,
            FastCommitMode = false,
            AutoCommit = false,
            TolerateDeviceFailure = false,
        });
        if (endAddress > LogLayout.FirstAddress)
        {
            Invariant.Require(endAddress % layout.BlockSizeBytes == 0, "the log must go on at a block boundary");
            _log.Initialize(beginAddress, endAddress, 1);
        }
        Invariant.Require(_log.TailAddress == endAddress && _log.FlushedUntilAddress == endAddress,
            $"FasterLog stands at {_log.TailAddress}, flushed until {_log.FlushedUntilAddress}, expected {endAddress}");
    }

    /// <summary>Appends a frame (without the entry word, which FasterLog writes) and returns when it is on stable storage.</summary>
    /// <exception cref="StoreIOException">The device failed; nothing can be appended any more.</exception>
    public void Append(ReadOnlySpan<byte> frame, long address)
    {
        long end = address + LogLayout.EntryWordBytes + frame.Length;
        long placedAt;
        var wait = new SpinWait();
        for (int attempt = 0; !_log.TryEnqueue(frame, out placedAt); attempt++)
        {
            ThrowIfFailed();
            Invariant.Require(attempt < MaxAllocationAttempts, "FasterLog takes no entry although everything is flushed");
            wait.SpinOnce();
        }
        Invariant.Require(placedAt == address, $"FasterLog placed a batch at {placedAt}, expected {address}");
        _log.Commit(spinWait: false);
        ThrowIfFailed();
        Invariant.Require(_log.FlushedUntilAddress >= end, $"FasterLog flushed until {_log.FlushedUntilAddress}, expected {end}");
        _committedAddress = end;
    }

    /// <summary>
    /// Closes the files now and frees FasterLog's memory later. FasterLog's own Dispose spins until the thread pool has run what
    /// commits left there: with the threads of the pool waiting for stores to close that would be for ever, because the pool adds
    /// none while something spins. After a failure it is left to the garbage collector.
    /// </summary>
    public void Dispose()
    {
        _device.Dispose();
        if (_device.Failure is null)
        {
            _commits.WhenReached(_committedAddress, _log.Dispose);
        }
    }

    private void ThrowIfFailed()
    {
        if (_device.Failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }
}

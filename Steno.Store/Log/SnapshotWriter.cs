using Steno.Store.Disk;

namespace Steno.Store.Log;

/// <summary>
/// Writes the index to a file while the store goes on: some entries at a time under the gate, so each saga is as it was when
/// its turn came. Reading applies what the log holds after that; an entry's last address says where that begins.
/// </summary>
internal sealed unsafe class SnapshotWriter
{
    private readonly StoreState _state;
    private readonly IDisk _disk;
    private readonly TimeProvider _time;
    private readonly byte[] _block = new byte[SnapshotFormat.BlockHeaderBytes + SnapshotFormat.BlockEntries * SnapshotFormat.EntryBytes];
    private IDiskFile? _file;
    private long _offset;
    private int _blockNumber;

    public SnapshotWriter(StoreState state, IDisk disk, TimeProvider time)
    {
        _state = state;
        _disk = disk;
        _time = time;
    }

    /// <summary>Takes a snapshot; it replaces the one before.</summary>
    /// <param name="flush">Makes durable what readers can see, when that may not be so; null when it always is.</param>
    /// <param name="cancellation">Ends the work before the file gets its name.</param>
    /// <returns>What the snapshot covers.</returns>
    public SnapshotTaken Take(Action? flush, CancellationToken cancellation)
    {
        LogPoint start;
        lock (_state.Gate)
        {
            start = _state.DurablePoint;
        }
        DateTimeOffset taken = _time.GetUtcNow();
        long count = 0;
        long coveredEnd;
        using (_file = _disk.Open(LoadedSnapshot.TemporaryName, DiskFileMode.Create))
        {
            _offset = 0;
            _blockNumber = 0;
            SnapshotFormat.WriteHeader(_block, _state.StoreId, start, taken.ToUnixTimeMilliseconds());
            Write(SnapshotFormat.HeaderBytes);
            count = WriteEntries(cancellation);
            lock (_state.Gate)
            {
                coveredEnd = flush is null ? _state.DurablePoint.Address : EndOfPlaced(_state.Open!);
            }
            flush?.Invoke();
            SnapshotFormat.WriteEnd(_block.AsSpan(SnapshotFormat.BlockHeaderBytes), coveredEnd, count);
            WriteBlock(0, SnapshotFormat.EndBytes);
            _file.Sync();
        }
        cancellation.ThrowIfCancellationRequested();
        _disk.Rename(LoadedSnapshot.TemporaryName, LoadedSnapshot.FileName);
        _disk.SyncDirectory();
        return new SnapshotTaken(start, coveredEnd, taken, _offset);
    }

    private long EndOfPlaced(OpenBatch open) => open.RecordCount == 0 ? open.Address : _state.Layout.BatchEnd(open.Address, open.BodyBytes);

    private long WriteEntries(CancellationToken cancellation)
    {
        long total = 0;
        for (int next = 0, end = int.MaxValue; next < end;)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = 0;
            while (next < end && count <= SnapshotFormat.BlockEntries - SagaEntries.ChunkEntries)
            {
                lock (_state.Gate)
                {
                    end = _state.Index.End;
                    for (int stop = Math.Min(end, next + SagaEntries.ChunkEntries); next < stop; next++)
                    {
                        ref SagaEntry saga = ref _state.Index[next];
                        if (saga.IsPublished)
                        {
                            SnapshotFormat.WriteEntry(_block.AsSpan(SnapshotFormat.BlockHeaderBytes + count++ * SnapshotFormat.EntryBytes), saga);
                        }
                    }
                }
            }
            if (count > 0)
            {
                WriteBlock(count, count * SnapshotFormat.EntryBytes);
                total += count;
            }
        }
        return total;
    }

    private void WriteBlock(int entryCount, int bodyBytes)
    {
        SnapshotFormat.WriteBlockHeader(_block, _blockNumber++, entryCount, bodyBytes);
        Write(SnapshotFormat.BlockHeaderBytes + bodyBytes);
    }

    private void Write(int lengthBytes)
    {
        fixed (byte* bytes = _block)
        {
            _file!.Write(_offset, bytes, lengthBytes);
        }
        _offset += lengthBytes;
    }
}

/// <summary>A snapshot that got its name.</summary>
internal readonly record struct SnapshotTaken(LogPoint Start, long CoveredEnd, DateTimeOffset Taken, long FileBytes);

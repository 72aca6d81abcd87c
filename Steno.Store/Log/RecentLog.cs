namespace Steno.Store.Log;

/// <summary>
/// The newest frames of the log in memory, a ring addressed by log address, so that reading an active saga needs no disk.
/// The committer adds, readers copy; its own small lock, never held over I/O.
/// </summary>
internal sealed class RecentLog
{
    private readonly Lock _lock = new();
    private readonly byte[] _ring;
    private long _start;
    private long _end;

    public RecentLog(long budgetBytes) => _ring = new byte[budgetBytes];

    /// <summary>Keeps a frame without its entry word: header, body, padding.</summary>
    public void Add(long frameAddress, ReadOnlySpan<byte> frame)
    {
        long start = frameAddress + LogLayout.EntryWordBytes;
        lock (_lock)
        {
            if (frame.Length > _ring.Length / 2)
            {
                // A giant would push everything else out: let the disk serve it.
                _start = _end = start + frame.Length;
                return;
            }
            if (_end != frameAddress)
            {
                _start = frameAddress;
            }
            CopyIn(start, frame);
            MoveEnd(start + frame.Length);
        }
    }

    /// <summary>Goes on behind a batch that is not kept, of several frames: its place is zeros, in which nobody finds a record. What came before it stays.</summary>
    public void Skip(long address, long endAddress)
    {
        lock (_lock)
        {
            if (_end != address || endAddress - address > _ring.Length / 2)
            {
                _start = _end = endAddress;
                return;
            }
            int offset = (int)(address % _ring.Length);
            int length = (int)(endAddress - address);
            int first = Math.Min(length, _ring.Length - offset);
            _ring.AsSpan(offset, first).Clear();
            _ring.AsSpan(0, length - first).Clear();
            MoveEnd(endAddress);
        }
    }

    private void MoveEnd(long end)
    {
        _end = end;
        _start = Math.Max(_start, _end - _ring.Length);
    }

    /// <summary>Copies bytes of the log out, if they are all still here.</summary>
    public bool TryCopy(long address, Span<byte> destination)
    {
        lock (_lock)
        {
            return TryCopyOut(address, destination);
        }
    }

    /// <summary>Copies a record out, if all of it is still here.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="scratch">Where it is put; replaced by a larger one when it does not fit.</param>
    /// <param name="sizeBytes">How long it is.</param>
    public bool TryCopyRecord(long address, ref byte[] scratch, out int sizeBytes)
    {
        sizeBytes = 0;
        lock (_lock)
        {
            if (!TryCopyOut(address, scratch.AsSpan(0, RecordCodec.HeaderBytes)) || scratch[0] == 0)
            {
                return false;
            }
            long size = RecordCodec.ReadSize(scratch);
            if (size > _end - address)
            {
                return false;
            }
            sizeBytes = (int)size;
            if (scratch.Length < sizeBytes)
            {
                scratch = new byte[sizeBytes];
            }
            return TryCopyOut(address, scratch.AsSpan(0, sizeBytes));
        }
    }

    private bool TryCopyOut(long address, Span<byte> destination)
    {
        if (address < _start || address + destination.Length > _end)
        {
            return false;
        }
        int offset = (int)(address % _ring.Length);
        int first = Math.Min(destination.Length, _ring.Length - offset);
        _ring.AsSpan(offset, first).CopyTo(destination);
        _ring.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
        return true;
    }

    private void CopyIn(long address, ReadOnlySpan<byte> bytes)
    {
        int offset = (int)(address % _ring.Length);
        int first = Math.Min(bytes.Length, _ring.Length - offset);
        bytes[..first].CopyTo(_ring.AsSpan(offset));
        bytes[first..].CopyTo(_ring);
    }
}

namespace Steno.Store.Log;

/// <summary>
/// Reads the log's files, and when reads follow each other closely, in either direction, more at once than was asked for: batches
/// of few records lie side by side, and a read of the disk costs about the same for one of them as for fifty. For one thread.
/// </summary>
internal sealed class ReadWindow(SegmentFiles files, Func<long> readDurableEnd)
{
    private const int SmallestBytes = 32 * 1024;
    private const int LargestBytes = 256 * 1024;

    private byte[] _bytes = [];
    private long _start;
    private int _lengthBytes;
    private int _nextBytes = SmallestBytes;
    private long _lastMiss = long.MinValue / 2;

    /// <summary>Reads bytes of one segment by log address; fewer only where the file ends early, zero when it is missing.</summary>
    public int Read(long address, Span<byte> destination)
    {
        if (TryCopy(address, destination))
        {
            return destination.Length;
        }
        long distance = address - _lastMiss;
        _lastMiss = address;
        if (Math.Abs(distance) > _nextBytes)
        {
            _nextBytes = SmallestBytes;
        }
        else if (TryMove(address, destination.Length, isGoingDown: distance < 0))
        {
            _nextBytes = Math.Min(_nextBytes * 2, LargestBytes);
            return TryCopy(address, destination) ? destination.Length : files.Read(address, destination);
        }
        return files.Read(address, destination);
    }

    private bool TryCopy(long address, Span<byte> destination)
    {
        if (address < _start || address + destination.Length > _start + _lengthBytes)
        {
            return false;
        }
        _bytes.AsSpan((int)(address - _start), destination.Length).CopyTo(destination);
        return true;
    }

    /// <summary>Puts the window where the wanted bytes lie at its end or at its beginning; within one segment, and within what is durable, which never changes.</summary>
    private bool TryMove(long address, int wantedBytes, bool isGoingDown)
    {
        long segmentStart = files.Layout.SegmentOf(address) * files.Layout.SegmentSizeBytes;
        long start = isGoingDown ? Math.Max(segmentStart, address + wantedBytes - _nextBytes) : address;
        long end = isGoingDown ? address + wantedBytes : Math.Min(address + _nextBytes, segmentStart + files.Layout.SegmentSizeBytes);
        end = Math.Min(end, readDurableEnd());
        if (end < address + wantedBytes)
        {
            return false;
        }
        if (_bytes.Length < end - start)
        {
            _bytes = new byte[_nextBytes];
        }
        _start = start;
        _lengthBytes = 0;
        try
        {
            _lengthBytes = files.Read(start, _bytes.AsSpan(0, (int)(end - start)));
            return true;
        }
        catch (StoreIOException)
        {
            // Somewhere in the window; what was asked for may be readable, and its own read tells.
            return false;
        }
    }
}

namespace Steno.Store.Log;

/// <summary>
/// Where batches lie in the log. The log is one sequence of bytes, cut into segment files and, inside them, pages.
/// A frame (one FASTER entry: a length word, a batch header, a body, zero padding) never crosses a page and always
/// ends on a block boundary; a batch whose body does not fit its page continues as further parts on the next pages.
/// So the end of a batch follows from its start and its body's length alone: a batch knows its address when it opens.
/// </summary>
internal readonly record struct LogLayout(long SegmentSizeBytes, int PageSizeBytes, int BlockSizeBytes)
{
    /// <summary>FasterLog leaves the first 64 bytes of its address space unused.</summary>
    public const long FirstAddress = 64;

    /// <summary>FasterLog's word before each entry: the entry's length.</summary>
    public const int EntryWordBytes = 4;

    /// <summary>What a frame takes beside its body and padding.</summary>
    public const int FrameOverheadBytes = EntryWordBytes + BatchHeader.SizeBytes;

    private const int LeastSegmentBytes = 64 << 10;
    private const int MostSegmentBytes = 1 << 30;
    private const int MostPageBytes = 1 << 20;
    private const int LeastBlockBytes = 512;
    private const int MostBlockBytes = 64 << 10;

    /// <summary>Whether stores are cut like that: powers of two within the stated limits, each unit fitting into the next.</summary>
    public bool IsPossible
        => IsPowerOfTwo(BlockSizeBytes, LeastBlockBytes, MostBlockBytes)
            && IsPowerOfTwo(PageSizeBytes, BlockSizeBytes, MostPageBytes)
            && IsPowerOfTwo(SegmentSizeBytes, Math.Max(PageSizeBytes, LeastSegmentBytes), MostSegmentBytes);

    public long PageEnd(long address) => (address / PageSizeBytes + 1) * PageSizeBytes;

    /// <summary>How many body bytes of a batch fit into the frame that starts here.</summary>
    public int FrameCapacity(long start) => (int)(PageEnd(start) - start) - FrameOverheadBytes;

    /// <summary>The end of a frame that starts here and takes this many body bytes.</summary>
    public long FrameEnd(long start, int bodyBytes) => AlignUp(start + FrameOverheadBytes + bodyBytes);

    /// <summary>The end of a whole batch, over all of its parts.</summary>
    public long BatchEnd(long start, int bodyBytes)
    {
        int capacity = FrameCapacity(start);
        while (bodyBytes > capacity)
        {
            bodyBytes -= capacity;
            start = PageEnd(start);
            capacity = FrameCapacity(start);
        }
        return FrameEnd(start, bodyBytes);
    }

    /// <summary>How many frames a batch takes.</summary>
    public int PartCount(long start, int bodyBytes)
    {
        int parts = 1;
        for (int capacity = FrameCapacity(start); bodyBytes > capacity; capacity = FrameCapacity(start))
        {
            bodyBytes -= capacity;
            start = PageEnd(start);
            parts++;
        }
        return parts;
    }

    public int SegmentOf(long address) => (int)(address / SegmentSizeBytes);

    public long OffsetInSegment(long address) => address % SegmentSizeBytes;

    public long AlignUp(long address) => (address + BlockSizeBytes - 1) & ~(long)(BlockSizeBytes - 1);

    private static bool IsPowerOfTwo(long value, long least, long most) => value >= least && value <= most && System.Numerics.BitOperations.IsPow2(value);
}

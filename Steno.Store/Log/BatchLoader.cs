namespace Steno.Store.Log;

/// <summary>One batch read back from its segment files and verified; reused by the records of one read that lie in it.</summary>
internal sealed class BatchLoader
{
    private const int FirstReadBytes = 16 * 1024;
    private readonly StoreState _state;
    private readonly ReadWindow _window;
    private byte[] _frame = new byte[FirstReadBytes];
    private byte[] _body = [];
    private long _batchStart = -1;
    private int _bodyBytes;

    public BatchLoader(StoreState state)
    {
        _state = state;
        _window = new ReadWindow(state.Files, ReadDurableEnd);
    }

    public long CommitTimeUtcMs { get; private set; }

    public ReadOnlySpan<byte> Load(long batchStart)
    {
        if (batchStart != _batchStart)
        {
            _batchStart = -1;
            _bodyBytes = 0;
            LogLayout layout = _state.Layout;
            long address = batchStart;
            int parts = 1;
            for (int part = 0; part < parts; part++)
            {
                BatchHeader header = LoadFrame(address);
                if (header.Part != part || (part > 0 && header.Parts != parts))
                {
                    throw Corrupted(address, $"part {part} of a batch is not in its place");
                }
                parts = header.Parts;
                CommitTimeUtcMs = header.CommitTimeUtcMs;
                if (_body.Length < _bodyBytes + header.BodyBytes)
                {
                    Array.Resize(ref _body, Math.Max(_bodyBytes + header.BodyBytes, _bodyBytes * 2));
                }
                _frame.AsSpan(LogLayout.FrameOverheadBytes, header.BodyBytes).CopyTo(_body.AsSpan(_bodyBytes));
                _bodyBytes += header.BodyBytes;
                address = layout.FrameEnd(address, header.BodyBytes);
            }
            _batchStart = batchStart;
        }
        return _body.AsSpan(0, _bodyBytes);
    }

    /// <summary>The first batch that begins at or after a frame's address, before an end that is one of a batch.</summary>
    public LogPoint FindBatch(long frameAddress, LogPoint end)
    {
        _batchStart = -1;
        while (frameAddress < end.Address)
        {
            BatchHeader header = LoadFrame(frameAddress);
            if (header.Part == 0)
            {
                return new LogPoint(frameAddress, header.Sequence, header.Kind == BatchKind.Open ? header.Generation - 1 : header.Generation);
            }
            frameAddress = _state.Layout.FrameEnd(frameAddress, header.BodyBytes);
        }
        return end;
    }

    private BatchHeader LoadFrame(long address)
    {
        int pageRest = (int)(_state.Layout.PageEnd(address) - address);
        int length = ReadBeginning(address, Math.Min(FirstReadBytes, pageRest));
        if (length <= LogLayout.FrameOverheadBytes || !BatchHeader.TryParse(_frame.AsSpan(LogLayout.EntryWordBytes, length - LogLayout.EntryWordBytes), out BatchHeader header))
        {
            throw Corrupted(address, "no batch begins here");
        }
        int frameBytes = LogLayout.FrameOverheadBytes + header.BodyBytes;
        if (header.BodyBytes < 0 || frameBytes > pageRest)
        {
            throw Corrupted(address, $"a batch claims a body of {header.BodyBytes} bytes");
        }
        if (frameBytes > length && Read(address, length, frameBytes) < frameBytes)
        {
            throw Corrupted(address, "the segment ends inside a batch");
        }
        ReadOnlySpan<byte> frame = _frame.AsSpan(LogLayout.EntryWordBytes, BatchHeader.SizeBytes + header.BodyBytes);
        if (BatchHeader.Checksum(frame) != BatchHeader.ReadChecksum(frame) || header.Address != address || header.StoreId != _state.StoreId)
        {
            throw Corrupted(address, $"batch {header.Sequence} has a wrong checksum, address or store");
        }
        return header;
    }

    /// <summary>Reads about as much as most batches have; only the first block when the disk cannot read what lies behind it.</summary>
    private int ReadBeginning(long address, int bytes)
    {
        try
        {
            return Read(address, 0, bytes);
        }
        catch (StoreIOException) when (bytes > _state.Layout.BlockSizeBytes)
        {
            return Read(address, 0, _state.Layout.BlockSizeBytes);
        }
    }

    /// <summary>Fills the frame buffer from one offset to another; returns how far it is filled.</summary>
    private int Read(long address, int from, int to)
    {
        if (_frame.Length < to)
        {
            Array.Resize(ref _frame, to);
        }
        return from + _window.Read(address + from, _frame.AsSpan(from, to - from));
    }

    private long ReadDurableEnd()
    {
        lock (_state.Gate)
        {
            return _state.DurablePoint.Address;
        }
    }

    private StoreCorruptedException Corrupted(long address, string reason)
        => new(_state.Files.PathOf(_state.Layout.SegmentOf(address)), _state.Layout.OffsetInSegment(address), reason);
}

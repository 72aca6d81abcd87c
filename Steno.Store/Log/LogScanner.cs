using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace Steno.Store.Log;

/// <summary>Takes the intact batches of a log in order.</summary>
internal interface IBatchVisitor
{
    /// <summary>One whole batch. Returns what is wrong with its records, or null.</summary>
    /// <param name="header">The header of its last part.</param>
    /// <param name="batchStart">The log address of its first part.</param>
    /// <param name="body">The bodies of all parts.</param>
    string? Visit(in BatchHeader header, long batchStart, ReadOnlySpan<byte> body);

    /// <summary>The log ends here. Returns what is missing, or null.</summary>
    string? Finish();
}

/// <summary>A part of the log that is damaged, and where an intact batch follows (or the log's end).</summary>
internal readonly record struct DamagedRange(long Address, long ResumeAddress, string Reason)
{
    /// <summary>Where the first batch begins that is lost: before the damage, when that is in a later part of it.</summary>
    public long BatchStart { get; init; } = Address;
}

/// <summary>Where the log ends and what was found on the way.</summary>
internal sealed record ScanResult
{
    public required long EndAddress { get; init; }
    public required long NextSequence { get; init; }
    public required long Generation { get; init; }
    public required bool IsSealed { get; init; }
    public required long BatchCount { get; init; }
    public required int SegmentCount { get; init; }
    /// <summary>Blocks after the end that are not zero: what a torn write left.</summary>
    public required IReadOnlyList<(long Start, long End)> TornRanges { get; init; }
}

/// <summary>
/// Reads a log from its beginning, verifying every byte, and decides between a torn tail and corruption. One batch is
/// in flight at a time, so an intact later batch, or a superblock that names a later address, proves that everything
/// before it was durable: damage there is corruption. Damage that nothing proves is a write that was never acknowledged.
/// The scan therefore does not stop at the first bad or empty block: it looks at every block that was ever prepared.
/// A batch never proves itself, nor do its own later parts.
/// </summary>
internal sealed class LogScanner
{
    private enum FrameStatus { Intact, Empty, Bad, Foreign }

    private readonly SegmentFiles _files;
    private readonly Superblock _superblock;
    private readonly LogLayout _layout;
    private readonly LogPoint _start;
    private readonly bool _isOwner;
    private readonly byte[] _page;
    private readonly IProgress<long>? _progress;
    private long _pageStart = -1;
    /// <summary>How much of the page is in the file.</summary>
    private int _pageBytes;
    private int _segmentCount;
    private bool _hasReported;

    // The batch being put together from its parts.
    private byte[] _body = [];
    private int _bodyBytes;
    private int _nextPart;
    private long _batchStart;

    /// <param name="files">The segments.</param>
    /// <param name="superblock">Which of them count.</param>
    /// <param name="isOwner">Whether the store's lock is held; otherwise an owner may be writing while this reads.</param>
    /// <param name="progress">Told the address that the scan has reached.</param>
    /// <param name="start">Where to begin, when that is not the log's beginning: what lies before it is not read.</param>
    public LogScanner(SegmentFiles files, Superblock superblock, bool isOwner, IProgress<long>? progress = null, LogPoint? start = null)
    {
        _start = start ?? superblock.Begin;
        _files = files;
        _superblock = superblock;
        _layout = superblock.Layout;
        _isOwner = isOwner;
        _progress = progress;
        _page = new byte[_layout.PageSizeBytes];
    }

    /// <summary>Scans the whole log.</summary>
    /// <param name="visitor">Gets every intact batch.</param>
    /// <param name="onDamage">Gets each damaged range and the scan goes on after it; null: the first one is thrown.</param>
    public ScanResult Run(IBatchVisitor visitor, Action<DamagedRange>? onDamage = null)
    {
        _segmentCount = _files.CountExisting(_superblock.SegmentCount);
        CheckSegmentLengths(onDamage);
        (long address, long sequence, long generation) = _start;
        long batches = 0;
        BatchKind lastKind = BatchKind.Open;
        _batchStart = address;
        IReadOnlyList<(long, long)> torn = [];
        while (_layout.SegmentOf(address) < _segmentCount)
        {
            FrameStatus status = Check(address, out BatchHeader header, out long frameEnd, out string reason);
            if (status == FrameStatus.Intact && !Continues(header, sequence, generation, ref reason))
            {
                status = FrameStatus.Foreign;
            }
            if (status == FrameStatus.Intact)
            {
                if (AddPart(header, address))
                {
                    string? problem = visitor.Visit(header, _batchStart, _body.AsSpan(0, _bodyBytes));
                    if (problem is not null)
                    {
                        Report(new DamagedRange(_batchStart, frameEnd, problem), onDamage);
                    }
                    (sequence, generation, lastKind) = (sequence + 1, header.Generation, header.Kind);
                    batches++;
                    _batchStart = frameEnd;
                }
                address = frameEnd;
                _progress?.Report(address);
                continue;
            }

            Proof proof = FindProof(address, sequence);
            if (!_isOwner && Reread(address) && status != FrameStatus.Foreign)
            {
                // An owner wrote on while we looked: what is intact now was not there before.
                if (Check(address, out _, out _, out _) == FrameStatus.Intact)
                {
                    continue;
                }
            }
            bool isProven = proof.Address >= 0 || proof.Reason is not null || status == FrameStatus.Foreign || address < _superblock.ProvenAddress;
            if (!isProven)
            {
                torn = proof.NonZero;
                break;
            }
            long resume = proof.Address >= 0 ? proof.Address : _layout.SegmentSizeBytes * _segmentCount;
            Report(new DamagedRange(address, resume, status == FrameStatus.Empty ? $"empty, but {proof.Why}" : $"{reason}; {proof.Why}") { BatchStart = _nextPart == 0 ? address : _batchStart }, onDamage);
            if (proof.Address < 0)
            {
                break;
            }
            (address, sequence, generation) = (proof.Address, proof.Header.Sequence, proof.Header.Generation);
            (_nextPart, _bodyBytes, _batchStart) = (0, 0, address);
        }
        if (generation < _superblock.Generation && !_hasReported)
        {
            Report(new DamagedRange(_batchStart, _batchStart, $"the log ends in generation {generation}, the superblock knows generation {_superblock.Generation}"), onDamage);
        }
        if (visitor.Finish() is { } missing)
        {
            Report(new DamagedRange(_start.Address, _start.Address, missing), onDamage);
        }
        return new ScanResult
        {
            EndAddress = _batchStart,
            NextSequence = sequence,
            Generation = Math.Max(generation, _superblock.Generation),
            IsSealed = lastKind == BatchKind.Seal,
            BatchCount = batches,
            SegmentCount = _segmentCount,
            TornRanges = torn,
        };
    }

    private void CheckSegmentLengths(Action<DamagedRange>? onDamage)
    {
        for (int segment = _layout.SegmentOf(_superblock.Begin.Address); segment < _segmentCount; segment++)
        {
            long lengthBytes = _files.LengthOf(segment);
            if (lengthBytes != _layout.SegmentSizeBytes)
            {
                long at = segment * _layout.SegmentSizeBytes + Math.Clamp(lengthBytes, 0, _layout.SegmentSizeBytes - 1);
                string reason = lengthBytes < 0
                    ? "the segment is missing"
                    : string.Create(CultureInfo.InvariantCulture, $"the segment is {lengthBytes:N0} bytes long, expected {_layout.SegmentSizeBytes:N0}");
                Report(new DamagedRange(at, at, reason), onDamage);
            }
        }
    }

    private bool Continues(in BatchHeader header, long sequence, long generation, ref string reason)
    {
        if (header.Sequence != sequence || header.Part != _nextPart)
        {
            reason = $"holds batch {header.Sequence} part {header.Part}, expected batch {sequence} part {_nextPart}";
            return false;
        }
        bool fits = header.Kind == BatchKind.Open ? header.Generation > generation : header.Generation == generation;
        if (!fits)
        {
            reason = $"holds a batch of generation {header.Generation} after generation {generation}";
        }
        return fits;
    }

    /// <summary>Adds a frame's body to the batch; true when the batch is whole.</summary>
    private bool AddPart(in BatchHeader header, long address)
    {
        if (header.Part == 0)
        {
            _bodyBytes = 0;
            _batchStart = address;
        }
        if (_body.Length < _bodyBytes + header.BodyBytes)
        {
            Array.Resize(ref _body, Math.Max(_bodyBytes + header.BodyBytes, Math.Min(_body.Length * 2, 1 << 28)));
        }
        PageAt(address).Slice(LogLayout.FrameOverheadBytes, header.BodyBytes).CopyTo(_body.AsSpan(_bodyBytes));
        _bodyBytes += header.BodyBytes;
        _nextPart = header.Part + 1 == header.Parts ? 0 : header.Part + 1;
        return _nextPart == 0;
    }

    /// <summary>Checks everything that one frame can prove of itself.</summary>
    private FrameStatus Check(long address, out BatchHeader header, out long frameEnd, out string reason)
    {
        ReadOnlySpan<byte> rest = PageAt(address);
        frameEnd = 0;
        reason = "";
        if (!BatchHeader.TryParse(rest.Length > LogLayout.EntryWordBytes ? rest[LogLayout.EntryWordBytes..] : default, out header))
        {
            ReadOnlySpan<byte> block = rest[..(int)Math.Min(rest.Length, _layout.AlignUp(address + 1) - address)];
            if (block.Length > 0 && !block.ContainsAnyExcept((byte)0) && LeadingBytesAreZero(address))
            {
                return FrameStatus.Empty;
            }
            reason = "no batch begins here";
            return FrameStatus.Bad;
        }
        if (header.BodyBytes < 0 || header.BodyBytes > rest.Length - LogLayout.FrameOverheadBytes)
        {
            reason = $"a batch claims a body of {header.BodyBytes} bytes";
            return FrameStatus.Bad;
        }
        ReadOnlySpan<byte> frame = rest[LogLayout.EntryWordBytes..];
        uint expected = BatchHeader.ReadChecksum(frame);
        uint found = BatchHeader.Checksum(frame[..(BatchHeader.SizeBytes + header.BodyBytes)]);
        if (found != expected)
        {
            reason = $"batch {header.Sequence} has checksum 0x{found:X8}, expected 0x{expected:X8}";
            return FrameStatus.Bad;
        }
        if (header.Version > BatchHeader.CurrentVersion)
        {
            throw new StoreFormatException(_files.PathOf(_layout.SegmentOf(address)), header.Version, BatchHeader.CurrentVersion);
        }
        if (header.StoreId != _superblock.StoreId)
        {
            reason = $"holds a batch of another store ({header.StoreId})";
            return FrameStatus.Foreign;
        }
        if (header.Address != address)
        {
            reason = $"holds a batch that belongs at log address {header.Address}";
            return FrameStatus.Foreign;
        }
        frameEnd = _layout.FrameEnd(address, header.BodyBytes);
        int frameBytes = (int)(frameEnd - address);
        if (BinaryPrimitives.ReadInt32LittleEndian(rest) != frameBytes - LogLayout.EntryWordBytes)
        {
            reason = $"the length before batch {header.Sequence} is wrong";
            return FrameStatus.Bad;
        }
        if (rest[(LogLayout.FrameOverheadBytes + header.BodyBytes)..frameBytes].ContainsAnyExcept((byte)0))
        {
            reason = $"the padding of batch {header.Sequence} is not zero";
            return FrameStatus.Bad;
        }
        if (!LeadingBytesAreZero(address))
        {
            reason = "the unused bytes at the start of the log are not zero";
            return FrameStatus.Bad;
        }
        return FrameStatus.Intact;
    }

    /// <summary>The 64 bytes that FasterLog leaves unused at the start belong to the first frame's block.</summary>
    private bool LeadingBytesAreZero(long address)
        => address != LogLayout.FirstAddress || !_page.AsSpan(0, (int)LogLayout.FirstAddress).ContainsAnyExcept((byte)0);

    /// <summary>What is found after a place where the log does not go on.</summary>
    private readonly record struct Proof(long Address, BatchHeader Header, string? Reason, string Why, IReadOnlyList<(long, long)> NonZero);

    /// <summary>Looks at every later block for something intact that proves this place was durable once.</summary>
    private Proof FindProof(long address, long sequence)
    {
        var nonZero = new List<(long Start, long End)>();
        string? foreign = null;
        long blockBytes = _layout.BlockSizeBytes;
        long logEnd = _layout.SegmentSizeBytes * _segmentCount;
        long block = _nextPart == 0 ? address : _batchStart;
        while (block < logEnd)
        {
            ReadOnlySpan<byte> rest = PageAt(block);
            if (_pageBytes == 0)
            {
                // The segment is missing or ends before: the superblock may claim far more than there is.
                block = (_layout.SegmentOf(block) + 1) * _layout.SegmentSizeBytes;
                continue;
            }
            if (rest.IsEmpty || !rest.ContainsAnyExcept((byte)0))
            {
                block = _layout.PageEnd(block);
                continue;
            }
            long blockEnd = block / blockBytes * blockBytes + blockBytes;
            if (rest[..(int)(blockEnd - block)].ContainsAnyExcept((byte)0))
            {
                AddRange(nonZero, block / blockBytes * blockBytes, blockEnd);
                if (block > address && BatchHeader.TryParse(rest[LogLayout.EntryWordBytes..], out _))
                {
                    FrameStatus status = Check(block, out BatchHeader header, out _, out string reason);
                    if (status == FrameStatus.Intact && header.Sequence > sequence && header.Part == 0)
                    {
                        return new Proof(block, header, null, $"batch {header.Sequence} after it is intact, so it was written once", nonZero);
                    }
                    if (status == FrameStatus.Foreign)
                    {
                        foreign ??= $"{_files.PathOf(_layout.SegmentOf(block))} at byte {_layout.OffsetInSegment(block)} {reason}";
                    }
                }
            }
            block = blockEnd;
        }
        return new Proof(-1, default, foreign, foreign ?? "the superblock or the batch itself says that it was written", nonZero);
    }

    private static void AddRange(List<(long Start, long End)> ranges, long start, long end)
    {
        if (ranges.Count > 0 && ranges[^1].End == start)
        {
            ranges[^1] = (ranges[^1].Start, end);
        }
        else
        {
            ranges.Add((start, end));
        }
    }

    private bool Reread(long address)
    {
        _pageStart = -1;
        _segmentCount = _files.CountExisting(_segmentCount);
        return !PageAt(address).IsEmpty;
    }

    /// <summary>From an address to the end of its page; empty where there is no file.</summary>
    private ReadOnlySpan<byte> PageAt(long address)
    {
        long pageStart = address / _layout.PageSizeBytes * _layout.PageSizeBytes;
        if (pageStart != _pageStart)
        {
            _pageBytes = _files.Read(pageStart, _page);
            _page.AsSpan(_pageBytes).Clear();
            _pageStart = pageStart;
        }
        return _page.AsSpan((int)(address - pageStart));
    }

    private void Report(DamagedRange range, Action<DamagedRange>? onDamage)
    {
        if (onDamage is null)
        {
            throw new StoreCorruptedException(_files.PathOf(_layout.SegmentOf(range.Address)), _layout.OffsetInSegment(range.Address), range.Reason);
        }
        _hasReported = true;
        onDamage(range);
    }
}

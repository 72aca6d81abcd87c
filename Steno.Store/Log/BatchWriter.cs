using System.Diagnostics;
using Steno.Store.Faster;

namespace Steno.Store.Log;

/// <summary>
/// Turns batches into frames and appends them, each durable when its call returns. Knows the generation and the next
/// sequence number. Used by whoever holds the committer's role, one at a time; any exception from here poisons the store.
/// </summary>
internal sealed class BatchWriter : IDisposable
{
    private readonly StoreState _state;
    private readonly FasterBatchLog _log;
    private readonly TimeProvider _time;
    private readonly long _generation;
    private long _nextSequence;
    private long _lastWriteTicks = Stopwatch.GetTimestamp();
    private volatile bool _isLastBatchUnproven;
    private byte[] _scratch = [];

    public BatchWriter(StoreState state, FasterBatchLog log, TimeProvider time, long generation, long nextSequence)
    {
        _state = state;
        _log = log;
        _time = time;
        _generation = generation;
        _nextSequence = nextSequence;
    }

    /// <summary>When the last frame was written, as <see cref="Stopwatch"/> ticks.</summary>
    public long LastWriteTicks => Volatile.Read(ref _lastWriteTicks);

    /// <summary>Whether nothing after the last batch of records proves it yet.</summary>
    public bool IsLastBatchUnproven => _isLastBatchUnproven;

    /// <summary>The place where the next batch begins, given its address.</summary>
    public LogPoint PointAt(long address) => new(address, _nextSequence, _generation);

    /// <summary>Writes a batch of records at its address.</summary>
    public void Write(OpenBatch batch)
    {
        LogLayout layout = _state.Layout;
        batch.CommitTimeUtcMs = UtcMs();
        int parts = layout.PartCount(batch.Address, batch.BodyBytes);
        if (parts == 1)
        {
            Span<byte> frame = batch.Frame(FrameBytes(batch.Address, batch.BodyBytes));
            Append(frame, Header(BatchKind.Records, batch.Address, batch.BodyBytes, batch.RecordCount, 0, 1, batch.CommitTimeUtcMs));
            _state.Recent.Add(batch.Address, frame);
        }
        else
        {
            WriteParts(batch, parts);
        }
        Finish(isProof: false);
    }

    /// <summary>Writes a batch without records: an opening, a mark or a seal. Returns its end.</summary>
    public long WriteControl(BatchKind kind, long address)
    {
        Span<byte> frame = Scratch(FrameBytes(address, 0));
        frame.Clear();
        Append(frame, Header(kind, address, 0, 0, 0, 1, UtcMs()));
        _state.Recent.Add(address, frame);
        Finish(isProof: true);
        return _state.Layout.FrameEnd(address, 0);
    }

    public void Dispose() => _log.Dispose();

    /// <summary>A batch that does not fit its page: consecutive frames that count only together.</summary>
    private void WriteParts(OpenBatch batch, int parts)
    {
        LogLayout layout = _state.Layout;
        long address = batch.Address;
        int written = 0;
        for (int part = 0; part < parts; part++)
        {
            int bodyBytes = Math.Min(layout.FrameCapacity(address), batch.BodyBytes - written);
            Span<byte> frame = Scratch(FrameBytes(address, bodyBytes));
            batch.Body.Slice(written, bodyBytes).CopyTo(frame[BatchHeader.SizeBytes..]);
            frame[(BatchHeader.SizeBytes + bodyBytes)..].Clear();
            Append(frame, Header(BatchKind.Records, address, bodyBytes, batch.RecordCount, part, parts, batch.CommitTimeUtcMs));
            written += bodyBytes;
            address = layout.FrameEnd(address, bodyBytes);
        }
        _state.Recent.Skip(batch.Address, address);
    }

    private void Append(Span<byte> frame, in BatchHeader header)
    {
        header.Seal(frame);
        _log.Append(frame, header.Address);
    }

    private BatchHeader Header(BatchKind kind, long address, int bodyBytes, int recordCount, int part, int parts, long commitTimeUtcMs) => new()
    {
        Kind = kind,
        StoreId = _state.StoreId,
        Generation = _generation,
        Sequence = _nextSequence,
        Address = address,
        CommitTimeUtcMs = commitTimeUtcMs,
        BodyBytes = bodyBytes,
        RecordCount = recordCount,
        Part = (ushort)part,
        Parts = (ushort)parts,
    };

    private long UtcMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Header, body and padding; the entry word is FasterLog's.</summary>
    private int FrameBytes(long address, int bodyBytes)
        => (int)(_state.Layout.FrameEnd(address, bodyBytes) - address) - LogLayout.EntryWordBytes;

    private void Finish(bool isProof)
    {
        _nextSequence++;
        _isLastBatchUnproven = !isProof;
        Volatile.Write(ref _lastWriteTicks, Stopwatch.GetTimestamp());
    }

    private Span<byte> Scratch(int bytes)
    {
        if (_scratch.Length < bytes)
        {
            _scratch = new byte[bytes];
        }
        return _scratch.AsSpan(0, bytes);
    }
}

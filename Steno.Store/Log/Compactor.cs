namespace Steno.Store.Log;

/// <summary>
/// Gives space back: the live sagas that begin in the oldest segment are written again, whole, at the end of the log; then the
/// log begins later, first in both slots of the superblock, and the segment's file is deleted. A crash at any moment leaves
/// either the old beginning or the new one, and rewrites that took effect or did not.
/// </summary>
internal sealed class Compactor
{
    private const int PartBytes = 32 * 1024;
    private const int GroupBytes = 64 * 1024;
    /// <summary>Sagas of about so many bytes are read together, and in memory at once.</summary>
    private const long ReadBytes = 8 << 20;
    private const int FindPortion = 65_536;
    private const int CatchUpRounds = 8;
    private const long CacheBytes = 16 << 20;

    private delegate bool SagaVisitor(in SagaEntry saga);

    private readonly StoreState _state;
    private readonly Appender _appender;
    private readonly Committer _committer;
    private readonly SuperblockFile _superblock;
    private readonly TimeProvider _time;

    public Compactor(StoreState state, Appender appender, Committer committer, SuperblockFile superblock, TimeProvider time)
    {
        _state = state;
        _appender = appender;
        _committer = committer;
        _superblock = superblock;
        _time = time;
    }

    /// <summary>How many live sagas were written again so far.</summary>
    public long RewrittenCount { get; private set; }

    /// <summary>Frees the oldest segment; false when the log ends in it.</summary>
    /// <param name="beforeMove">Called with the new beginning when everything before it is dead.</param>
    /// <param name="pace">How fast.</param>
    public bool TryFreeOldestSegment(Action<LogPoint> beforeMove, Pace pace)
    {
        LogPoint durable;
        lock (_state.Gate)
        {
            durable = _state.DurablePoint;
        }
        if (durable.Address <= OldestSegmentEnd)
        {
            return false;
        }
        LogPoint begin = new BatchLoader(_state).FindBatch(OldestSegmentEnd, durable);
        RewriteAllBefore(begin.Address, pace);
        // A buffered store has acknowledged what is not durable yet.
        _appender.Flush(pace.Cancellation).AsTask().GetAwaiter().GetResult();
        beforeMove(begin);
        MoveBegin(begin);
        return true;
    }

    /// <summary>How many bytes the sagas have, all in all, that begin in the oldest segment: freeing it writes them again.</summary>
    public long MeasureOldestSegment()
    {
        long bytes = 0;
        VisitSagasBefore(OldestSegmentEnd, (in SagaEntry saga) =>
        {
            bytes += saga.SizeBytes;
            return true;
        });
        return bytes;
    }

    private long OldestSegmentEnd => (_state.Layout.SegmentOf(_state.BeginAddress) + 1) * _state.Layout.SegmentSizeBytes;

    private void RewriteAllBefore(long address, Pace pace)
    {
        // Once more for those that were busier than could be caught up with, or were about to be dropped.
        for (SagaId[] ids = FindSagasBefore(address); ids.Length > 0; ids = FindSagasBefore(address))
        {
            for (int next = 0; next < ids.Length;)
            {
                RewriteTogether(TakeGroup(ids, ref next, address), address, pace);
            }
        }
    }

    /// <summary>The next sagas that are still there, as many as are read together.</summary>
    private List<SagaRewrite> TakeGroup(SagaId[] ids, ref int next, long before)
    {
        var group = new List<SagaRewrite>();
        for (long bytes = 0; next < ids.Length && bytes < ReadBytes; next++)
        {
            var rewrite = new SagaRewrite { SagaId = ids[next] };
            if (TryMoveOn(rewrite, before, out uint sizeBytes))
            {
                group.Add(rewrite);
                bytes += sizeBytes;
            }
        }
        return group;
    }

    private void RewriteTogether(List<SagaRewrite> group, long before, Pace pace)
    {
        var acknowledgements = new List<Task>();
        List<PreparedRecord>[] chains = SagaChains.ReadTogether(new RecordReader(_state, _time), group, pace);
        var reader = new RecordReader(_state, _time, new BatchCache(_state, CacheBytes));
        long groupBytes = 0;
        for (int i = 0; i < chains.Length; i++)
        {
            groupBytes += Rewrite(group[i], chains[i], before, reader, acknowledgements, pace.Cancellation);
            chains[i] = [];
            if (groupBytes >= GroupBytes)
            {
                Await(acknowledgements);
                groupBytes = 0;
                pace.EndStep();
            }
        }
        if (acknowledgements.Count == 0)
        {
            // All of them were about to be dropped, or the last ones filled a group.
            _appender.Flush(pace.Cancellation).AsTask().GetAwaiter().GetResult();
        }
        Await(acknowledgements);
    }

    /// <summary>Some of the sagas with records before an address, in the order in which they lie there.</summary>
    private SagaId[] FindSagasBefore(long address)
    {
        var found = new List<(RecordAddress Create, SagaId Id)>();
        VisitSagasBefore(address, (in SagaEntry saga) =>
        {
            found.Add((saga.CreateAddress, saga.Id));
            return found.Count < FindPortion;
        });
        found.Sort(static (left, right) => left.Create.Packed.CompareTo(right.Create.Packed));
        return [.. found.Select(static saga => saga.Id)];
    }

    /// <summary>Shows the sagas that begin before an address, until the visitor has had enough. The gate is left now and then.</summary>
    private void VisitSagasBefore(long address, SagaVisitor visit)
    {
        bool goesOn = true;
        for (int next = 0, end = int.MaxValue; next < end && goesOn;)
        {
            lock (_state.Gate)
            {
                end = _state.Index.End;
                for (int stop = Math.Min(end, next + SagaEntries.ChunkEntries); next < stop && goesOn; next++)
                {
                    ref SagaEntry saga = ref _state.Index[next];
                    if (saga.IsPublished && saga.CreateAddress.BatchStart < address)
                    {
                        goesOn = visit(saga);
                    }
                }
            }
        }
    }

    /// <summary>Writes one saga again, unless it is dropped meanwhile. Returns the bytes that were placed.</summary>
    private long Rewrite(SagaRewrite rewrite, List<PreparedRecord> records, long before, RecordReader reader, List<Task> acknowledgements, CancellationToken cancellation)
    {
        long totalBytes = 0;
        // A busy saga gets records while it is read. Each round has only those of the round before to follow, so it soon catches up.
        for (int round = 1; ; round++)
        {
            rewrite.CommitTimeUtcMs = reader.ReadCommitTime(rewrite.Head).ToUnixTimeMilliseconds();
            RewriteProgress progress = Place(rewrite, records, acknowledgements, ref totalBytes, cancellation);
            RewrittenCount += progress == RewriteProgress.HasEnded ? 1 : 0;
            if (progress != RewriteProgress.GoesOn || round == CatchUpRounds || !TryMoveOn(rewrite, before, out _))
            {
                return totalBytes;
            }
            records = SagaChains.Read(reader, rewrite.SagaId, rewrite.Head, rewrite.PlacedUntil, cancellation);
        }
    }

    /// <summary>Has the rewrite go up to the saga's last record; false when the saga is gone, about to be dropped, or elsewhere already.</summary>
    private bool TryMoveOn(SagaRewrite rewrite, long before, out uint sizeBytes)
    {
        lock (_state.Gate)
        {
            int entry = _state.Index.Find(rewrite.SagaId);
            SagaEntry saga = entry < 0 ? default : _state.Index[entry];
            sizeBytes = saga.SizeBytes;
            if (!saga.IsPublished || saga.IsDropping || saga.CreateAddress.BatchStart >= before)
            {
                return false;
            }
            // Records that are not committed yet are so before the rewrite, or it is not either.
            rewrite.MoveTo(saga.PendingHead);
            return true;
        }
    }

    private RewriteProgress Place(SagaRewrite rewrite, List<PreparedRecord> records, List<Task> acknowledgements, ref long totalBytes, CancellationToken cancellation)
    {
        RewriteProgress progress = RewriteProgress.GoesOn;
        for (int start = 0; start < records.Count && progress == RewriteProgress.GoesOn;)
        {
            long partBytes = 0;
            int end = start;
            while (end < records.Count && (end == start || partBytes + SizeOf(records[end]) <= PartBytes))
            {
                partBytes += SizeOf(records[end++]);
            }
            ReadOnlySpan<PreparedRecord> part = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(records)[start..end];
            progress = _appender.AppendRewrite(rewrite, part, isLast: end == records.Count, out ValueTask acknowledged, cancellation);
            acknowledgements.Add(acknowledged.AsTask());
            totalBytes += partBytes;
            start = end;
        }
        return progress;
    }

    private void MoveBegin(LogPoint begin)
    {
        long proven;
        lock (_state.Gate)
        {
            // What was rewritten stands before this. It must never pass for a torn tail once the originals are gone.
            proven = _state.DurablePoint.Address;
        }
        try
        {
            // Both slots, so that losing one of them does not bring the deleted segments back.
            for (int slot = 0; slot < 2; slot++)
            {
                _superblock.Update(current => current with { Begin = begin, ProvenAddress = Math.Max(current.ProvenAddress, proven) });
            }
        }
        catch (StoreIOException failure)
        {
            throw _committer.Stop(failure);
        }
        lock (_state.Gate)
        {
            _state.BeginAddress = begin.Address;
        }
        _state.Files.DeleteBefore(_state.Layout.SegmentOf(begin.Address));
    }

    private static void Await(List<Task> acknowledgements)
    {
        foreach (Task acknowledged in acknowledgements)
        {
            acknowledged.GetAwaiter().GetResult();
        }
        acknowledgements.Clear();
    }

    private static long SizeOf(in PreparedRecord record) => RecordCodec.HeaderBytes + record.PayloadBytes;
}

using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Steno.Store.Disk;
using Steno.Store.Log;

namespace Steno.Store.Archives;

/// <summary>
/// Moves done sagas from the log into archives: reads some of them, writes an archive, has the superblock name it, and only then
/// drops them. A crash in between leaves sagas in both, where the live one counts; <see cref="Settle"/> drops those. For the
/// keeper's thread.
/// </summary>
internal sealed class SagaArchiver
{
    private const int FindPortion = 65_536;
    /// <summary>An archive is written when this much was read; merging makes larger ones.</summary>
    private const long PartBytes = 16 << 20;
    private const int StepBytes = 256 << 10;
    private const int DropBatch = 256;
    private const long CacheBytes = 16 << 20;
    private const int LargestSagaBytes = ArchiveFormat.MaxBlockBytes - ArchiveFormat.SagaHeaderBytes;

    private readonly StoreState _state;
    private readonly Appender _appender;
    private readonly Committer _committer;
    private readonly SuperblockFile _superblock;
    private readonly ArchiveFolder _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<Archive> _unsettled;
    private int _nextNumber;

    public SagaArchiver(StoreState state, IDisk disk, Appender appender, Committer committer, SuperblockFile superblock, TimeProvider time, ILogger logger)
    {
        _state = state;
        _appender = appender;
        _committer = committer;
        _superblock = superblock;
        _folder = new ArchiveFolder(disk);
        _time = time;
        _logger = logger;
        Superblock opened = superblock.Current;
        _unsettled = [.. state.Archives.Archives.Where(archive => archive.Seal.Number >= opened.FirstUnsettledArchive)];
        _nextNumber = 1 + opened.Archives.Select(static seal => seal.Number).Append(0).Max();
    }

    /// <summary>Archives every done saga that is chosen.</summary>
    /// <returns>How many are archived now, and no longer in the log.</returns>
    public long ArchiveAll(SagaChoice isChosen, long limit, Pace pace)
    {
        Settle(pace);
        long archived = 0;
        for (int next = 0, end = int.MaxValue; next < end && archived < limit;)
        {
            List<SagaEntry> found = Find(isChosen, (int)Math.Min(FindPortion, limit - archived), ref next, ref end);
            // In the order of the log: sagas of one time share their batches.
            found.Sort(static (left, right) => left.CreateAddress.Packed.CompareTo(right.CreateAddress.Packed));
            var reader = new RecordReader(_state, _time, new BatchCache(_state, CacheBytes));
            for (int start = 0; start < found.Count;)
            {
                if (ArchivePart(found, ref start, reader, pace))
                {
                    archived += Settle(pace);
                    new ArchiveMerger(_state, _folder, _time, _logger).MergeIfDue(ref _nextNumber, Replace, pace);
                }
            }
        }
        return archived;
    }

    /// <summary>Drops the sagas that are archived and still live and the same: what archiving itself does, and what it had not done yet when the process died.</summary>
    /// <returns>How many were dropped.</returns>
    public long Settle(Pace pace)
    {
        long dropped = 0;
        while (_unsettled.Count > 0)
        {
            Archive archive = _unsettled[0];
            for (int group = 0; group < archive.GroupCount; group++)
            {
                foreach (ArchiveEntry[] entries in archive.ReadIndex(group).Chunk(DropBatch))
                {
                    int count = _appender.AppendDropsOfUnchanged(entries, out ValueTask acknowledged, pace.Cancellation);
                    acknowledged.AsTask().GetAwaiter().GetResult();
                    dropped += count;
                    if (count > 0)
                    {
                        pace.EndStep();
                    }
                }
            }
            // A buffered store has dropped what the log still has. Once the superblock calls the archive settled, nobody looks again.
            _appender.Flush(pace.Cancellation).AsTask().GetAwaiter().GetResult();
            _unsettled.RemoveAt(0);
        }
        return dropped;
    }

    private List<SagaEntry> Find(SagaChoice isChosen, int wanted, ref int next, ref int end)
    {
        var found = new List<SagaEntry>();
        while (next < end && found.Count < wanted)
        {
            lock (_state.Gate)
            {
                end = _state.Index.End;
                for (int stop = Math.Min(end, next + SagaEntries.ChunkEntries); next < stop && found.Count < wanted; next++)
                {
                    ref SagaEntry saga = ref _state.Index[next];
                    if (saga.IsPublished && !saga.IsDropping && saga.PublishedState == SagaCachedState.Done && saga.SizeBytes <= LargestSagaBytes && isChosen(saga))
                    {
                        found.Add(saga);
                    }
                }
            }
        }
        return found;
    }

    /// <summary>Writes an archive of the next of the found sagas; false when none of them is there any more.</summary>
    private bool ArchivePart(List<SagaEntry> found, ref int start, RecordReader reader, Pace pace)
    {
        var held = new List<SagaId>();
        try
        {
            List<ReadSaga> part = Read(found, ref start, held, reader, pace);
            if (part.Count > 0)
            {
                Write(part, pace);
            }
            return part.Count > 0;
        }
        finally
        {
            // Now the archive counts, and what it has is not deleted; or there is none.
            foreach (SagaId id in held)
            {
                Release(id);
            }
        }
    }

    /// <summary>Reads sagas until there are enough for an archive. Each is held from before it is read, or what was deleted meanwhile would come back with the archive.</summary>
    private List<ReadSaga> Read(List<SagaEntry> found, ref int start, List<SagaId> held, RecordReader reader, Pace pace)
    {
        var part = new List<ReadSaga>();
        long bytes = 0;
        long stepBytes = 0;
        for (; start < found.Count && bytes < PartBytes; start++)
        {
            SagaEntry saga = found[start];
            if (!TryHold(saga))
            {
                continue;
            }
            held.Add(saga.Id);
            ReadSaga read = Read(saga, reader, pace.Cancellation);
            part.Add(read);
            bytes += read.Bytes.Length;
            stepBytes += read.Bytes.Length;
            if (stepBytes >= StepBytes)
            {
                stepBytes = 0;
                pace.EndStep();
            }
        }
        return part;
    }

    /// <summary>From now on the saga is not dropped; false when it is gone, going, or not as it was found.</summary>
    private bool TryHold(in SagaEntry found)
    {
        lock (_state.Gate)
        {
            int entry = _state.Index.Find(found.Id);
            if (entry < 0 || _state.Index[entry].IsDropping || _state.Index[entry].PendingHead != found.PublishedHead)
            {
                return false;
            }
            _state.Index[entry].Traits |= SagaTraits.IsArchiving;
            return true;
        }
    }

    private void Release(SagaId id)
    {
        lock (_state.Gate)
        {
            int entry = _state.Index.Find(id);
            Invariant.Require(entry >= 0, "a saga that was being archived is gone");
            _state.Index[entry].Traits &= ~SagaTraits.IsArchiving;
        }
    }

    private static ReadSaga Read(in SagaEntry saga, RecordReader reader, CancellationToken cancellation)
    {
        List<PreparedRecord> records = SagaChains.Read(reader, saga.Id, saga.PublishedHead, RecordAddress.None, cancellation);
        int recordBytes = records.Sum(static record => RecordCodec.HeaderBytes + (int)record.PayloadBytes);
        var bytes = new byte[ArchiveFormat.SagaHeaderBytes + recordBytes];
        ArchivedSaga.WriteHeader(bytes, reader.ReadCommitTime(saga.PublishedHead).ToUnixTimeMilliseconds(), records.Count, recordBytes);
        Span<byte> rest = bytes.AsSpan(ArchiveFormat.SagaHeaderBytes);
        foreach (ref readonly PreparedRecord record in CollectionsMarshal.AsSpan(records))
        {
            RecordCodec.Encode(record, RecordAddress.None, rest);
            rest = rest[(RecordCodec.HeaderBytes + (int)record.PayloadBytes)..];
        }
        return new ReadSaga(
            new ArchiveEntry { Id = saga.Id, Head = saga.PublishedHead, EventCount = saga.EventCount, CommitSeconds = saga.CommitSeconds, Traits = saga.Traits & SagaTraits.Lasting },
            bytes);
    }

    private void Write(List<ReadSaga> sagas, Pace pace)
    {
        Invariant.Require(_unsettled.Count == 0, "an archive is written before the one before it was settled");
        Invariant.Require(_state.Archives.Archives.Count < ArchiveList.MostArchives, "there is no room for another archive in the superblock");
        sagas.Sort(static (left, right) => left.Entry.Id.CompareTo(right.Entry.Id));
        _folder.Create();
        int number = TakeNumber(ref _nextNumber);
        SealedArchive seal;
        using (var writer = new ArchiveWriter(_folder.Disk, _state.StoreId, number, sagas.Count, _time.GetUtcNow().ToUnixTimeMilliseconds()))
        {
            int groups = 0;
            foreach (ReadSaga saga in sagas)
            {
                writer.Add(saga.Entry, saga.Bytes);
                if (writer.GroupCount > groups)
                {
                    groups = writer.GroupCount;
                    pace.EndStep();
                }
            }
            seal = writer.Seal();
        }
        Archive archive = OpenAndCheck(_folder, seal, _state.StoreId, pace);
        try
        {
            // A buffered store shows what the log does not have yet. What counts must not be ahead of it.
            _appender.Flush(pace.Cancellation).AsTask().GetAwaiter().GetResult();
            Replace([.. _state.Archives.Archives, archive], firstUnsettled: number);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
        _unsettled.Add(archive);
        StoreLog.Archived(_logger, _state.Directory, seal.SagaCount, seal.FileName, seal.LengthBytes);
    }

    /// <summary>Reads a new archive back, every byte of it, before anything relies on it.</summary>
    internal static Archive OpenAndCheck(ArchiveFolder folder, SealedArchive seal, Guid storeId, Pace pace)
    {
        Archive archive = Archive.Open(folder.Disk, seal, storeId);
        try
        {
            for (int group = 0; group < archive.GroupCount; group++)
            {
                archive.VerifyGroup(group);
                pace.EndStep();
            }
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    internal static int TakeNumber(ref int next)
        => next <= SealedArchive.MaxNumber ? next++ : throw new InvalidOperationException("There are no numbers left for archives.");

    private void Replace(IReadOnlyList<Archive> archives) => Replace(archives, _nextNumber);

    /// <summary>From now on these are the archives; durable before anybody sees it.</summary>
    private void Replace(IReadOnlyList<Archive> archives, int firstUnsettled)
    {
        try
        {
            // Both slots, so that losing one of them does not lose an archive.
            for (int slot = 0; slot < 2; slot++)
            {
                _superblock.Update(current => current with { Archives = new ArchiveList(archives.Select(static archive => archive.Seal)), FirstUnsettledArchive = firstUnsettled });
            }
        }
        catch (StoreIOException failure)
        {
            throw _committer.Stop(failure);
        }
        lock (_state.Gate)
        {
            _state.Archives = new ArchiveSet(archives);
        }
    }

    private readonly record struct ReadSaga(ArchiveEntry Entry, byte[] Bytes);
}

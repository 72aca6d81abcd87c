using System.Globalization;
using Steno.Store.Disk;

namespace Steno.Store.Log;

/// <summary>Reads a snapshot's file block by block and checks every byte of it.</summary>
internal sealed unsafe class SnapshotReader(IDiskFile file, string path)
{
    private readonly byte[] _block = new byte[SnapshotFormat.BlockHeaderBytes + SnapshotFormat.BlockEntries * SnapshotFormat.EntryBytes];

    private long _entryCount;

    /// <summary>Where reading stands, or stopped.</summary>
    public long Offset { get; private set; }

    /// <summary>What is wrong there, after <see cref="TryRead"/> returned null.</summary>
    public string? Problem { get; private set; }

    public LoadedSnapshot? TryRead(Guid storeId)
    {
        Span<byte> header = stackalloc byte[SnapshotFormat.HeaderBytes];
        if (!TryFill(header) || !SnapshotFormat.TryReadHeader(header, path, out Guid ownerId, out LogPoint start, out DateTimeOffset taken))
        {
            return Refuse("no snapshot begins here");
        }
        if (ownerId != storeId)
        {
            return Refuse($"it belongs to another store ({ownerId})");
        }
        Offset = SnapshotFormat.HeaderBytes;
        long lengthBytes = file.LengthBytes;
        var index = new SagaIndex((int)Math.Min(lengthBytes / SnapshotFormat.EntryBytes, int.MaxValue / 2));
        for (int number = 0; ; number++)
        {
            Span<byte> blockHeader = _block.AsSpan(0, SnapshotFormat.BlockHeaderBytes);
            int count = TryFill(blockHeader) ? SnapshotFormat.ReadEntryCount(blockHeader) : -1;
            int bodyBytes = count == 0 ? SnapshotFormat.EndBytes : count * SnapshotFormat.EntryBytes;
            if (count is < 0 or > SnapshotFormat.BlockEntries)
            {
                return Refuse("a block's header is damaged");
            }
            Offset += SnapshotFormat.BlockHeaderBytes;
            Span<byte> block = _block.AsSpan(0, SnapshotFormat.BlockHeaderBytes + bodyBytes);
            if (!TryFill(block[SnapshotFormat.BlockHeaderBytes..]) || !SnapshotFormat.IsIntact(block, number))
            {
                return Refuse(string.Create(CultureInfo.InvariantCulture, $"block {number} has a wrong checksum"));
            }
            if (count == 0)
            {
                (long coveredEnd, long entryCount) = SnapshotFormat.ReadEnd(block[SnapshotFormat.BlockHeaderBytes..]);
                bool isWhole = entryCount == _entryCount && Offset + bodyBytes == lengthBytes && coveredEnd >= start.Address;
                return isWhole ? new LoadedSnapshot(index, start, coveredEnd, taken, lengthBytes) : Refuse("its end does not fit the rest");
            }
            if (!AddAll(block[SnapshotFormat.BlockHeaderBytes..], index))
            {
                return Refuse(string.Create(CultureInfo.InvariantCulture, $"block {number} holds an impossible entry"));
            }
            Offset += bodyBytes;
        }
    }

    private bool AddAll(ReadOnlySpan<byte> entries, SagaIndex index)
    {
        for (; !entries.IsEmpty; entries = entries[SnapshotFormat.EntryBytes..])
        {
            if (!SnapshotFormat.TryReadEntry(entries, out SagaEntry saga))
            {
                return false;
            }
            _entryCount++;
            // A saga that was dropped and created again while the snapshot was taken may be in it twice: the later one holds.
            int earlier = index.Find(saga.Id);
            if (earlier >= 0 && index[earlier].PublishedHead.Packed > saga.PublishedHead.Packed)
            {
                continue;
            }
            if (earlier >= 0)
            {
                index.Remove(earlier);
            }
            index.Restore(saga);
        }
        return true;
    }

    private bool TryFill(Span<byte> destination)
    {
        fixed (byte* bytes = destination)
        {
            return file.Read(Offset, bytes, destination.Length) == destination.Length;
        }
    }

    private LoadedSnapshot? Refuse(string problem)
    {
        Problem = problem;
        return null;
    }
}

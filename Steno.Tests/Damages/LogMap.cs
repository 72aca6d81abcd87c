using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Simulation;

namespace Steno.Tests.Damages;

/// <summary>One frame of an intact log: where it is, and which sagas have records in its batch.</summary>
internal sealed record MappedFrame(string File, int Offset, int Length, long Address, long BatchStart, BatchKind Kind, SortedSet<SagaId> Sagas);

/// <summary>What every byte of an intact log belongs to: read once, to judge what is said about damage to it.</summary>
internal static class LogMap
{
    /// <summary>All frames from the log's beginning to its end.</summary>
    internal static List<MappedFrame> Of(SimDisk disk)
    {
        Superblock superblock = SuperblockFile.Read(disk);
        LogLayout layout = superblock.Layout;
        var frames = new List<MappedFrame>();
        var sagas = new SortedSet<SagaId>();
        var body = new List<byte>();
        long batchStart = 0;
        for (long address = superblock.Begin.Address; ;)
        {
            string file = SegmentFiles.Name(layout.SegmentOf(address));
            int offset = (int)layout.OffsetInSegment(address);
            if (!disk.Names.Contains(file))
            {
                return frames;
            }
            byte[] segment = disk.ReadAll(file);
            if (!BatchHeader.TryParse(segment.AsSpan(offset + LogLayout.EntryWordBytes), out BatchHeader header))
            {
                return frames;
            }
            if (header.Part == 0)
            {
                (sagas, batchStart) = ([], address);
                body.Clear();
            }
            body.AddRange(segment.AsSpan(offset + LogLayout.FrameOverheadBytes, header.BodyBytes));
            long end = layout.FrameEnd(address, header.BodyBytes);
            frames.Add(new MappedFrame(file, offset, (int)(end - address), address, batchStart, header.Kind, sagas));
            if (header.Part == header.Parts - 1)
            {
                ReadOnlySpan<byte> rest = body.ToArray();
                while (RecordCodec.TryDecode(rest, out RecordView record, out _))
                {
                    sagas.Add(record.SagaId);
                    rest = rest[record.SizeBytes..];
                }
                Assert.True(rest.IsEmpty);
            }
            address = end;
        }
    }
}

using Steno.Store.Log;

namespace Steno.Tests.Stores;

public sealed class RecentLogTests
{
    private const int FrameBytes = 4096;
    private const long First = 8 * FrameBytes;

    private readonly RecentLog _recent = new(16 * FrameBytes);
    private byte[] _scratch = new byte[256];

    /// <summary>Batches at a page's end come in several frames, and are not kept; those before them still are.</summary>
    [Fact]
    public void Skip_OfABatch_KeepsWhatCameBeforeIt()
    {
        AddBatch(First);
        AddBatch(First + FrameBytes);
        _recent.Skip(First + (2 * FrameBytes), First + (5 * FrameBytes));
        AddBatch(First + (5 * FrameBytes));
        Assert.True(HasRecord(First));
        Assert.True(HasRecord(First + FrameBytes));
        Assert.True(HasRecord(First + (5 * FrameBytes)));
        for (long address = First + (2 * FrameBytes); address < First + (5 * FrameBytes); address += 512)
        {
            Assert.False(HasRecord(address), $"{address}");
        }
    }

    /// <summary>The ring has held other frames where the hole is now, and ends in the middle of it.</summary>
    [Fact]
    public void Skip_OverTheEndOfTheRing_ShowsNothingOlder()
    {
        for (int frame = 0; frame < 22; frame++)
        {
            AddBatch(First + (frame * FrameBytes));
        }
        _recent.Skip(First + (22 * FrameBytes), First + (26 * FrameBytes));
        for (int frame = 0; frame < 26; frame++)
        {
            Assert.Equal(frame is >= 10 and < 22, HasRecord(First + (frame * FrameBytes)));
        }
    }

    [Fact]
    public void Skip_OfAGiant_LetsGoOfEverything()
    {
        AddBatch(First);
        _recent.Skip(First + FrameBytes, First + (10 * FrameBytes));
        Assert.False(HasRecord(First));
        AddBatch(First + (10 * FrameBytes));
        Assert.True(HasRecord(First + (10 * FrameBytes)));
    }

    private void AddBatch(long address)
    {
        var frame = new byte[FrameBytes - LogLayout.EntryWordBytes];
        RecordCodec.Encode(PreparedRecord.Drop(Sample.Id((int)(address / FrameBytes)), mayBeUnfinished: false), RecordAddress.None, frame.AsSpan(LogLayout.FrameOverheadBytes - LogLayout.EntryWordBytes, RecordCodec.HeaderBytes));
        _recent.Add(address, frame);
    }

    private bool HasRecord(long batchAddress)
    {
        if (!_recent.TryCopyRecord(batchAddress + LogLayout.FrameOverheadBytes, ref _scratch, out int sizeBytes))
        {
            return false;
        }
        Assert.True(RecordCodec.TryDecode(_scratch.AsSpan(0, sizeBytes), out RecordView record, out _));
        Assert.Equal(Sample.Id((int)(batchAddress / FrameBytes)), record.SagaId);
        return true;
    }
}

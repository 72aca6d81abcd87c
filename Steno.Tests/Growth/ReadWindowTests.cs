using Steno.Store;
using Steno.Store.Disk;
using Steno.Store.Log;
using Steno.Tests.Disk;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Growth;

/// <summary>Reads that follow each other closely share reads of the disk, and never see anything but what is durable.</summary>
public sealed class ReadWindowTests
{
    private const int BatchBytes = 4096;
    private const int SegmentBytes = 1 << 20;

    private readonly SimDisk _disk = new();
    private readonly byte[] _bytes = new byte[2 * SegmentBytes];

    public ReadWindowTests()
    {
        _disk.CreateDirectory();
        new Random(1).NextBytes(_bytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_OfBatchesSideBySide_TakesFewReads(bool isGoingDown)
    {
        WriteSegments(_bytes.Length);
        using SegmentFiles files = Files();
        var window = new ReadWindow(files, () => _bytes.Length);
        int count = _bytes.Length / BatchBytes;
        int before = ReadCount();
        for (int i = 0; i < count; i++)
        {
            RequireRead(window, (isGoingDown ? count - 1 - i : i) * BatchBytes, BatchBytes);
        }
        Assert.InRange(ReadCount() - before, 1, count / 20);
    }

    [Fact]
    public void Read_HereAndThere_ReadsNoMoreThanIsAskedFor()
    {
        WriteSegments(_bytes.Length);
        using SegmentFiles files = Files();
        var window = new ReadWindow(files, () => _bytes.Length);
        int before = ReadCount();
        for (int i = 0; i < 10; i++)
        {
            RequireRead(window, (i % 2 * SegmentBytes) + (i * 50_000), 1000);
        }
        Assert.Equal(10, ReadCount() - before);
    }

    [Fact]
    public void Read_AtRandom_GivesWhatIsThere()
    {
        WriteSegments(_bytes.Length);
        using SegmentFiles files = Files();
        var random = new Random(3);
        var window = new ReadWindow(files, () => _bytes.Length);
        int address = 0;
        for (int i = 0; i < 20_000; i++)
        {
            int length = random.Next(1, 20_000);
            address = Math.Clamp(address + random.Next(-60_000, 60_000), 0, _bytes.Length - length);
            int rest = SegmentBytes - (address % SegmentBytes);
            RequireRead(window, address, Math.Min(length, rest));
        }
    }

    /// <summary>What is not durable yet is still being written: read once, it must not be remembered.</summary>
    [Fact]
    public void Read_OfWhatIsWrittenMeanwhile_SeesIt()
    {
        const int FirstEnd = 40 * BatchBytes;
        long durableEnd = FirstEnd;
        WriteSegments(FirstEnd);
        using SegmentFiles files = Files();
        var window = new ReadWindow(files, () => durableEnd);
        for (int address = 0; address < FirstEnd; address += BatchBytes)
        {
            RequireRead(window, address, BatchBytes);
        }
        WriteSegments(_bytes.Length);
        durableEnd = _bytes.Length;
        for (int address = FirstEnd; address < 2 * FirstEnd; address += BatchBytes)
        {
            RequireRead(window, address, BatchBytes);
        }
    }

    private void RequireRead(ReadWindow window, int address, int length)
    {
        var read = new byte[length];
        Assert.Equal(length, window.Read(address, read));
        Assert.True(read.AsSpan().SequenceEqual(_bytes.AsSpan(address, length)), $"{length} bytes at {address}");
    }

    private SegmentFiles Files() => new(_disk, new LogLayout(SegmentBytes, 64 << 10, 512));

    private int ReadCount() => _disk.Operations.Count(static operation => operation.Kind == DiskOperationKind.Read);

    /// <summary>Both segments in full length, with zeros behind so many bytes.</summary>
    private unsafe void WriteSegments(int filledBytes)
    {
        using var content = new AlignedMemory(_bytes.Length);
        _bytes.AsSpan(0, filledBytes).CopyTo(content.Span);
        for (int segment = 0; segment < 2; segment++)
        {
            using IDiskFile file = _disk.Open(SegmentFiles.Name(segment), _disk.List().Contains(SegmentFiles.Name(segment)) ? DiskFileMode.SyncedWrite : DiskFileMode.Create);
            file.Write(0, content.Address + (segment * SegmentBytes), SegmentBytes);
        }
    }
}

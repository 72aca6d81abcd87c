using Steno.Store;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Growth;

/// <summary>A snapshot only saves time: whatever becomes of its file, the store holds the same.</summary>
public sealed class SnapshotTests
{
    private const string Name = "snapshot";

    /// <summary>Five sagas, a snapshot, two sagas more; closed or killed.</summary>
    private static async Task<(SimDisk Disk, string Expected)> Taken(bool closes)
    {
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        await Lives.WriteAll(store, Lives.Calls(0, 5));
        await store.TakeSnapshotAsync().Ends();
        await Lives.WriteAll(store, Lives.Calls(5, 2));
        string expected = (await Lives.Texts(Lives.Calls(0, 7)))[^1];
        if (!closes)
        {
            return (await Lives.Kill(store, disk, Choices.None), expected);
        }
        await store.DisposeAsync().Ends();
        return (disk, expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_AfterASnapshot_ReadsOnlyWhatCameAfterIt(bool closes)
    {
        (SimDisk disk, string expected) = await Taken(closes);
        Assert.Equal(expected, await Lives.Text(disk.Clone()));
        // Damage before the snapshot's start is not seen by an open, but by whoever reads it, and by verify.
        disk.Overwrite("segment-00000000.log", 600, [0xFF]);
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        Assert.Equal(7, store.GetStatistics().SagaCount);
        await Assert.ThrowsAsync<StoreCorruptedException>(() => StoreText.Of(store));
        Assert.NotEmpty(FasterSecStore.Verify(Lives.Options, disk).Damages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Snapshot_WithEveryByteFlipped_IsNotUsed_AndVerifyNamesIt(bool closes)
    {
        (SimDisk disk, string expected) = await Taken(closes);
        int length = disk.ReadAll(Name).Length;
        for (int offset = 0; offset < length; offset++)
        {
            SimDisk damaged = disk.Clone();
            damaged.Overwrite(Name, offset, [(byte)(damaged.ReadAll(Name)[offset] ^ (1 << offset % 8))]);
            Assert.Contains(FasterSecStore.Verify(Lives.Options, damaged).Damages, damage => damage.File.EndsWith("/snapshot", StringComparison.Ordinal) && damage.Sagas.Count == 0);
            Assert.Equal(expected, await Lives.Text(damaged));
        }
    }

    [Fact]
    public async Task Snapshot_ThatIsShortLongMissingOrForeign_IsNotUsed()
    {
        (SimDisk disk, string expected) = await Taken(closes: true);
        (SimDisk other, _) = await Taken(closes: true);
        byte[] bytes = disk.ReadAll(Name);
        foreach (byte[] content in (byte[][])[[], bytes[..1], bytes[..64], bytes[..^1], [.. bytes, 0], new byte[bytes.Length], other.ReadAll(Name), [.. bytes[..64], .. bytes[64..], .. bytes[64..]]])
        {
            SimDisk changed = disk.Clone();
            changed.Put(Name, content);
            Assert.Equal(expected, await Lives.Text(changed));
        }
        disk.Remove(Name);
        Assert.Equal(expected, await Lives.Text(disk));
    }

    /// <summary>Everything before a snapshot's end was durable when it got its name: a log that ends earlier has lost acknowledged records, and is not torn.</summary>
    [Fact]
    public async Task Verify_OfALogThatEndsBeforeItsSnapshotDoes_NamesThePlace()
    {
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        await Lives.WriteAll(store, Lives.Calls(0, 5));
        await store.TakeSnapshotAsync().Ends();
        disk = await Lives.Kill(store, disk, Choices.None);
        byte[] segment = disk.ReadAll("segment-00000000.log");
        int last = segment.AsSpan().LastIndexOfAnyExcept((byte)0) / 512 * 512;
        disk.Overwrite("segment-00000000.log", last, new byte[512]);
        StoreDamage damage = Assert.Single(FasterSecStore.Verify(Lives.Options, disk).Damages);
        Assert.EndsWith("segment-00000000.log", damage.File, StringComparison.Ordinal);
        // The batch's first block, or the one before it.
        Assert.InRange(damage.OffsetBytes, last - 1024, last);
    }

    /// <summary>Wrong under a checksum that fits: the log is sound, so the store opens from it.</summary>
    [Fact]
    public async Task Snapshot_ThatContradictsTheLog_IsNotUsed()
    {
        (SimDisk disk, string expected) = await Taken(closes: false);
        byte[] bytes = disk.ReadAll(Name);
        bytes[Steno.Store.Log.SnapshotFormat.HeaderBytes - 24]++; // the sequence at which the reading starts
        Steno.Store.Log.SnapshotFormat.SealHeader(bytes);
        disk.Put(Name, bytes);
        Assert.Equal(expected, await Lives.Text(disk));
    }

    [Fact]
    public async Task Snapshot_FromEarlier_IsStillRight()
    {
        (SimDisk disk, _) = await Taken(closes: true);
        byte[] old = disk.ReadAll(Name);
        await using (FasterSecStore store = FasterSecStore.Open(Lives.Options, disk))
        {
            await Lives.WriteAll(store, Lives.Calls(7, 3));
            await store.DeleteSagaAsync(Sample.Id(2)).Ends();
            await store.TakeSnapshotAsync().Ends();
            await store.DeleteSagaAsync(Sample.Id(8)).Ends();
        }
        string expected = await Lives.Text(disk.Clone());
        disk.Put(Name, old);
        Assert.Equal(expected, await Lives.Text(disk));
    }

    /// <summary>A buffered store shows what is not durable yet; a snapshot that said so would outlive it.</summary>
    [Fact]
    public async Task Snapshot_OfABufferedStore_CoversOnlyWhatIsDurable()
    {
        FasterSecStoreOptions options = Lives.Options with { Durability = Durability.Buffered, BufferedCommitInterval = TimeSpan.FromSeconds(6) };
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(options, disk);
        await Lives.WriteAll(store, Lives.Calls(0, 5));
        await store.TakeSnapshotAsync().Ends();
        SimDisk crashed = await Lives.Kill(store, disk, Choices.None);
        Assert.Contains(Name, crashed.Names);
        Assert.Equal((await Lives.Texts(Lives.Calls(0, 5)))[^1], await Lives.Text(crashed, options));
    }

    [Fact]
    public async Task Snapshot_OfANewerFormat_IsRefused()
    {
        (SimDisk disk, _) = await Taken(closes: true);
        byte[] bytes = disk.ReadAll(Name);
        bytes[8] = 99;
        Steno.Store.Log.SnapshotFormat.SealHeader(bytes);
        disk.Put(Name, bytes);
        Assert.Throws<StoreFormatException>(() => FasterSecStore.Open(Lives.Options, disk));
    }

    [Fact]
    public async Task Close_OfAStoreThatGrewALot_LeavesASnapshot()
    {
        var disk = new SimDisk();
        FasterSecStoreOptions options = Lives.Options with { SegmentSizeBytes = 1 << 20 };
        await Lives.Sealed(Lives.Calls(0, 60, payloadBytes: 30_000), options, disk);
        Assert.Contains(Name, disk.Names);
        await using FasterSecStore store = FasterSecStore.Open(options, disk);
        Assert.True(store.GetStatistics().LogBytesSinceSnapshot < 10_000);
    }
}

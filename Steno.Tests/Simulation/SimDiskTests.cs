using Steno.Store;
using Steno.Store.Disk;
using Steno.Tests.Disk;

namespace Steno.Tests.Simulation;

/// <summary>The simulated disk is what the store's crash tests stand on, so it is tested itself.</summary>
public sealed unsafe class SimDiskTests
{
    [Fact]
    public void Crash_WithAnUnsyncedWrite_KeepsAnySubsetOfItsSectors()
    {
        var images = new HashSet<string>();
        var choice = new ExhaustiveChoice();
        do
        {
            SimDisk disk = NewDisk();
            using IDiskFile file = Created(disk, "a", 1024, 1);
            Write(file, 0, 1024, 2);
            images.Add(Convert.ToHexString(disk.Crash(choice.Choose).ReadAll("a")));
        }
        while (choice.Next());
        Assert.Equal(4, images.Count);
    }

    [Fact]
    public void Crash_AfterASyncedWrite_KeepsIt()
    {
        SimDisk disk = NewDisk();
        Created(disk, "a", 1024, 1).Dispose();
        using IDiskFile file = disk.Open("a", DiskFileMode.SyncedWrite);
        Write(file, 512, 512, 2);
        SimDisk survivor = disk.Crash(Choices.None);
        Assert.Equal(1, survivor.ReadAll("a")[511]);
        Assert.Equal(2, survivor.ReadAll("a")[512]);
    }

    [Fact]
    public void Crash_BeforeTheDirectoryWasSynced_MayLoseCreatesRenamesAndDeletes()
    {
        SimDisk disk = NewDisk();
        Created(disk, "a", 512, 1).Dispose();
        Created(disk, "b", 512, 2).Dispose();
        disk.Rename("a", "c");
        disk.Delete("b");
        disk.Open("d", DiskFileMode.Create).Dispose();
        Assert.Equal(["a", "b"], disk.CrashedCopy(Choices.None).Names);
        Assert.Equal(["c", "d"], disk.CrashedCopy(Choices.All).Names);
        disk.SyncDirectory();
        Assert.Equal(["c", "d"], disk.CrashedCopy(Choices.None).Names);
    }

    [Fact]
    public void Sync_ThatFailed_IsNotMadeGoodByTheNext()
    {
        SimDisk disk = NewDisk();
        using IDiskFile file = Created(disk, "a", 512, 1);
        Write(file, 0, 512, 2);
        disk.Fail(DiskOperationKind.Sync, 1, SimDisk.EIO);
        Assert.Equal(SimDisk.EIO, Assert.Throws<StoreIOException>(file.Sync).Errno);
        file.Sync();
        Assert.Equal(1, disk.CrashedCopy(Choices.None).ReadAll("a")[0]);
        Assert.Equal(2, disk.ReadAll("a")[0]);
    }

    [Fact]
    public void Fail_TheNthCall_FailsThatOneOrAllFromThere()
    {
        SimDisk disk = NewDisk();
        using IDiskFile file = Created(disk, "a", 512, 1);
        disk.Fail(DiskOperationKind.Write, 2, SimDisk.ENOSPC);
        Write(file, 0, 512, 2);
        Assert.Throws<StoreIOException>(() => Write(file, 0, 512, 3));
        Write(file, 0, 512, 4);
        disk.Fail(DiskOperationKind.Write, 1, SimDisk.EIO, isSticky: true);
        Assert.Throws<StoreIOException>(() => Write(file, 0, 512, 5));
        Assert.Throws<StoreIOException>(() => Write(file, 0, 512, 6));
    }

    [Fact]
    public void SpaceLimit_WhenReached_RefusesGrowthUntilSpaceIsBack()
    {
        SimDisk disk = NewDisk();
        using IDiskFile file = Created(disk, "a", 512, 1);
        disk.SpaceLimitBytes = 1024;
        Write(file, 512, 512, 2);
        Assert.Equal(SimDisk.ENOSPC, Assert.Throws<StoreIOException>(() => Write(file, 1024, 512, 3)).Errno);
        Write(file, 0, 512, 3);
        disk.SpaceLimitBytes = 2048;
        Write(file, 1024, 512, 3);
    }

    [Fact]
    public void Locks_DieWithACrash()
    {
        SimDisk disk = NewDisk();
        Assert.NotNull(disk.TryLock("lock"));
        Assert.Null(disk.TryLock("lock"));
        SimDisk survivor = disk.Crash(Choices.All);
        Assert.NotNull(survivor.TryLock("lock"));
        Assert.Throws<StoreIOException>(() => disk.List());
    }

    [Fact]
    public void SyncedWrite_NotAligned_IsRefusedAsODirectDoes()
    {
        SimDisk disk = NewDisk();
        Created(disk, "a", 1024, 1).Dispose();
        using IDiskFile file = disk.Open("a", DiskFileMode.SyncedWrite);
        Assert.Equal(SimDisk.EINVAL, Assert.Throws<StoreIOException>(() => Write(file, 1, 512, 2)).Errno);
        Assert.Equal(SimDisk.EINVAL, Assert.Throws<StoreIOException>(() => Write(file, 0, 100, 2)).Errno);
    }

    [Fact]
    public void Replay_OfAllOperations_GivesTheSameDisk_AndOfAWriteInFlight_ATornOne()
    {
        SimDisk disk = NewDisk();
        Created(disk, "a", 1024, 1).Dispose();
        disk.Rename("a", "b");
        disk.SyncDirectory();
        using (IDiskFile file = disk.Open("b", DiskFileMode.SyncedWrite))
        {
            Write(file, 0, 1024, 9);
        }
        var again = new SimDisk(exists: true) { RecordsData = true };
        again.Replay(disk.Operations, lastIsInFlight: false);
        Assert.Equal(disk.Fingerprint(), again.Fingerprint());

        var torn = new SimDisk(exists: true) { RecordsData = true };
        torn.Replay(disk.Operations, lastIsInFlight: true);
        Assert.Equal(2, torn.CrashChoiceCount);
        byte[] contents = torn.Crash(Choices.First(1)).ReadAll("b");
        Assert.Equal((9, 1), (contents[0], contents[512]));
    }

    [Fact]
    public void CrashChoiceCount_WithANewFile_CountsItsNameAndItsSectors()
    {
        SimDisk disk = NewDisk();
        using IDiskFile file = disk.Open("a", DiskFileMode.Create);
        Write(file, 0, 1024, 1);
        Assert.Equal(3, disk.CrashChoiceCount);
    }

    private static SimDisk NewDisk() => new(exists: true) { RecordsData = true };

    private static IDiskFile Created(SimDisk disk, string name, int length, byte value)
    {
        IDiskFile file = disk.Open(name, DiskFileMode.Create);
        Write(file, 0, length, value);
        file.Sync();
        disk.SyncDirectory();
        return file;
    }

    private static void Write(IDiskFile file, long offset, int length, byte value)
    {
        using var memory = new AlignedMemory(Math.Max(length, 512));
        memory.Span.Fill(value);
        file.Write(offset, memory.Address, length);
    }
}

using Steno.Store.Disk;
using Steno.Tests.Disk;
using Steno.Tests.Stores;

namespace Steno.Tests.Simulation;

/// <summary>The simulated disk with several operations in flight: what a power cut may leave of them, and what a sync does not cover.</summary>
public sealed class OverlappingOperationsTests
{
    [Fact]
    public void PowerCut_WithTwoSyncedWritesInFlight_LeavesAnySectorsOfEach()
    {
        SimDisk start = DiskWith("a", "b");
        SimDisk disk = start.Clone();
        // The second write comes and goes while the first is in flight.
        During(disk, "a", () => WriteSynced(disk, "b"), () => WriteSynced(disk, "a"));
        Assert.Equal([DiskPhase.Begun, DiskPhase.Begun, DiskPhase.Done, DiskPhase.Done], disk.Events.Select(now => now.Phase));
        Assert.Equal(["a", "b", "b", "a"], disk.Events.Select(now => now.Operation.Name));

        // Both in flight: each sector of two files of two sectors is there or not.
        Assert.Equal(16, Images(start, disk.Events, 2).Count);
        // The second has ended, so it is there, and the first may still be lost or torn.
        HashSet<string> later = Images(start, disk.Events, 3);
        Assert.Equal(4, later.Count);
        Assert.All(later, image => Assert.EndsWith("b22", image));
        Assert.Equal(["a22 b22"], Images(start, disk.Events, 4));
    }

    [Fact]
    public void Sync_OfADirectory_CoversNoRenameThatEndedAfterItBegan()
    {
        SimDisk start = DiskWith("a");
        SimDisk disk = start.Clone();
        During(disk, "", () => disk.Rename("a", "b"), disk.SyncDirectory);
        Assert.Equal(["a"], disk.CrashedCopy(Choices.None).Names);
        Assert.Equal(["b"], disk.CrashedCopy(Choices.All).Names);
        Assert.Equal(["a11", "b11"], Images(start, disk.Events, disk.EventCount).Order());
        disk.SyncDirectory();
        Assert.Equal(["b"], disk.CrashedCopy(Choices.None).Names);
    }

    [Fact]
    public void Sync_OfAFile_CoversNoWriteThatEndedAfterItBegan()
    {
        SimDisk start = DiskWith("a");
        SimDisk disk = start.Clone();
        disk.InFlight = static _ => { };
        using IDiskFile file = disk.Open("c", DiskFileMode.Create);
        disk.SyncDirectory();
        Write(file, 0, 1);
        During(disk, "c", () => Write(file, 1, 2), file.Sync, DiskOperationKind.Sync);
        Assert.Equal("c1", Text(disk.CrashedCopy(Choices.None), "c"));
        Assert.Equal("c12", Text(disk.CrashedCopy(Choices.All), "c"));
        Assert.Equal(["a11 c1", "a11 c12"], Images(start, disk.Events, disk.EventCount).Order());
    }

    [Fact]
    public void Sync_ThatWasOvertakenByALaterOne_TakesNothingBack()
    {
        SimDisk disk = DiskWith("a");
        using IDiskFile file = disk.Open("a", DiskFileMode.Create);
        disk.SyncDirectory();
        Write(file, 0, 1);
        During(disk, "a", () =>
        {
            Write(file, 0, 2);
            file.Sync();
            Write(file, 0, 3);
        }, file.Sync, DiskOperationKind.Sync);
        Assert.Equal("a2", Text(disk.CrashedCopy(Choices.None), "a"));
        Assert.Equal("a3", Text(disk.CrashedCopy(Choices.All), "a"));
    }

    [Fact]
    public void OperationThatFailed_IsNotReplayed()
    {
        SimDisk start = DiskWith("a");
        SimDisk disk = start.Clone();
        disk.InFlight = static _ => { };
        disk.Fail(DiskOperationKind.Rename, 1, SimDisk.EIO);
        Assert.Throws<Steno.Store.StoreIOException>(() => disk.Rename("a", "b"));
        Assert.Equal([DiskPhase.Begun, DiskPhase.Failed], disk.Events.Select(now => now.Phase));
        Assert.Equal(["a11"], Images(start, disk.Events, 2));
    }

    [Fact]
    public async Task Schedule_WithManyThreads_LetsAllGoOn_AndSomeOvertake()
    {
        var schedule = new CompletionSchedule(seed: 1, mostOvertaking: 5);
        string[] names = [.. Enumerable.Range(0, 6).Select(number => $"file-{number}")];
        SimDisk disk = DiskWith(names);
        disk.InFlight = schedule.WaitForTurn;
        const int Writes = 200;
        await Task.WhenAll(names.Select(name => Task.Factory.StartNew(() =>
        {
            for (int i = 0; i < Writes; i++)
            {
                WriteSynced(disk, name);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).Ends();
        Assert.Equal(2 * names.Length * Writes, disk.EventCount);
        int newestEnded = -1;
        int overtaken = 0;
        foreach (DiskEvent ended in disk.Events.Where(now => now.Phase == DiskPhase.Done))
        {
            overtaken += ended.Number < newestEnded ? 1 : 0;
            newestEnded = Math.Max(newestEnded, ended.Number);
        }
        Assert.True(overtaken > Writes, $"only {overtaken} were overtaken");
    }

    /// <summary>Does something while the first operation of a file (or of the directory) is in flight.</summary>
    private static void During(SimDisk disk, string name, Action inner, Action outer, DiskOperationKind kinds = DiskOperationKind.Changes)
    {
        bool isInside = false;
        disk.InFlight = operation =>
        {
            if (!isInside && operation.Name == name && (operation.Kind & kinds) != 0)
            {
                isInside = true;
                inner();
            }
        };
        outer();
        disk.InFlight = static _ => { };
    }

    /// <summary>Everything that a power cut after so many events may leave.</summary>
    private static HashSet<string> Images(SimDisk start, IReadOnlyList<DiskEvent> events, int position)
    {
        var images = new HashSet<string>();
        var choice = new ExhaustiveChoice();
        do
        {
            SimDisk disk = start.Clone();
            foreach ((DiskOperation operation, Action end) in disk.Replay(events.Take(position)))
            {
                disk.Leave(operation, end, choice.Choose);
            }
            SimDisk image = disk.Crash(choice.Choose);
            images.Add(string.Join(' ', image.Names.Select(name => Text(image, name))));
        }
        while (choice.Next());
        return images;
    }

    /// <summary>A disk with files of two sectors of ones.</summary>
    private static SimDisk DiskWith(params string[] names)
    {
        var disk = new SimDisk(exists: true) { RecordsData = true };
        foreach (string name in names)
        {
            disk.Put(name, Enumerable.Repeat((byte)1, 2 * SimFile.SectorBytes).ToArray());
        }
        return disk;
    }

    private static string Text(SimDisk disk, string name)
        => name + string.Concat(disk.ReadAll(name).Chunk(SimFile.SectorBytes).Select(sector => sector[0]));

    private static void WriteSynced(SimDisk disk, string name)
    {
        using IDiskFile file = disk.Open(name, DiskFileMode.SyncedWrite);
        Write(file, 0, 2, sectors: 2);
    }

    private static unsafe void Write(IDiskFile file, int sector, byte value, int sectors = 1)
    {
        using var memory = new AlignedMemory(sectors * SimFile.SectorBytes);
        memory.Span.Fill(value);
        file.Write(sector * SimFile.SectorBytes, memory.Address, sectors * SimFile.SectorBytes);
    }
}

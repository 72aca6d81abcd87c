using System.Runtime.InteropServices;
using Steno.Store;
using Steno.Store.Disk;
using Files = System.IO.File;

namespace Steno.Tests.Disk;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed unsafe partial class LinuxDiskTests : IDisposable
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnlyFile | UnixFileMode.UserExecute;

    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(0x3F)] // 077
    [InlineData(0)]
    public void NewFilesAndDirectories_UnderAnyUmask_AreTheOwnersAlone(int mask)
    {
        var disk = new LinuxDisk(_root["store"]);
        int before = Umask(mask);
        try
        {
            disk.CreateDirectory();
            disk.Open("a", DiskFileMode.Create).Dispose();
            disk.TryLock("lock")!.Dispose();
        }
        finally
        {
            _ = Umask(before);
        }
        Assert.Equal(OwnerOnlyDirectory, Files.GetUnixFileMode(disk.Directory));
        Assert.Equal(OwnerOnlyFile, Files.GetUnixFileMode(_root["store/a"]));
        Assert.Equal(OwnerOnlyFile, Files.GetUnixFileMode(_root["store/lock"]));
    }

    [Fact]
    public void CreateDirectory_WithMissingParents_CreatesThemAll()
    {
        var disk = new LinuxDisk(_root["a/b/c"]);
        Assert.Equal(DiskDirectoryState.Missing, disk.Probe());
        disk.CreateDirectory();
        Assert.Equal(DiskDirectoryState.IsDirectory, disk.Probe());
        Assert.Equal(OwnerOnlyDirectory, Files.GetUnixFileMode(_root["a"]));
    }

    [Fact]
    public void CreateDirectory_ThatExists_IsRefusedWithTheErrno()
    {
        var disk = new LinuxDisk(_root.FullPath);
        Assert.Equal(LibC.EEXIST, Assert.Throws<StoreIOException>(disk.CreateDirectory).Errno);
    }

    [Fact]
    public void Probe_OfAFileOrADanglingLink_IsSomethingElse()
    {
        Files.WriteAllText(_root["file"], "x");
        Files.CreateSymbolicLink(_root["dangling"], _root["nowhere"]);
        Assert.Equal(DiskDirectoryState.IsSomethingElse, new LinuxDisk(_root["file"]).Probe());
        Assert.Equal(DiskDirectoryState.IsSomethingElse, new LinuxDisk(_root["file/below"]).Probe());
        Assert.Equal(DiskDirectoryState.IsSomethingElse, new LinuxDisk(_root["dangling"]).Probe());
    }

    [Fact]
    public void Directory_ReachedThroughALink_IsResolved()
    {
        var real = new LinuxDisk(_root["real"]);
        real.CreateDirectory();
        Files.CreateSymbolicLink(_root["link"], _root["real"]);
        var linked = new LinuxDisk(_root["link"] + "/");
        Assert.Equal(new LinuxDisk(_root["real"]).Directory, linked.Directory);
        using IDisposable held = real.TryLock("lock")!;
        Assert.Null(linked.TryLock("lock"));
    }

    [Theory]
    [InlineData((int)DiskFileMode.Read)]
    [InlineData((int)DiskFileMode.Create)]
    [InlineData((int)DiskFileMode.CreateDirect)]
    [InlineData((int)DiskFileMode.SyncedWrite)]
    public void Open_OfALinkInsideTheDirectory_IsRefused(int mode)
    {
        Files.WriteAllText(_root["outside"], "outside");
        Files.CreateSymbolicLink(_root["link"], _root["outside"]);
        var disk = new LinuxDisk(_root.FullPath);
        Assert.Throws<StoreIOException>(() => disk.Open("link", (DiskFileMode)mode));
        Assert.Throws<StoreIOException>(() => disk.TryLock("link"));
        Assert.Equal("outside", Files.ReadAllText(_root["outside"]));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a/b")]
    public void Open_OfANameOutsideTheDirectory_IsRefused(string name)
        => Assert.Throws<ArgumentException>(() => new LinuxDisk(_root.FullPath).Open(name, DiskFileMode.Create));

    [Fact]
    public void Open_OfAMissingFile_SaysOperationPathAndErrno()
    {
        var disk = new LinuxDisk(_root.FullPath);
        foreach (DiskFileMode mode in (DiskFileMode[])[DiskFileMode.Read, DiskFileMode.SyncedWrite])
        {
            var error = Assert.Throws<StoreIOException>(() => disk.Open("none", mode));
            Assert.Equal(("open", disk.Directory + "/none", LibC.ENOENT), (error.Operation, error.Path, error.Errno));
            Assert.Contains("No such file", error.Message, StringComparison.Ordinal);
        }
        Assert.Empty(disk.List());
        Assert.Equal(LibC.ENOENT, Assert.Throws<StoreIOException>(() => disk.Delete("none")).Errno);
        Assert.Equal(LibC.ENOENT, Assert.Throws<StoreIOException>(() => disk.Rename("none", "other")).Errno);
        Assert.Equal(LibC.ENOENT, Assert.Throws<StoreIOException>(() => new LinuxDisk(_root["none"]).List()).Errno);
    }

    [Fact]
    public void Lock_HeldByAnotherOwner_IsNullUntilReleased()
    {
        var first = new LinuxDisk(_root.FullPath);
        var second = new LinuxDisk(_root.FullPath);
        using (Assert.IsType<IDisposable>(first.TryLock("lock"), exactMatch: false))
        {
            Assert.Null(second.TryLock("lock"));
            Assert.Null(first.TryLock("lock"));
        }
        using IDisposable? afterwards = second.TryLock("lock");
        Assert.NotNull(afterwards);
    }

    [Fact]
    public void Transfers_InEveryMode_AreWholeAndEndAtTheEndOfTheFile()
    {
        const int Length = 3 << 20;
        var disk = new LinuxDisk(_root.FullPath);
        using var source = new AlignedMemory(Length);
        using var destination = new AlignedMemory(Length + 4096);
        new Random(1).NextBytes(source.Span);

        using (IDiskFile created = disk.Open("a", DiskFileMode.Create))
        {
            created.Write(0, source.Address, Length - 100);
            created.Sync();
            Assert.Equal(Length - 100, created.LengthBytes);
            created.Write(Length - 100, source.Address + Length - 100, 100);
        }
        disk.SyncDirectory();
        using (IDiskFile synced = disk.Open("a", DiskFileMode.SyncedWrite))
        {
            source.Span.Slice(8192, 65536).Fill(7);
            synced.Write(8192, source.Address + 8192, 65536);
            Assert.Equal(Length, synced.Read(0, destination.Address, Length + 4096));
            Assert.True(source.Span.SequenceEqual(destination.Span[..Length]));
        }
        destination.Span.Clear();
        using IDiskFile read = disk.Open("a", DiskFileMode.Read);
        Assert.Equal(Length, read.LengthBytes);
        Assert.Equal(Length, read.Read(0, destination.Address, Length + 4096));
        Assert.True(source.Span.SequenceEqual(destination.Span[..Length]));
        Assert.Equal(10, read.Read(Length - 10, destination.Address, 4096));
        Assert.Equal(0, read.Read(Length, destination.Address, 4096));
        Assert.Equal(LibC.EBADF, Assert.Throws<StoreIOException>(() => read.Write(0, source.Address, 1)).Errno);
    }

    /// <summary>What a write of this mode promises is the kernel's doing, and only the flags of the open file ask for it.</summary>
    [Fact]
    public void SyncedWrite_IsOpenedSoThatEveryWriteIsSynced()
    {
        const int DataSync = 0x1000; // O_DSYNC, on x64 and arm64 alike
        var disk = new LinuxDisk(_root.FullPath);
        disk.Open("a", DiskFileMode.Create).Dispose();
        using var file = (LinuxDiskFile)disk.Open("a", DiskFileMode.SyncedWrite);
        Assert.Equal(DataSync, FlagsOf(file) & DataSync);
    }

    private static int FlagsOf(LinuxDiskFile file)
    {
        string flags = Files.ReadLines($"/proc/self/fdinfo/{file.Descriptor}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return Convert.ToInt32(flags["flags:".Length..].Trim(), fromBase: 8);
    }

    /// <summary>Written past the page cache where the file system can, and the same bytes anyway.</summary>
    [Fact]
    public void CreateDirect_OfANewFile_KeepsWhatIsWritten()
    {
        const int Length = 3 << 20;
        var disk = new LinuxDisk(_root.FullPath);
        using var source = new AlignedMemory(Length);
        new Random(2).NextBytes(source.Span);
        using (var created = (LinuxDiskFile)disk.Open("a", DiskFileMode.CreateDirect))
        {
            Assert.Equal(disk.UsesPageCache ? 0 : LibC.Direct, FlagsOf(created) & LibC.Direct);
            for (int offset = 0; offset < Length; offset += Length / 3)
            {
                created.Write(offset, source.Address + offset, Length / 3);
            }
            created.Sync();
        }
        Assert.Equal(source.Span.ToArray(), Files.ReadAllBytes(_root["a"]));
        Assert.Equal(OwnerOnlyFile, Files.GetUnixFileMode(_root["a"]));
    }

    /// <summary>The kernel gives a page of such a file at a time, however much is asked for.</summary>
    [Fact]
    public void Read_OfAFileThatComesInShortPieces_GoesOnToTheEnd()
    {
        using IDiskFile file = new LinuxDisk("/proc/self").Open("smaps", DiskFileMode.Read);
        using var destination = new AlignedMemory(16 << 10);
        Assert.Equal(16 << 10, file.Read(0, destination.Address, 16 << 10));
    }

    [Theory]
    [InlineData((int)DiskFileMode.Create)]
    [InlineData((int)DiskFileMode.CreateDirect)]
    public void Create_OfAnExistingFile_EmptiesIt(int mode)
    {
        Files.WriteAllText(_root["a"], "old");
        Files.SetUnixFileMode(_root["a"], OwnerOnlyFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        using IDiskFile file = new LinuxDisk(_root.FullPath).Open("a", (DiskFileMode)mode);
        Assert.Equal(0, file.LengthBytes);
        Assert.Equal(OwnerOnlyFile, Files.GetUnixFileMode(_root["a"]));
    }

    [Fact]
    public void ListRenameAndDelete_ShowInTheDirectory()
    {
        var disk = new LinuxDisk(_root.FullPath);
        disk.Open(".hidden", DiskFileMode.Create).Dispose();
        disk.Open("a", DiskFileMode.Create).Dispose();
        System.IO.Directory.CreateDirectory(_root["sub"]);
        Assert.Equal([".hidden", "a", "sub"], disk.List().Order(StringComparer.Ordinal));
        disk.Rename("a", "b");
        disk.Delete(".hidden");
        disk.SyncDirectory();
        Assert.Equal(["b", "sub"], disk.List().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void File_UsedAfterDispose_IsRefused()
    {
        IDiskFile file = new LinuxDisk(_root.FullPath).Open("a", DiskFileMode.Create);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(file.Sync);
        Assert.Throws<ObjectDisposedException>(() => file.LengthBytes);
    }

    [Fact]
    public void Write_OnAFullDevice_KeepsTheErrno()
    {
        // /dev/full answers ENOSPC to every write; the directory is the device's own.
        using IDiskFile full = new LinuxDisk("/dev").Open("full", DiskFileMode.SyncedWrite);
        using var block = new AlignedMemory(4096);
        var error = Assert.Throws<StoreIOException>(() => full.Write(0, block.Address, 4096));
        Assert.Equal(("write", "/dev/full", LibC.ENOSPC), (error.Operation, error.Path, error.Errno));
    }

    [Fact]
    public void BlockSize_OfAnyDirectory_IsAPowerOfTwoOfAtLeast4096()
    {
        foreach (string directory in (string[])[_root.FullPath, "/proc", _root["missing"]])
        {
            int size = new LinuxDisk(directory).BlockSizeBytes;
            Assert.True(size >= 4096 && int.IsPow2(size));
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int Umask(int mask);
}

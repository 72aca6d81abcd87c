using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using FileSystem = System.IO.Directory;

namespace Steno.Store.Disk;

/// <summary>
/// A directory of the Linux file system. The directory itself may be reached through symbolic links and is resolved once;
/// files in it are never followed through one. Every file is 0600 and every directory made here 0700, whatever the umask.
/// Nothing here retries a write or a sync, and nothing here decides what a failure means: the store above poisons itself.
/// </summary>
internal sealed unsafe class LinuxDisk : IDisk
{
    private const int NewFile = LibC.ReadWrite | LibC.NonBlocking | LibC.CreateFile | LibC.Truncate;
    private const int UnknownBlockSizeBytes = 4096;
    private const uint OwnerOnlyDirectory = 0x1C0; // 0700
    private const uint OwnerOnlyFile = 0x180; // 0600

    /// <summary>Whether this lies in another directory of the store, so that its own name must not lead elsewhere.</summary>
    private readonly bool _isInside;
    private string _directory;
    private volatile bool _usesPageCache;

    /// <summary>Names a directory; nothing is opened or created.</summary>
    /// <param name="directory">The directory, existing or not.</param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on x64 or arm64.</exception>
    internal LinuxDisk(string directory)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            throw new PlatformNotSupportedException(
                $"FasterSecStore runs on Linux x64 and arm64; this is {RuntimeInformation.OSDescription} on {RuntimeInformation.ProcessArchitecture}. Use another ISecStore here.");
        }
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _directory = Resolve(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
    }

    private LinuxDisk(LinuxDisk parent, string name)
    {
        _directory = parent.PathOf(name);
        _isInside = true;
    }

    /// <inheritdoc/>
    public string Directory => _directory;

    /// <summary>Whether the file system refused O_DIRECT, so that synced writes go through the page cache.</summary>
    public bool UsesPageCache => _usesPageCache;

    /// <inheritdoc/>
    public int BlockSizeBytes => ReadBlockSizeBytes();

    /// <inheritdoc/>
    public DiskDirectoryState Probe()
    {
        LibC.FileStatus status;
        if (LibC.Stat(LibC.CurrentDirectory, _directory, _isInside ? LibC.StatLinkItself : 0, LibC.StatTypeAndMode, &status) == 0)
        {
            return (status.Mode & LibC.TypeMask) == LibC.TypeDirectory ? DiskDirectoryState.IsDirectory : DiskDirectoryState.IsSomethingElse;
        }
        return LibC.LastError switch
        {
            LibC.ENOENT => ExistsAsLink() ? DiskDirectoryState.IsSomethingElse : DiskDirectoryState.Missing,
            LibC.ENOTDIR => DiskDirectoryState.IsSomethingElse,
            int errno => throw LibC.Failure("probe", _directory, errno),
        };
    }

    /// <summary>Creates the directory and every missing one above it, each mode 0700, and syncs the parent of each.</summary>
    public void CreateDirectory()
    {
        CreateDirectory(_directory);
        if (!_isInside)
        {
            _directory = Resolve(_directory);
        }
    }

    /// <inheritdoc/>
    public IDisk Subdirectory(string name) => new LinuxDisk(this, name);

    /// <inheritdoc/>
    public IReadOnlyList<string> List()
    {
#pragma warning disable RS0030 // Deliberate: this folder is the one that may touch files, and libc's dirent differs by architecture.
        try
        {
            string[] names = FileSystem.GetFileSystemEntries(_directory);
            for (int i = 0; i < names.Length; i++)
            {
                names[i] = Path.GetFileName(names[i]);
            }
            return names;
        }
        catch (DirectoryNotFoundException)
        {
            throw LibC.Failure("list", _directory, LibC.ENOENT);
        }
        catch (UnauthorizedAccessException)
        {
            throw LibC.Failure("list", _directory, LibC.EACCES);
        }
        catch (IOException error)
        {
            throw new StoreIOException("list", _directory, error.HResult is > 0 and < 4096 ? error.HResult : LibC.EIO, error.Message);
        }
#pragma warning restore RS0030
    }

    /// <inheritdoc/>
    public IDiskFile Open(string name, DiskFileMode mode)
    {
        string path = PathOf(name);
        switch (mode)
        {
            case DiskFileMode.Read:
                return new LinuxDiskFile(name, path, OpenOrThrow(path, LibC.ReadOnly | LibC.NonBlocking));
            case DiskFileMode.Create:
                return OwnedBy(name, path, OpenOrThrow(path, NewFile), spreadsWrites: true);
            case DiskFileMode.CreateDirect:
                int descriptor = OpenDirect(path, NewFile, out bool isDirect);
                return OwnedBy(name, path, descriptor, spreadsWrites: !isDirect);
            case DiskFileMode.SyncedWrite:
                return new LinuxDiskFile(name, path, OpenDirect(path, LibC.ReadWrite | LibC.NonBlocking | LibC.DataSync, out _), isSynced: true);
            default:
                throw new ArgumentOutOfRangeException(nameof(mode), mode, "Read, Create, CreateDirect or SyncedWrite.");
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        string source = PathOf(from);
        if (LibC.Rename(source, PathOf(to)) != 0)
        {
            throw LibC.Failure("rename", source, LibC.LastError);
        }
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        string path = PathOf(name);
        if (LibC.Unlink(path) != 0)
        {
            throw LibC.Failure("delete", path, LibC.LastError);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory() => SyncDirectory(_directory);

    /// <inheritdoc/>
    public IDisposable? TryLock(string name)
    {
        string path = PathOf(name);
        LinuxDiskFile file = OwnedBy(name, path, OpenOrThrow(path, LibC.ReadWrite | LibC.NonBlocking | LibC.CreateFile, out int descriptor));
        while (LibC.Lock(descriptor, LibC.LockExclusive | LibC.LockNonBlocking) != 0)
        {
            int errno = LibC.LastError;
            if (errno == LibC.EINTR)
            {
                continue;
            }
            file.Dispose();
            return errno == LibC.EAGAIN ? null : throw LibC.Failure("lock", path, errno);
        }
        return file;
    }

    private static int OpenOrThrow(string path, int flags) => OpenOrThrow(path, flags, out _);

    private static int OpenOrThrow(string path, int flags, out int descriptor)
    {
        int errno = TryOpen(path, flags, out descriptor);
        return errno == 0 ? descriptor : throw LibC.Failure("open", path, errno);
    }

    private static int TryOpen(string path, int flags, out int descriptor)
    {
        do
        {
            descriptor = LibC.Open(path, flags | LibC.CloseOnExec | LibC.NoFollow, OwnerOnlyFile);
            if (descriptor >= 0)
            {
                return 0;
            }
        }
        while (LibC.LastError == LibC.EINTR);
        return LibC.LastError;
    }

    private int OpenDirect(string path, int flags, out bool isDirect)
    {
        int errno = TryOpen(path, flags | LibC.Direct, out int descriptor);
        isDirect = errno != LibC.EINVAL;
        if (!isDirect)
        {
            // The file system does not know O_DIRECT. O_DSYNC keeps the promise alone; the page cache only costs time.
            _usesPageCache = true;
            errno = TryOpen(path, flags, out descriptor);
        }
        return errno == 0 ? descriptor : throw LibC.Failure("open", path, errno);
    }

    private static LinuxDiskFile OwnedBy(string name, string path, int descriptor, bool spreadsWrites = false)
    {
        var file = new LinuxDiskFile(name, path, descriptor, spreadsWrites: spreadsWrites);
        try
        {
            file.SetOwnerOnly();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void CreateDirectory(string path)
    {
        if (LibC.MakeDirectory(path, OwnerOnlyDirectory) != 0)
        {
            int errno = LibC.LastError;
            if (errno != LibC.ENOENT || Path.GetDirectoryName(path) is not { Length: > 0 } missing || missing == path)
            {
                throw LibC.Failure("create", path, errno);
            }
            CreateDirectory(missing);
            if (LibC.MakeDirectory(path, OwnerOnlyDirectory) != 0)
            {
                throw LibC.Failure("create", path, LibC.LastError);
            }
        }
        SetDirectoryMode(path);
        SyncDirectory(Path.GetDirectoryName(path) ?? "/");
    }

    /// <summary>A umask may have taken rights away from the owner, too (0277 would leave a directory that nobody can write to).</summary>
    private static void SetDirectoryMode(string path)
    {
        using LinuxDiskFile directory = OpenDirectory(path);
        if (LibC.ChangeMode(directory.Descriptor, OwnerOnlyDirectory) != 0)
        {
            throw LibC.Failure("change of mode", path, LibC.LastError);
        }
    }

    private static void SyncDirectory(string path)
    {
        using LinuxDiskFile directory = OpenDirectory(path);
        if (LibC.Sync(directory.Descriptor) != 0)
        {
            throw LibC.Failure("sync directory", path, LibC.LastError);
        }
    }

    private static LinuxDiskFile OpenDirectory(string path)
    {
        // Deliberate: follows links, because the path above the store is the user's.
        int descriptor;
        do
        {
            descriptor = LibC.Open(path, LibC.ReadOnly | LibC.DirectoryOnly | LibC.CloseOnExec, 0);
        }
        while (descriptor < 0 && LibC.LastError == LibC.EINTR);
        return descriptor >= 0 ? new LinuxDiskFile(path, path, descriptor) : throw LibC.Failure("open", path, LibC.LastError);
    }

    private string PathOf(string name)
    {
        if (string.IsNullOrEmpty(name) || name is "." or ".." || name.Contains('/') || name.Contains('\0'))
        {
            throw new ArgumentException("A name inside the directory is needed.", nameof(name));
        }
        return $"{_directory}/{name}";
    }

    private bool ExistsAsLink()
    {
        LibC.FileStatus status;
        return LibC.Stat(LibC.CurrentDirectory, _directory, LibC.StatLinkItself, LibC.StatTypeAndMode, &status) == 0;
    }

    /// <summary>The path without symbolic links, or as it is when (a part of) it does not exist.</summary>
    private static string Resolve(string path)
    {
        byte* resolved = stackalloc byte[LibC.PathBufferBytes];
        if (LibC.RealPath(path, resolved) == null)
        {
            return path;
        }
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(resolved));
    }

    /// <summary>
    /// At least 4096 even where the device says 512: most disks that say so have larger blocks inside, and a store may be copied to another disk.
    /// </summary>
    private int ReadBlockSizeBytes()
    {
        LibC.FileStatus status;
        if (LibC.Stat(LibC.CurrentDirectory, _directory, 0, LibC.StatTypeAndMode, &status) != 0)
        {
            return UnknownBlockSizeBytes;
        }
        string device = string.Create(CultureInfo.InvariantCulture, $"/sys/dev/block/{status.DeviceMajor}:{status.DeviceMinor}");
        int sizeBytes = ReadNumber($"{device}/queue/physical_block_size") ?? ReadNumber($"{device}/../queue/physical_block_size") ?? 0;
        return sizeBytes is >= 512 and <= 65536 && BitOperations.IsPow2(sizeBytes) ? Math.Max(UnknownBlockSizeBytes, sizeBytes) : UnknownBlockSizeBytes;
    }

    private static int? ReadNumber(string path)
    {
        if (TryOpen(path, LibC.ReadOnly, out int descriptor) != 0)
        {
            return null;
        }
        using var file = new LinuxDiskFile(path, path, descriptor);
        byte* text = stackalloc byte[32];
        try
        {
            int length = file.Read(0, text, 32);
            return int.TryParse(new ReadOnlySpan<byte>(text, length).TrimEnd("\n "u8), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        }
        catch (StoreIOException)
        {
            return null; // Deliberate: a block size that cannot be read is unknown, which has a safe answer.
        }
    }
}

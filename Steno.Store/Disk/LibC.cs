using System.Runtime.InteropServices;

namespace Steno.Store.Disk;

/// <summary>
/// The system calls of <see cref="LinuxDisk"/>. .NET's own file classes offer neither O_DIRECT, O_NOFOLLOW nor a sync of a
/// directory, retry where a retry would lie, and hide errno. Flag values are Linux's; those that differ are for x64 and arm64.
/// </summary>
internal static unsafe partial class LibC
{
    internal const int ReadOnly = 0x0;
    internal const int ReadWrite = 0x2;
    internal const int CreateFile = 0x40;
    internal const int Truncate = 0x200;
    /// <summary>O_NONBLOCK: without effect on regular files; keeps a named pipe in the directory from blocking the open for ever.</summary>
    internal const int NonBlocking = 0x800;
    internal const int DataSync = 0x1000;
    internal const int CloseOnExec = 0x80000;

    private static readonly bool s_isArm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    internal static int Direct => s_isArm64 ? 0x10000 : 0x4000;
    internal static int DirectoryOnly => s_isArm64 ? 0x4000 : 0x10000;
    internal static int NoFollow => s_isArm64 ? 0x8000 : 0x20000;

    /// <summary>SYNC_FILE_RANGE_WAIT_BEFORE, WRITE and WAIT_AFTER.</summary>
    internal const uint WriteBackAndWait = 7;
    internal const int SeekEnd = 2;
    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;

    internal const int ENOENT = 2;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int EBADF = 9;
    internal const int EAGAIN = 11;
    internal const int EACCES = 13;
    internal const int EEXIST = 17;
    internal const int ENOTDIR = 20;
    internal const int EINVAL = 22;
    internal const int EFBIG = 27;
    internal const int ENOSPC = 28;
    internal const int ENOSYS = 38;

    /// <summary>AT_FDCWD: relative paths are relative to the working directory.</summary>
    internal const int CurrentDirectory = -100;
    /// <summary>AT_SYMLINK_NOFOLLOW.</summary>
    internal const int StatLinkItself = 0x100;
    /// <summary>AT_EMPTY_PATH: the descriptor itself is asked about.</summary>
    internal const int StatDescriptor = 0x1000;
    /// <summary>STATX_NLINK.</summary>
    internal const uint StatLinks = 0x4;
    /// <summary>STATX_TYPE | STATX_MODE.</summary>
    internal const uint StatTypeAndMode = 0x3;
    internal const int TypeMask = 0xF000;
    internal const int TypeDirectory = 0x4000;

    /// <summary>PATH_MAX, which is what realpath writes at most.</summary>
    internal const int PathBufferBytes = 4096;

    /// <summary>struct statx; the same layout on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct FileStatus
    {
        [FieldOffset(16)] internal uint Links;
        [FieldOffset(28)] internal ushort Mode;
        [FieldOffset(136)] internal uint DeviceMajor;
        [FieldOffset(140)] internal uint DeviceMinor;
    }

    /// <summary>RLIMIT_FSIZE: how long a file this process may write.</summary>
    internal const int LimitFileSize = 1;

    /// <summary>struct rlimit; the greatest value means no limit.</summary>
    internal struct ResourceLimit
    {
        internal ulong Soft;
        internal ulong Hard;
    }

    // The C prototype is variadic; on Linux x64 and arm64 an integer argument travels the same way in both.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);
    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static partial nint ReadAt(int descriptor, byte* destination, nuint lengthBytes, long offsetBytes);
    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    internal static partial nint WriteAt(int descriptor, byte* source, nuint lengthBytes, long offsetBytes);
    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(int descriptor, long offsetBytes, int origin);
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(int descriptor);
    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    internal static partial int WriteBack(int descriptor, long offsetBytes, long lengthBytes, uint flags);
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(int descriptor, int operation);
    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int ChangeMode(int descriptor, uint mode);
    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Rename(string from, string to);
    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unlink(string path);
    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeDirectory(string path, uint mode);
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Stat(int directory, string path, int flags, uint mask, FileStatus* status);
    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial byte* RealPath(string path, byte* resolved);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    internal static partial int GetLimit(int resource, ResourceLimit* limit);

    internal static int LastError => Marshal.GetLastPInvokeError();

    internal static StoreIOException Failure(string operation, string path, int errno)
        => new(operation, path, errno, Marshal.GetPInvokeErrorMessage(errno));
}

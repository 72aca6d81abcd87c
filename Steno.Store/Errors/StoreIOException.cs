using System.Globalization;

namespace Steno.Store;

/// <summary>The operating system refused a file operation.</summary>
public sealed class StoreIOException(string operation, string path, int errno, string errorText)
    : SecStoreException(string.Create(CultureInfo.InvariantCulture, $"{operation} of {path} failed: {errorText} (errno {errno}).{Advice(errno)}"))
{
    /// <summary>What was tried: open, read, write, sync, ...</summary>
    public string Operation { get; } = operation;
    /// <summary>The file or directory.</summary>
    public string Path { get; } = path;
    /// <summary>The operating system's error number; 0 when a transfer was short.</summary>
    public int Errno { get; } = errno;

    /// <summary>ENOSPC or EDQUOT.</summary>
    internal bool IsDiskFull => Errno is 28 or 122;
    /// <summary>ENOENT.</summary>
    internal bool IsNotFound => Errno == 2;
    /// <summary>EPERM, EACCES or EROFS.</summary>
    internal bool IsNotPermitted => Errno is 1 or 13 or 30;

    /// <summary>What to do about it, where that can be said.</summary>
    private static string Advice(int errno) => errno switch
    {
        1 or 13 => " Let this user read and write it and pass through the directories above it.",
        2 => " The files of a store belong to the store alone: put back what was removed, from a backup if need be.",
        5 => " The disk or its file system failed: look into the kernel's log and repair it before the store is opened again.",
        23 or 24 => " Too many files are open: raise the limit (ulimit -n), or close some.",
        27 => " This process may not write files of that size: raise the limit (ulimit -f).",
        28 => " The disk is full: free some space.",
        30 => " The file system is mounted read-only: mount it for writing, or open the store read-only.",
        40 => " It is a symbolic link, and inside its directory the store follows none: put the file itself there.",
        122 => " The disk quota is used up: free some space, or raise the quota.",
        _ => "",
    };
}

using System.Globalization;

namespace Steno.Store;

/// <summary>The operating system refused a file operation.</summary>
public sealed class StoreIOException(string operation, string path, int errno, string errorText)
    : SecStoreException(string.Create(CultureInfo.InvariantCulture, $"{operation} of {path} failed: {errorText} (errno {errno})."))
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
}

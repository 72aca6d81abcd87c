namespace Steno.Store.Disk;

/// <summary>
/// The only way in which the store touches files: one directory, seen as a set of named files.
/// Tests put a simulated disk here. Every failure is a <see cref="StoreIOException"/> with the real errno
/// (or <see cref="StoreLockedException"/> from <see cref="TryLock"/>'s caller).
/// </summary>
internal interface IDisk
{
    /// <summary>The directory's full path, for messages.</summary>
    string Directory { get; }
    /// <summary>Whether the path exists and is a directory.</summary>
    DiskDirectoryState Probe();
    /// <summary>Creates the directory, mode 0700, and syncs its parent.</summary>
    void CreateDirectory();
    /// <summary>A directory in this one, existing or not; one that is a symbolic link is something else and no directory.</summary>
    IDisk Subdirectory(string name);
    /// <summary>The names in the directory, in no order.</summary>
    IReadOnlyList<string> List();
    /// <summary>Opens a file. Never follows a symbolic link.</summary>
    IDiskFile Open(string name, DiskFileMode mode);
    /// <summary>Replaces <paramref name="to"/> by <paramref name="from"/>; durable only after <see cref="SyncDirectory"/>.</summary>
    void Rename(string from, string to);
    /// <summary>Deletes a file; durable only after <see cref="SyncDirectory"/>.</summary>
    void Delete(string name);
    /// <summary>Makes creates, renames and deletes durable.</summary>
    void SyncDirectory();
    /// <summary>Takes the lock file's exclusive lock, or returns null when another owner has it. Disposing releases it; so does the death of the process.</summary>
    IDisposable? TryLock(string name);
    /// <summary>The physical block size in bytes as the operating system says, or 4096 when unknown.</summary>
    int BlockSizeBytes { get; }
    /// <summary>Whether a synced file had to be opened without direct I/O, because the file system refuses it.</summary>
    bool UsesPageCache => false;
}

/// <summary>What is at the store's path.</summary>
internal enum DiskDirectoryState { Missing, IsDirectory, IsSomethingElse }

/// <summary>How a file is opened.</summary>
internal enum DiskFileMode
{
    /// <summary>An existing file, for reading only, through the page cache.</summary>
    Read,
    /// <summary>A new or emptied file, mode 0600, for buffered writes and an explicit sync.</summary>
    Create,
    /// <summary>The same, but past the page cache where possible. Offsets, lengths and addresses must be multiples of the block size.</summary>
    CreateDirect,
    /// <summary>An existing file whose every write is synced when it returns, past the page cache where possible. Offsets, lengths and addresses must be multiples of the block size.</summary>
    SyncedWrite,
}

/// <summary>One open file. Transfers are whole: a short one is retried to the end or fails.</summary>
internal unsafe interface IDiskFile : IDisposable
{
    /// <summary>The file's name in its directory.</summary>
    string Name { get; }
    /// <summary>The current length in bytes.</summary>
    long LengthBytes { get; }
    /// <summary>Reads up to <paramref name="lengthBytes"/>; less only at the end of the file.</summary>
    int Read(long offsetBytes, byte* destination, int lengthBytes);
    /// <summary>Writes everything or throws. In <see cref="DiskFileMode.SyncedWrite"/> the bytes are on stable storage on return. Never retried after a failure.</summary>
    void Write(long offsetBytes, byte* source, int lengthBytes);
    /// <summary>fsync: data and metadata are on stable storage on return.</summary>
    void Sync();
}

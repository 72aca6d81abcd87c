namespace Steno.Store.Disk;

/// <summary>
/// One open file of a <see cref="LinuxDisk"/>. A transfer that the kernel cut short goes on with the rest; a write or sync that
/// failed is never repeated, because the kernel may have dropped the pages and a second try would succeed without them.
/// Closing is safe beside calls in flight: the descriptor is closed when the last of them ended.
/// </summary>
internal sealed unsafe class LinuxDiskFile : IDiskFile
{
    private const int Closing = int.MinValue;
    /// <summary>How much may wait in the page cache: a sync of much more keeps the disk from everybody else for tens of milliseconds.</summary>
    private const long MostUnwrittenBytes = 1 << 20;

    private readonly int _descriptor;
    private readonly string _path;
    private readonly bool _isSynced;
    private readonly bool _spreadsWrites;
    private long _unwrittenBytes;
    private int _users; // calls in flight; negative once disposed
    private int _isClosed;

    /// <param name="name">The file's name, for its owner.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="descriptor">The open file; closed by this object.</param>
    /// <param name="isSynced">Whether a write promises that its bytes will be found.</param>
    /// <param name="spreadsWrites">Whether what is written is sent on to the disk bit by bit, and not by the sync at the end.</param>
    internal LinuxDiskFile(string name, string path, int descriptor, bool isSynced = false, bool spreadsWrites = false)
        => (Name, _path, _descriptor, _isSynced, _spreadsWrites) = (name, path, descriptor, isSynced, spreadsWrites);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long LengthBytes
    {
        get
        {
            Enter();
            try
            {
                long length = LibC.Seek(_descriptor, 0, LibC.SeekEnd);
                return length >= 0 ? length : throw LibC.Failure("length", _path, LibC.LastError);
            }
            finally
            {
                Leave();
            }
        }
    }

    /// <inheritdoc/>
    public int Read(long offsetBytes, byte* destination, int lengthBytes)
    {
        CheckRange(offsetBytes, lengthBytes);
        Enter();
        try
        {
            int done = 0;
            while (done < lengthBytes)
            {
                nint count = LibC.ReadAt(_descriptor, destination + done, (nuint)(lengthBytes - done), offsetBytes + done);
                if (count == 0)
                {
                    break; // the end of the file
                }
                if (count > 0)
                {
                    done += (int)count;
                }
                else if (LibC.LastError != LibC.EINTR)
                {
                    throw LibC.Failure("read", _path, LibC.LastError);
                }
            }
            return done;
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public void Write(long offsetBytes, byte* source, int lengthBytes)
    {
        CheckRange(offsetBytes, lengthBytes);
        Enter();
        try
        {
            RequireWithinFileSizeLimit(offsetBytes + lengthBytes);
            int done = 0;
            while (done < lengthBytes)
            {
                nint count = LibC.WriteAt(_descriptor, source + done, (nuint)(lengthBytes - done), offsetBytes + done);
                if (count < 0)
                {
                    throw LibC.Failure("write", _path, LibC.LastError);
                }
                if (count == 0)
                {
                    throw new StoreIOException("write", _path, 0, "the operating system accepted no byte");
                }
                done += (int)count;
            }
            if (_isSynced)
            {
                RequireStillThere();
            }
            if (_spreadsWrites)
            {
                SendOn(lengthBytes);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public void Sync()
    {
        Enter();
        try
        {
            if (LibC.Sync(_descriptor) != 0)
            {
                throw LibC.Failure("sync", _path, LibC.LastError);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Closes the file, at once or when the last call in flight ends.</summary>
    public void Dispose()
    {
        int users = Volatile.Read(ref _users);
        while (users >= 0)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + Closing, users);
            if (seen == users)
            {
                CloseIfUnused(users + Closing);
                return;
            }
            users = seen;
        }
    }

    /// <summary>Has the disk write what waits in the page cache, once it is enough. No sync: that comes at the end.</summary>
    private void SendOn(int lengthBytes)
    {
        _unwrittenBytes += lengthBytes;
        if (_unwrittenBytes < MostUnwrittenBytes)
        {
            return;
        }
        _unwrittenBytes = 0;
        // A failure is told here, once; the sync at the end might not hear of it any more.
        if (LibC.WriteBack(_descriptor, 0, 0, LibC.WriteBackAndWait) != 0 && LibC.LastError != LibC.ENOSYS)
        {
            throw LibC.Failure("write", _path, LibC.LastError);
        }
    }

    /// <summary>Valid only while the caller keeps the file open.</summary>
    internal int Descriptor => _descriptor;

    internal void SetOwnerOnly()
    {
        // Deliberate: not through open's mode argument, which the umask cuts down and an existing file ignores.
        if (LibC.ChangeMode(_descriptor, 0x180 /* 0600 */) != 0)
        {
            throw LibC.Failure("change of mode", _path, LibC.LastError);
        }
    }

    /// <summary>
    /// Asked before the write, because the kernel's answer to a write beyond RLIMIT_FSIZE is the signal SIGXFSZ, and that
    /// ends the process before it could say why.
    /// </summary>
    private void RequireWithinFileSizeLimit(long endBytes)
    {
        LibC.ResourceLimit limit;
        if (LibC.GetLimit(LibC.LimitFileSize, &limit) == 0 && (ulong)endBytes > limit.Soft)
        {
            throw LibC.Failure("write", _path, LibC.EFBIG);
        }
    }

    /// <summary>A file that somebody deleted takes writes as before, and nobody finds them again: that must not be acknowledged.</summary>
    private void RequireStillThere()
    {
        LibC.FileStatus status;
        if (LibC.Stat(_descriptor, "", LibC.StatDescriptor, LibC.StatLinks, &status) != 0)
        {
            throw LibC.Failure("look at", _path, LibC.LastError);
        }
        if (status.Links == 0)
        {
            throw new StoreIOException("write", _path, LibC.ENOENT, "the file was deleted while the store had it open");
        }
    }

    private void Enter()
    {
        if (Interlocked.Increment(ref _users) < 0)
        {
            Leave();
            throw new ObjectDisposedException(nameof(LinuxDiskFile), $"{_path} is closed.");
        }
    }

    private void Leave() => CloseIfUnused(Interlocked.Decrement(ref _users));

    private void CloseIfUnused(int users)
    {
        if (users == Closing && Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            // Deliberate: the result is ignored and the call never repeated. On Linux the descriptor is gone either way,
            // and everything that had to be on the disk was synced before.
            _ = LibC.Close(_descriptor);
        }
    }

    private static void CheckRange(long offsetBytes, int lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offsetBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
    }
}

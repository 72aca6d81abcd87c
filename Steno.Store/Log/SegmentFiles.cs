using System.Globalization;
using Steno.Store.Disk;

namespace Steno.Store.Log;

/// <summary>The log's files: <c>segment-00000000.log</c> and so on, each of full length from birth. Reading is thread-safe and keeps a few files open.</summary>
internal sealed unsafe class SegmentFiles : IDisposable
{
    private const string Prefix = "segment-";
    private const string Suffix = ".log";
    public const string TemporarySuffix = ".tmp";
    private const int MaxOpenFiles = 16;

    /// <summary>As many as names of eight digits can tell apart.</summary>
    public const int MaxSegments = 100_000_000;

    private const int ZeroChunkBytes = 1 << 20;

    private readonly Lock _lock = new();
    private readonly IDisk _disk;
    private readonly List<(int Segment, IDiskFile File)> _openFiles = [];
    private bool _isDisposed;

    public SegmentFiles(IDisk disk, LogLayout layout)
    {
        _disk = disk;
        Layout = layout;
    }

    public LogLayout Layout { get; }

    public static string Name(int segment) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{segment:D8}{Suffix}");

    public static bool IsTemporaryName(string name) => name.EndsWith(TemporarySuffix, StringComparison.Ordinal) && (name.StartsWith(Prefix, StringComparison.Ordinal) || name is SuperblockFile.TemporaryName or LoadedSnapshot.TemporaryName);

    public static bool TryParseName(string name, out int segment)
    {
        segment = 0;
        return name.Length == Prefix.Length + 8 + Suffix.Length
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(Suffix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Prefix.Length, 8), NumberStyles.None, CultureInfo.InvariantCulture, out segment);
    }

    public string PathOf(int segment) => Path.Combine(_disk.Directory, Name(segment));

    /// <summary>How many segments there are from number 0 on without a gap, and at least as many as the superblock names.</summary>
    public int CountExisting(int known)
    {
        var found = new HashSet<int>();
        foreach (string name in _disk.List())
        {
            if (TryParseName(name, out int segment))
            {
                found.Add(segment);
            }
        }
        while (found.Contains(known))
        {
            known++;
        }
        return known;
    }

    public bool Exists(int segment) => _disk.List().Contains(Name(segment));

    /// <summary>
    /// Makes a segment of zeros. It is written in full and synced before it gets its name, so a segment that has its name
    /// has its length; zeros written now spare the commits the cost of growing or converting the file.
    /// </summary>
    /// <returns>False when asked to stop.</returns>
    public bool CreateZeroed(int segment, Func<bool> shouldStop)
    {
        string temporary = Name(segment) + TemporarySuffix;
        try
        {
            using IDiskFile file = _disk.Open(temporary, DiskFileMode.CreateDirect);
            using var zeros = new AlignedBuffer((int)Math.Min(ZeroChunkBytes, Layout.SegmentSizeBytes));
            for (long offset = 0; offset < Layout.SegmentSizeBytes; offset += zeros.LengthBytes)
            {
                if (shouldStop())
                {
                    _disk.Delete(temporary);
                    return false;
                }
                file.Write(offset, zeros.Pointer, zeros.LengthBytes);
            }
            file.Sync();
        }
        catch (StoreIOException failure) when (failure.IsDiskFull)
        {
            // Give back what was taken: on a full disk others need it, and the next attempt starts afresh.
            DeleteIfThere(temporary);
            throw;
        }
        _disk.Rename(temporary, Name(segment));
        _disk.SyncDirectory();
        return true;
    }

    public void DeleteTemporaries()
    {
        foreach (string name in _disk.List())
        {
            if (IsTemporaryName(name))
            {
                _disk.Delete(name);
            }
        }
    }

    /// <summary>Deletes every segment below this one: the log begins later. Durable on return.</summary>
    public void DeleteBefore(int segment)
    {
        bool hasDeleted = false;
        foreach (string name in _disk.List())
        {
            if (TryParseName(name, out int old) && old < segment)
            {
                Forget(old);
                _disk.Delete(name);
                hasDeleted = true;
            }
        }
        if (hasDeleted)
        {
            _disk.SyncDirectory();
        }
    }

    public IDiskFile OpenForWrite(int segment) => _disk.Open(Name(segment), DiskFileMode.SyncedWrite);

    /// <summary>Reads bytes of one segment by log address; fewer only where the file ends early, zero when it is missing.</summary>
    public int Read(long address, Span<byte> destination)
    {
        int segment = Layout.SegmentOf(address);
        lock (_lock)
        {
            IDiskFile? file = FindOpen(segment);
            if (file is null)
            {
                return 0;
            }
            fixed (byte* bytes = destination)
            {
                return file.Read(Layout.OffsetInSegment(address), bytes, destination.Length);
            }
        }
    }

    /// <summary>The file's length, or -1 when it is missing.</summary>
    public long LengthOf(int segment)
    {
        lock (_lock)
        {
            return FindOpen(segment)?.LengthBytes ?? -1;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach ((_, IDiskFile file) in _openFiles)
            {
                file.Dispose();
            }
            _openFiles.Clear();
        }
    }

    private IDiskFile? FindOpen(int segment)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(FasterSecStore));
        for (int i = 0; i < _openFiles.Count; i++)
        {
            if (_openFiles[i].Segment == segment)
            {
                return _openFiles[i].File;
            }
        }
        IDiskFile file;
        try
        {
            file = _disk.Open(Name(segment), DiskFileMode.Read);
        }
        catch (StoreIOException failure) when (failure.IsNotFound)
        {
            return null;
        }
        if (_openFiles.Count == MaxOpenFiles)
        {
            _openFiles[0].File.Dispose();
            _openFiles.RemoveAt(0);
        }
        _openFiles.Add((segment, file));
        return file;
    }

    private void Forget(int segment)
    {
        lock (_lock)
        {
            int open = _openFiles.FindIndex(candidate => candidate.Segment == segment);
            if (open >= 0)
            {
                _openFiles[open].File.Dispose();
                _openFiles.RemoveAt(open);
            }
        }
    }

    private void DeleteIfThere(string name)
    {
        if (_disk.List().Contains(name))
        {
            _disk.Delete(name);
        }
    }
}

using System.Globalization;
using Steno.Store.Disk;

namespace Steno.Store.Log;

/// <summary>
/// The superblock's file: two slots, far enough apart to share no block of any disk, written in turn, so that a torn
/// write leaves the other one whole. Writes are synced when they return. Thread-safe.
/// </summary>
internal sealed unsafe class SuperblockFile : IDisposable
{
    public const string Name = "superblock";
    public const string TemporaryName = Name + ".tmp";
    public const int SlotStrideBytes = 65_536;
    private const int SlotCount = 2;
    /// <summary>So many segments may be missing at the end and still be told apart in a verification.</summary>
    private const int MostMissingSegments = 1024;

    private readonly Lock _lock = new();
    private readonly IDiskFile _file;
    private readonly AlignedBuffer _buffer = new(Superblock.SizeBytes);

    private SuperblockFile(IDiskFile file, Superblock current)
    {
        _file = file;
        Current = current;
    }

    public Superblock Current { get; private set; }

    /// <summary>Creates the file whole before it gets its name: a store exists once its superblock does.</summary>
    public static void Create(IDisk disk, Superblock first)
    {
        using (IDiskFile file = disk.Open(TemporaryName, DiskFileMode.Create))
        using (var image = new AlignedBuffer(SlotStrideBytes * SlotCount))
        {
            first.Write(image.Span);
            first.Write(image.Span[SlotStrideBytes..]);
            file.Write(0, image.Pointer, image.LengthBytes);
            file.Sync();
        }
        disk.Rename(TemporaryName, Name);
        disk.SyncDirectory();
    }

    /// <summary>The newer of the two intact slots.</summary>
    /// <exception cref="StoreCorruptedException">Neither slot is intact.</exception>
    public static Superblock Read(IDisk disk)
    {
        string path = Path.Combine(disk.Directory, Name);
        using IDiskFile file = disk.Open(Name, DiskFileMode.Read);
        using var buffer = new AlignedBuffer(Superblock.SizeBytes);
        Superblock? newest = null;
        for (int slot = 0; slot < SlotCount; slot++)
        {
            int length = file.Read(slot * SlotStrideBytes, buffer.Pointer, Superblock.SizeBytes);
            Superblock? found = Superblock.TryRead(buffer.Span[..length], path);
            if (found is { HasPossibleSizes: true } && (newest is null || found.Version > newest.Version))
            {
                newest = found;
            }
        }
        if (newest is null)
        {
            throw new StoreCorruptedException(path, 0, "neither of the two superblock slots is intact");
        }
        RequireNearbySegments(disk, newest, path);
        return newest;
    }

    /// <summary>Whoever reads the log looks at every segment up to the last: a count far beyond what is there would keep it busy for ever.</summary>
    private static void RequireNearbySegments(IDisk disk, Superblock superblock, string path)
    {
        int last = -1;
        foreach (string name in disk.List())
        {
            if (SegmentFiles.TryParseName(name, out int segment))
            {
                last = Math.Max(last, segment);
            }
        }
        if (superblock.SegmentCount - 1L - last > MostMissingSegments)
        {
            throw new StoreCorruptedException(path, 0, string.Create(CultureInfo.InvariantCulture,
                $"it names {superblock.SegmentCount:N0} segments, and {(last < 0 ? "there is none" : $"the last one there is number {last:N0}")}"));
        }
    }

    public static SuperblockFile OpenForWrite(IDisk disk, Superblock current)
        => new(disk.Open(Name, DiskFileMode.SyncedWrite), current);

    /// <summary>Changes what the newest slot says; durable on return.</summary>
    public void Update(Func<Superblock, Superblock> change)
    {
        lock (_lock)
        {
            Superblock next = change(Current) with { Version = Current.Version + 1 };
            next.Write(_buffer.Span);
            _file.Write(next.Version % SlotCount * SlotStrideBytes, _buffer.Pointer, Superblock.SizeBytes);
            Current = next;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
            _buffer.Dispose();
        }
    }
}

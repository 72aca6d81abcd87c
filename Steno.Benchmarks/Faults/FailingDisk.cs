using System.Diagnostics;
using Steno.Store;
using Steno.Store.Disk;

namespace Steno.Benchmarks.Faults;

/// <summary>A real disk whose synced writes fail from a moment on, as those of a dying one do.</summary>
internal sealed class FailingDisk(IDisk disk) : IDisk
{
    private const int InputOutputError = 5;

    private bool _fails;
    private long _failedAt;

    public string Directory => disk.Directory;

    public int BlockSizeBytes => disk.BlockSizeBytes;

    public bool UsesPageCache => disk.UsesPageCache;

    /// <summary>When the first write failed, as <see cref="Stopwatch.GetTimestamp"/> counts; 0 when none did.</summary>
    public long FailedAt => Volatile.Read(ref _failedAt);

    /// <summary>From now on they fail.</summary>
    public void Fail() => Volatile.Write(ref _fails, true);

    public DiskDirectoryState Probe() => disk.Probe();

    public void CreateDirectory() => disk.CreateDirectory();

    public IDisk Subdirectory(string name) => disk.Subdirectory(name);

    public IReadOnlyList<string> List() => disk.List();

    public IDiskFile Open(string name, DiskFileMode mode)
    {
        IDiskFile file = disk.Open(name, mode);
        return mode == DiskFileMode.SyncedWrite ? new File(this, file) : file;
    }

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void Delete(string name) => disk.Delete(name);

    public void SyncDirectory() => disk.SyncDirectory();

    public IDisposable? TryLock(string name) => disk.TryLock(name);

    private sealed unsafe class File(FailingDisk disk, IDiskFile file) : IDiskFile
    {
        public string Name => file.Name;

        public long LengthBytes => file.LengthBytes;

        public int Read(long offsetBytes, byte* destination, int lengthBytes) => file.Read(offsetBytes, destination, lengthBytes);

        public void Write(long offsetBytes, byte* source, int lengthBytes)
        {
            if (Volatile.Read(ref disk._fails))
            {
                Interlocked.CompareExchange(ref disk._failedAt, Stopwatch.GetTimestamp(), 0);
                throw new StoreIOException("write", Path.Combine(disk.Directory, Name), InputOutputError, "the disk fails because it is told to");
            }
            file.Write(offsetBytes, source, lengthBytes);
        }

        public void Sync() => file.Sync();

        public void Dispose() => file.Dispose();
    }
}

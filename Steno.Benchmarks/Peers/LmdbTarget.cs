using System.Reflection;
using System.Runtime.InteropServices;
using LightningDB;
using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Peers;

/// <summary>LMDB behind the batching queue: one write transaction a group, synced at its commit.</summary>
internal sealed class LmdbTarget : ILoadTarget
{
    // The package's own library first, then the distribution's: the former may be built for a newer glibc.
    private static readonly Lazy<nint> s_library = new(() =>
    {
        Assembly assembly = typeof(LightningEnvironment).Assembly;
        bool isLoaded = NativeLibrary.TryLoad("lmdb", assembly, null, out nint library) || NativeLibrary.TryLoad("liblmdb.so.0", out library);
        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => isLoaded && name == "lmdb" ? library : 0);
        return library;
    });

    private LightningEnvironment? _environment;
    private LightningDatabase? _database;
    private BatchingQueue<PeerRecord>? _queue;

    public string Settings => "LMDB, synced commits, keyed by saga and event number, one transaction a group behind the batching queue with gather";

    public bool BlocksItsCaller => false;

    /// <summary>Why LMDB cannot run here, or null when it can.</summary>
    public static string? FindObstacle()
        => s_library.Value == 0 ? "LMDB's native library does not load: neither the package's (it may need a newer glibc) nor the distribution's liblmdb.so.0 (package liblmdb0)" : null;

    public void Open(string directory, int callers)
    {
        string path = Path.Combine(directory, "lmdb");
        Directory.CreateDirectory(path);
        _environment = new LightningEnvironment(path, new EnvironmentConfiguration { MapSize = 8L << 30 });
        _environment.Open();
        using LightningTransaction transaction = _environment.BeginTransaction();
        _database = transaction.OpenDatabase(configuration: new DatabaseConfiguration { Flags = DatabaseOpenFlags.Create });
        Require(transaction.Commit());
        _queue = new BatchingQueue<PeerRecord>(WriteGroup);
    }

    public ValueTask WriteAsync(int caller, long sequence) => _queue!.EnqueueAsync(new PeerRecord(caller, sequence));

    public void Close()
    {
        _queue?.Dispose();
        _database?.Dispose();
        _environment?.Dispose();
    }

    private void WriteGroup(ReadOnlySpan<PeerRecord> group)
    {
        Span<byte> key = stackalloc byte[PeerRecord.KeySizeBytes];
        using LightningTransaction transaction = _environment!.BeginTransaction();
        foreach (PeerRecord record in group)
        {
            record.WriteKey(key);
            Require(transaction.Put(_database!, key, SagaData.Document));
        }
        Require(transaction.Commit());
    }

    private static void Require(MDBResultCode result)
    {
        if (result != MDBResultCode.Success)
        {
            throw new IOException($"LMDB: {result}");
        }
    }
}

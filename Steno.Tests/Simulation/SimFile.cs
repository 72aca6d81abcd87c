namespace Steno.Tests.Simulation;

/// <summary>
/// The contents of one file: what a reader sees, what is on stable storage, and which sectors differ.
/// Not thread-safe: <see cref="SimDisk"/> locks around it.
/// </summary>
internal sealed class SimFile
{
    internal const int SectorBytes = 512;

    private byte[] _seen = [];
    private byte[] _durable = [];
    /// <summary>Written and not synced: the next sync makes them durable, a crash keeps any subset.</summary>
    private readonly SortedSet<int> _unsynced = [];
    /// <summary>Written, and a sync of them failed: no later sync makes them durable (the kernel dropped them), a crash may still keep them.</summary>
    private readonly SortedSet<int> _dropped = [];

    internal required int Number { get; init; }
    internal int LengthBytes { get; private set; }
    internal int DurableLengthBytes { get; private set; }
    internal int UnsyncedSectorCount => _unsynced.Count + _dropped.Count;
    internal ReadOnlySpan<byte> Seen => _seen.AsSpan(0, LengthBytes);
    internal Span<byte> Writable => _seen.AsSpan(0, LengthBytes);

    internal SimFile Clone()
    {
        var copy = new SimFile
        {
            Number = Number,
            LengthBytes = LengthBytes,
            DurableLengthBytes = DurableLengthBytes,
            _seen = _seen.AsSpan(0, LengthBytes).ToArray(),
            _durable = _durable.AsSpan(0, DurableLengthBytes).ToArray(),
        };
        copy._unsynced.UnionWith(_unsynced);
        copy._dropped.UnionWith(_dropped);
        return copy;
    }

    internal void Write(int offsetBytes, ReadOnlySpan<byte> data, bool isSynced)
    {
        int end = offsetBytes + data.Length;
        Grow(ref _seen, end);
        data.CopyTo(_seen.AsSpan(offsetBytes));
        LengthBytes = Math.Max(LengthBytes, end);
        for (int sector = offsetBytes / SectorBytes; sector * SectorBytes < end; sector++)
        {
            _unsynced.Add(sector);
            if (isSynced)
            {
                MakeDurable(sector);
                _unsynced.Remove(sector);
                _dropped.Remove(sector);
            }
        }
    }

    internal void Sync()
    {
        foreach (int sector in _unsynced)
        {
            MakeDurable(sector);
        }
        _unsynced.Clear();
    }

    /// <summary>What Linux does when a sync fails: the pages count as clean, though the disk never got them.</summary>
    internal void FailSync()
    {
        _dropped.UnionWith(_unsynced);
        _unsynced.Clear();
    }

    /// <summary>The file after a crash: everything durable, and of the rest what was chosen.</summary>
    internal SimFile Crash(Choice choose)
    {
        SimFile survivor = Clone();
        foreach (int sector in _unsynced.Concat(_dropped).Order())
        {
            if (choose(2) == 1)
            {
                survivor.MakeDurable(sector);
            }
        }
        survivor._unsynced.Clear();
        survivor._dropped.Clear();
        survivor._seen = survivor._durable.AsSpan(0, survivor.DurableLengthBytes).ToArray();
        survivor.LengthBytes = survivor.DurableLengthBytes;
        return survivor;
    }

    /// <summary>Replaces the contents, durably: for damage.</summary>
    internal void Replace(ReadOnlySpan<byte> data)
    {
        _seen = data.ToArray();
        _durable = data.ToArray();
        LengthBytes = DurableLengthBytes = data.Length;
        _unsynced.Clear();
        _dropped.Clear();
    }

    private void MakeDurable(int sector)
    {
        int start = sector * SectorBytes;
        int end = Math.Min(start + SectorBytes, LengthBytes);
        Grow(ref _durable, end);
        _seen.AsSpan(start, end - start).CopyTo(_durable.AsSpan(start));
        DurableLengthBytes = Math.Max(DurableLengthBytes, end);
    }

    private static void Grow(ref byte[] array, int lengthBytes)
    {
        if (array.Length < lengthBytes)
        {
            Array.Resize(ref array, Math.Max(lengthBytes, array.Length * 2));
        }
    }
}

namespace Steno.Tests.Simulation;

/// <summary>
/// The contents of one file: what a reader sees, what is on stable storage, and which sectors differ. Copies share their
/// sectors, and the tables of sectors until one of them is written to: a crash image costs next to nothing.
/// Not thread-safe: <see cref="SimDisk"/> locks around it.
/// </summary>
internal sealed class SimFile
{
    internal const int SectorBytes = Sector.SizeBytes;

    private SectorTable _seen = new();
    private SectorTable _durable = new();
    /// <summary>Written and not synced: the next sync makes them durable, a crash keeps any subset.</summary>
    private SortedSet<int>? _unsynced;
    /// <summary>Written, and a sync of them failed: no later sync makes them durable (the kernel dropped them), a crash may still keep them.</summary>
    private SortedSet<int>? _dropped;

    private int _syncsBegun;
    private int _newestSyncEnded;

    internal required int Number { get; init; }
    internal int LengthBytes => _seen.LengthBytes;

    internal SimFile Clone() => new()
    {
        Number = Number,
        _seen = _seen.Share(),
        _durable = _durable.Share(),
        _unsynced = Copy(_unsynced),
        _dropped = Copy(_dropped),
    };

    internal byte[] ReadAll()
    {
        byte[] contents = new byte[LengthBytes];
        Read(0, contents);
        return contents;
    }

    /// <summary>Copies what a reader sees; the range must lie in the file.</summary>
    internal void Read(int offsetBytes, Span<byte> destination) => _seen.Read(offsetBytes, destination);

    internal void Write(int offsetBytes, ReadOnlySpan<byte> data, bool isSynced)
    {
        _seen.Write(offsetBytes, data);
        int end = offsetBytes + data.Length;
        for (int sector = offsetBytes / SectorBytes; sector * SectorBytes < end; sector++)
        {
            if (isSynced)
            {
                _durable.CopySector(sector, _seen);
                _unsynced?.Remove(sector);
                _dropped?.Remove(sector);
            }
            else if (_unsynced?.Contains(sector) == true || !_durable.HasSame(sector, _seen))
            {
                // What changes nothing is nothing to choose: losing it and keeping it leave the same.
                (_unsynced ??= []).Add(sector);
            }
        }
    }

    internal void Sync()
    {
        foreach (int sector in _unsynced ?? [])
        {
            _durable.CopySector(sector, _seen);
        }
        _unsynced = null;
    }

    /// <summary>A sync that takes its time: what it returns makes durable what was there when it began, and nothing that was written since.</summary>
    internal Action BeginSync()
    {
        SectorTable then = _seen.Share();
        int[] covered = [.. _unsynced ?? []];
        int number = ++_syncsBegun;
        return () =>
        {
            if (number < _newestSyncEnded)
            {
                return; // a later one made more durable
            }
            _newestSyncEnded = number;
            foreach (int sector in covered)
            {
                if (_unsynced?.Contains(sector) == true)
                {
                    _durable.CopySector(sector, then);
                    if (_durable.HasSame(sector, _seen))
                    {
                        _unsynced.Remove(sector);
                    }
                }
            }
        };
    }

    /// <summary>Some sectors of a write, durably: what a power cut left of it.</summary>
    internal void WriteSectors(int offsetBytes, byte[] data, bool[] kept)
    {
        for (int sector = 0; sector < kept.Length; sector++)
        {
            if (kept[sector])
            {
                int from = sector * SectorBytes;
                Write(offsetBytes + from, data.AsSpan(from, Math.Min(SectorBytes, data.Length - from)), isSynced: true);
            }
        }
    }

    /// <summary>What Linux does when a sync fails: the pages count as clean, though the disk never got them.</summary>
    internal void FailSync()
    {
        (_dropped ??= []).UnionWith(_unsynced ?? []);
        _unsynced = null;
    }

    /// <summary>The file after a crash: everything durable, and of the rest what was chosen.</summary>
    internal SimFile Crash(Choice choose)
    {
        SectorTable survivor = _durable.Share();
        foreach (int sector in (_unsynced ?? []).Concat(_dropped ?? []).Order())
        {
            if (choose(2) == 1)
            {
                survivor.CopySector(sector, _seen);
            }
        }
        return new SimFile { Number = Number, _seen = survivor, _durable = survivor.Share() };
    }

    /// <summary>Replaces the contents, durably: for damage.</summary>
    internal void Replace(ReadOnlySpan<byte> data)
    {
        _seen = new SectorTable();
        _seen.Write(0, data);
        _durable = _seen.Share();
        _unsynced = _dropped = null;
    }

    /// <summary>Replaces some bytes, durably: for damage.</summary>
    internal void Overwrite(int offsetBytes, ReadOnlySpan<byte> data)
    {
        _seen.Write(offsetBytes, data);
        _durable.Write(offsetBytes, data);
    }

    internal void AddTo(ContentHash hash)
    {
        hash.Add(LengthBytes);
        _seen.AddTo(hash);
    }

    private static SortedSet<int>? Copy(SortedSet<int>? sectors) => sectors is { Count: > 0 } ? [.. sectors] : null;
}

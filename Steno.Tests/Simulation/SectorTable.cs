namespace Steno.Tests.Simulation;

/// <summary>A length and sectors; shares the array of them with its copies until it is written to.</summary>
internal sealed class SectorTable
{
    private Sector?[] _sectors = [];
    private bool _isShared;

    internal int LengthBytes { get; private set; }

    internal SectorTable Share()
    {
        _isShared = true;
        return new SectorTable { _sectors = _sectors, _isShared = true, LengthBytes = LengthBytes };
    }

    internal void Read(int offsetBytes, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int from = offsetBytes % Sector.SizeBytes;
            int length = Math.Min(destination.Length, Sector.SizeBytes - from);
            Sector.CopyTo(SectorAt(offsetBytes / Sector.SizeBytes), destination[..length], from);
            destination = destination[length..];
            offsetBytes += length;
        }
    }

    internal void Write(int offsetBytes, ReadOnlySpan<byte> data)
    {
        int end = offsetBytes + data.Length;
        MakeWritable(end);
        while (data.Length > 0)
        {
            int from = offsetBytes % Sector.SizeBytes;
            int length = Math.Min(data.Length, Sector.SizeBytes - from);
            int sector = offsetBytes / Sector.SizeBytes;
            _sectors[sector] = Sector.With(_sectors[sector], from, data[..length]);
            data = data[length..];
            offsetBytes += length;
        }
        LengthBytes = Math.Max(LengthBytes, end);
    }

    /// <summary>Takes over one sector; the file grows to its end, if that is beyond its own.</summary>
    internal void CopySector(int sector, SectorTable from)
    {
        int end = Math.Min((sector + 1) * Sector.SizeBytes, from.LengthBytes);
        MakeWritable(end);
        _sectors[sector] = from.SectorAt(sector);
        LengthBytes = Math.Max(LengthBytes, end);
    }

    /// <summary>Whether a sector is the same in both, the bytes and how far it reaches.</summary>
    internal bool HasSame(int sector, SectorTable other)
    {
        int end = (sector + 1) * Sector.SizeBytes;
        return Math.Min(end, LengthBytes) == Math.Min(end, other.LengthBytes) && Sector.AreEqual(SectorAt(sector), other.SectorAt(sector));
    }

    internal void AddTo(ContentHash hash)
    {
        int count = (LengthBytes + Sector.SizeBytes - 1) / Sector.SizeBytes;
        for (int i = 0; i < count; i++)
        {
            if (SectorAt(i) is { } sector)
            {
                hash.Add(i);
                hash.Add(sector.Hash);
            }
        }
    }

    private Sector? SectorAt(int sector) => sector < _sectors.Length ? _sectors[sector] : null;

    private void MakeWritable(int endBytes)
    {
        int count = (endBytes + Sector.SizeBytes - 1) / Sector.SizeBytes;
        if (!_isShared && count <= _sectors.Length)
        {
            return;
        }
        var sectors = new Sector?[count > _sectors.Length ? Math.Max(count, _sectors.Length * 2) : _sectors.Length];
        _sectors.CopyTo(sectors, 0);
        _sectors = sectors;
        _isShared = false;
    }
}

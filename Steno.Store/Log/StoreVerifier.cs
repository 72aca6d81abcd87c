namespace Steno.Store.Log;

/// <summary>Checks a whole store and names the sagas that damage hit: those whose records still decode there, and those whose chains lead there.</summary>
internal sealed class StoreVerifier : IBatchVisitor
{
    private readonly SegmentFiles _files;
    private readonly Superblock _superblock;
    private readonly IProgress<long>? _progress;
    private readonly List<(DamagedRange Range, SortedSet<SagaId> Sagas)> _damages = [];
    private readonly Dictionary<SagaId, RecordAddress> _heads = [];
    private long _recordCount;

    public StoreVerifier(SegmentFiles files, Superblock superblock, IProgress<long>? progress)
    {
        _files = files;
        _superblock = superblock;
        _progress = progress;
    }

    public StoreVerification Run()
    {
        ScanResult scan = new LogScanner(_files, _superblock, isOwner: false, _progress).Run(this, OnDamage);
        return new StoreVerification
        {
            Damages = _damages.ConvertAll(ToDamage),
            SagaCount = _heads.Count,
            RecordCount = _recordCount,
            BatchCount = scan.BatchCount,
            LogBytes = scan.EndAddress - _superblock.BeginAddress,
            SegmentCount = scan.SegmentCount,
            Generation = scan.Generation,
            IsSealed = scan.IsSealed,
        };
    }

    public string? Visit(in BatchHeader header, long batchStart, ReadOnlySpan<byte> body)
    {
        int count = 0;
        for (int offset = 0; offset < body.Length; count++)
        {
            if (!RecordCodec.TryDecode(body[offset..], out RecordView record, out string? problem))
            {
                return $"batch {header.Sequence}, record {count}: {problem}";
            }
            problem = Follow(record);
            if (problem is not null)
            {
                return $"batch {header.Sequence}, record {count}: {problem}";
            }
            _heads[record.SagaId] = RecordAddress.At(batchStart, offset);
            _recordCount++;
            offset += record.SizeBytes;
        }
        return count == header.RecordCount ? null : $"batch {header.Sequence} holds {count} records, expected {header.RecordCount}";
    }

    /// <summary>A record must continue its saga's chain, unless damage took the link's target: then the saga was hit.</summary>
    private string? Follow(in RecordView record)
    {
        RecordAddress head = _heads.GetValueOrDefault(record.SagaId);
        if (record.Previous == head)
        {
            return record.Kind == SagaRecordKind.Create && !head.IsNone ? $"saga {record.SagaId} is created a second time" : null;
        }
        foreach ((DamagedRange range, SortedSet<SagaId> sagas) in _damages)
        {
            long target = record.Previous.BatchStart;
            if (target >= range.Address && target < range.ResumeAddress)
            {
                sagas.Add(record.SagaId);
                return null;
            }
        }
        return $"a record of saga {record.SagaId} does not continue its chain";
    }

    private void OnDamage(DamagedRange range)
    {
        var sagas = new SortedSet<SagaId>();
        _damages.Add((range, sagas));
        CollectReadableSagas(range, sagas);
    }

    /// <summary>The damage may be a single bit: read what still has the form of a record. Reported as a hint only.</summary>
    private void CollectReadableSagas(DamagedRange range, SortedSet<SagaId> sagas)
    {
        LogLayout layout = _superblock.Layout;
        int length = (int)Math.Min(layout.PageEnd(range.Address), Math.Max(range.ResumeAddress, range.Address)) - (int)range.Address;
        if (length <= LogLayout.FrameOverheadBytes)
        {
            return;
        }
        var bytes = new byte[length];
        int read = _files.Read(range.Address, bytes);
        ReadOnlySpan<byte> rest = read <= LogLayout.FrameOverheadBytes ? default : bytes.AsSpan(LogLayout.FrameOverheadBytes, read - LogLayout.FrameOverheadBytes);
        while (RecordCodec.TryDecode(rest, out RecordView record, out _))
        {
            bool isPlausible = record.Kind == SagaRecordKind.Create ? record.Previous.IsNone : record.Previous.BatchStart <= range.Address;
            if (isPlausible && (record.Kind == SagaRecordKind.Create || _heads.ContainsKey(record.SagaId) || sagas.Contains(record.SagaId)))
            {
                sagas.Add(record.SagaId);
            }
            rest = rest[record.SizeBytes..];
        }
    }

    private StoreDamage ToDamage((DamagedRange Range, SortedSet<SagaId> Sagas) damage) => new(
        _files.PathOf(_superblock.Layout.SegmentOf(damage.Range.Address)),
        _superblock.Layout.OffsetInSegment(damage.Range.Address),
        damage.Range.Reason,
        [.. damage.Sagas]);
}

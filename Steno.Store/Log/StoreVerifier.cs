using Steno.Store.Archives;
using Steno.Store.Disk;

namespace Steno.Store.Log;

/// <summary>Checks a whole store and names the sagas that damage hit: those whose records still decode there, and those whose chains lead there.</summary>
internal sealed class StoreVerifier
{
    private readonly IDisk _disk;
    private readonly SegmentFiles _files;
    private readonly Superblock _superblock;
    private readonly IProgress<long>? _progress;
    private readonly List<(DamagedRange Range, SortedSet<SagaId> Sagas)> _damages = [];
    private readonly LoadedSnapshot? _snapshot;
    private readonly (long Offset, string Reason)? _snapshotProblem;
    private readonly IndexBuilder _builder;

    public StoreVerifier(IDisk disk, SegmentFiles files, Superblock superblock, IProgress<long>? progress)
    {
        _disk = disk;
        _files = files;
        _superblock = superblock;
        _progress = progress;
        // Read first: it got its name when everything that it covers was durable, so a log that ends before that is damaged.
        _snapshot = LoadedSnapshot.TryLoad(disk, superblock, out _snapshotProblem);
        _builder = new IndexBuilder(superblock.Begin.Address, new SagaIndex(_snapshot?.Index.Count ?? 0), IsExplained);
    }

    public StoreVerification Run()
    {
        (long Offset, string Reason)? problem = _snapshotProblem;
        var check = new SnapshotCheck(_builder, _snapshot, _superblock.Begin.Address);
        ScanResult scan = new LogScanner(_files, _superblock.ProvenBy(_snapshot), isOwner: false, _progress).Run(check, OnDamage);
        foreach ((RecordAddress address, SagaId id) in check.TakeMissing())
        {
            problem ??= Explain(address, id);
        }
        List<StoreDamage> damages = _damages.ConvertAll(ToDamage);
        if (problem is { } damage)
        {
            // No saga is hit: the log is the truth.
            damages.Add(new StoreDamage(Path.Combine(_disk.Directory, LoadedSnapshot.FileName), damage.Offset, damage.Reason, []));
        }
        IReadOnlyList<SealedArchive> archives = new ArchiveVerifier(_disk, _superblock, _progress).Run(damages);
        return new StoreVerification
        {
            ArchiveCount = archives.Count,
            ArchivedSagaCount = archives.Sum(static archive => (long)archive.SagaCount),
            ArchiveBytes = archives.Sum(static archive => archive.LengthBytes),
            Damages = damages,
            SagaCount = _builder.Index.Count,
            RecordCount = _builder.RecordCount,
            BatchCount = scan.BatchCount,
            LogBytes = scan.EndAddress - _superblock.Begin.Address,
            SegmentCount = scan.SegmentCount - _superblock.Layout.SegmentOf(_superblock.Begin.Address),
            Generation = scan.Generation,
            IsSealed = scan.IsSealed,
        };
    }

    /// <summary>A record must continue its saga's chain, unless damage took the link's target: then the saga was hit.</summary>
    private bool IsExplained(SagaId id, RecordAddress previous)
    {
        foreach ((DamagedRange range, SortedSet<SagaId> sagas) in _damages)
        {
            if (previous.BatchStart >= range.BatchStart && previous.BatchStart < range.ResumeAddress)
            {
                sagas.Add(id);
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// The snapshot names a record that no intact batch holds. Damage to its batch explains it, and then that saga was hit; without
    /// any damage the two do not belong together.
    /// </summary>
    private (long Offset, string Reason)? Explain(RecordAddress address, SagaId id)
    {
        foreach ((DamagedRange range, SortedSet<SagaId> sagas) in _damages)
        {
            if (range.ResumeAddress > address.BatchStart)
            {
                sagas.Add(id);
                return null;
            }
        }
        return _damages.Count > 0 ? null : (0, $"it names a record of saga {id} at log address {address.BatchStart}, and the log holds none there");
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
            bool isPlausible = record.Kind == LogRecordKind.Create ? record.Previous.IsNone : record.Previous.BatchStart <= range.Address;
            if (isPlausible && (record.Kind == LogRecordKind.Create || _builder.Index.Find(record.SagaId) >= 0 || sagas.Contains(record.SagaId)))
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

namespace Steno.Store.Log;

/// <summary>
/// Checks, beside whoever takes the batches of a log, that a snapshot points at records that are there. Checksums prove that
/// a snapshot is as it was written, not that it and the log belong together: a segment may come from another copy of the store.
/// </summary>
/// <remarks>Batches come in the order of their addresses, so what is expected is sorted by it once and never searched.</remarks>
internal sealed class SnapshotCheck : IBatchVisitor
{
    private readonly IBatchVisitor _next;
    private readonly SagaIndex? _index;
    private readonly ulong[] _addresses;
    /// <summary>For each address the entry whose record it is.</summary>
    private readonly int[] _entries;
    private readonly List<(RecordAddress Address, SagaId Id)> _missing = [];
    private int _reached;

    /// <param name="next">Who takes the batches.</param>
    /// <param name="snapshot">The snapshot; null when there is none.</param>
    /// <param name="beginAddress">Where the log begins: what a snapshot names before it was written again or dropped since.</param>
    public SnapshotCheck(IBatchVisitor next, LoadedSnapshot? snapshot, long beginAddress)
    {
        _next = next;
        _index = snapshot?.Index;
        int end = _index?.End ?? 0;
        var addresses = new List<ulong>(2 * end);
        var entries = new List<int>(2 * end);
        for (int i = 0; i < end; i++)
        {
            ref SagaEntry saga = ref _index![i];
            if (saga.IsPublished)
            {
                Expect(saga.CreateAddress, i);
                Expect(saga.PublishedHead, i);
            }
        }
        (_addresses, _entries) = ([.. addresses], [.. entries]);
        Array.Sort(_addresses, _entries);

        void Expect(RecordAddress address, int entry)
        {
            if (address.BatchStart >= beginAddress)
            {
                addresses.Add(address.Packed);
                entries.Add(entry);
            }
        }
    }

    /// <summary>After the scan: what the snapshot names and no intact batch holds.</summary>
    public IReadOnlyList<(RecordAddress Address, SagaId Id)> TakeMissing()
    {
        SkipUntil(ulong.MaxValue);
        return _missing;
    }

    public string? Visit(in BatchHeader header, long batchStart, ReadOnlySpan<byte> body)
    {
        SkipUntil(RecordAddress.At(batchStart, 0).Packed);
        int offset = 0;
        while (_reached < _addresses.Length && Expected(_reached).BatchStart == batchStart)
        {
            int expected = Expected(_reached).BodyOffset;
            while (offset < expected && RecordCodec.TryPeek(body[offset..], out _, out long sizeBytes))
            {
                offset += (int)sizeBytes;
            }
            if (offset != expected || !RecordCodec.TryPeek(body[offset..], out SagaId id, out _) || id != IdOf(_reached))
            {
                NoteMissing();
                continue;
            }
            _reached++;
        }
        return _next.Visit(header, batchStart, body);
    }

    public string? Finish() => _next.Finish();

    /// <summary>What is expected before an address did not come, and will not.</summary>
    private void SkipUntil(ulong address)
    {
        while (_reached < _addresses.Length && _addresses[_reached] < address)
        {
            NoteMissing();
        }
    }

    private void NoteMissing()
    {
        _missing.Add((Expected(_reached), IdOf(_reached)));
        _reached++;
    }

    private RecordAddress Expected(int number) => new(_addresses[number]);

    private SagaId IdOf(int number) => _index![_entries[number]].Id;
}

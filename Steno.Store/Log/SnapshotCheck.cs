namespace Steno.Store.Log;

/// <summary>
/// Checks, beside whoever takes the batches of a log, that a snapshot points at records that are there. Checksums prove that
/// a snapshot is as it was written, not that it and the log belong together: a segment may come from another copy of the store.
/// </summary>
internal sealed class SnapshotCheck : IBatchVisitor
{
    private readonly IBatchVisitor _next;
    private readonly Dictionary<RecordAddress, SagaId> _expected = [];

    /// <param name="next">Who takes the batches.</param>
    /// <param name="snapshot">The snapshot; null when there is none.</param>
    /// <param name="beginAddress">Where the log begins: what a snapshot names before it was written again or dropped since.</param>
    public SnapshotCheck(IBatchVisitor next, LoadedSnapshot? snapshot, long beginAddress)
    {
        _next = next;
        for (int i = 0; i < (snapshot?.Index.End ?? 0); i++)
        {
            SagaEntry saga = snapshot!.Index[i];
            if (saga.IsPublished)
            {
                Expect(saga.Id, saga.PublishedHead, beginAddress);
                Expect(saga.Id, saga.CreateAddress, beginAddress);
            }
        }
    }

    /// <summary>After the scan: what the snapshot names and no intact batch holds.</summary>
    public IReadOnlyDictionary<RecordAddress, SagaId> Missing => _expected;

    public string? Visit(in BatchHeader header, long batchStart, ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> rest = _expected.Count == 0 ? default : body;
        while (RecordCodec.TryDecode(rest, out RecordView record, out _))
        {
            var address = RecordAddress.At(batchStart, body.Length - rest.Length);
            if (_expected.TryGetValue(address, out SagaId id) && id == record.SagaId)
            {
                _expected.Remove(address);
            }
            rest = rest[record.SizeBytes..];
        }
        return _next.Visit(header, batchStart, body);
    }

    public string? Finish() => _next.Finish();

    private void Expect(SagaId id, RecordAddress address, long beginAddress)
    {
        if (address.BatchStart >= beginAddress)
        {
            _expected[address] = id;
        }
    }
}

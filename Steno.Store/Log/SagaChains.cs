namespace Steno.Store.Log;

/// <summary>
/// Reads whole sagas to write them elsewhere: the records that still matter, oldest first; all but the ends of earlier rewrites and
/// the updates that a later one superseded.
/// </summary>
internal static class SagaChains
{
    private const int RecordsPerStep = 4096;

    /// <summary>One saga's.</summary>
    /// <param name="reader">Reads them.</param>
    /// <param name="id">The saga.</param>
    /// <param name="head">Its last record.</param>
    /// <param name="after">The record that ends the search, itself left out; none for all of them.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static List<PreparedRecord> Read(RecordReader reader, SagaId id, RecordAddress head, RecordAddress after, CancellationToken cancellation)
    {
        var chain = new Chain();
        foreach (StoredRecord record in reader.ReadChain(id, head, cancellation))
        {
            chain.Add(record);
            if (record.Previous == after)
            {
                break;
            }
        }
        return chain.OldestFirst();
    }

    /// <summary>
    /// Several sagas' together, the newest record of them all first. Sagas that are written side by side share their batches, and so
    /// each batch is read once and not once for each of them.
    /// </summary>
    /// <param name="reader">Reads them; the last batch is all that it has to keep.</param>
    /// <param name="sagas">The sagas with their last records.</param>
    /// <param name="pace">How fast.</param>
    public static List<PreparedRecord>[] ReadTogether(RecordReader reader, IReadOnlyList<SagaRewrite> sagas, Pace pace)
    {
        var chains = new Chain[sagas.Count];
        var next = new PriorityQueue<(int Saga, RecordAddress Address), ulong>(sagas.Count);
        for (int saga = 0; saga < sagas.Count; saga++)
        {
            chains[saga] = new Chain();
            next.Enqueue((saga, sagas[saga].Head), NewestFirst(sagas[saga].Head));
        }
        for (int count = 1; next.TryPeek(out (int Saga, RecordAddress Address) at, out _); count++)
        {
            StoredRecord record = reader.ReadLink(sagas[at.Saga].SagaId, at.Address);
            chains[at.Saga].Add(record);
            if (record.Previous.IsNone)
            {
                next.Dequeue();
            }
            else
            {
                next.DequeueEnqueue((at.Saga, record.Previous), NewestFirst(record.Previous));
            }
            if (count % RecordsPerStep == 0)
            {
                pace.EndStep();
            }
        }
        return Array.ConvertAll(chains, static chain => chain.OldestFirst());
    }

    private static ulong NewestFirst(RecordAddress address) => ulong.MaxValue - address.Packed;

    private sealed class Chain
    {
        private readonly List<PreparedRecord> _records = [];
        private bool _hasUpdate;

        /// <summary>Takes the record before the one that came last.</summary>
        public void Add(in StoredRecord record)
        {
            bool isSuperseded = record.Kind == LogRecordKind.RewriteEnd || (record.Kind == LogRecordKind.Update && _hasUpdate);
            _hasUpdate |= record.Kind == LogRecordKind.Update;
            if (!isSuperseded)
            {
                _records.Add(PreparedRecord.Again(record));
            }
        }

        public List<PreparedRecord> OldestFirst()
        {
            _records.Reverse();
            return _records;
        }
    }
}

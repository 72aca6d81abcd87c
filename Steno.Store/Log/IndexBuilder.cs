namespace Steno.Store.Log;

/// <summary>Rebuilds the index from the log, and checks that every record continues its saga.</summary>
internal sealed class IndexBuilder : IBatchVisitor
{
    public SagaIndex Index { get; } = new();

    public string? Visit(in BatchHeader header, long batchStart, ReadOnlySpan<byte> body)
    {
        int offset = 0;
        int count = 0;
        while (offset < body.Length)
        {
            if (!RecordCodec.TryDecode(body[offset..], out RecordView record, out string? problem))
            {
                return $"batch {header.Sequence}, record {count}: {problem}";
            }
            problem = Apply(record, RecordAddress.At(batchStart, offset));
            if (problem is not null)
            {
                return $"batch {header.Sequence}, record {count}: {problem}";
            }
            offset += record.SizeBytes;
            count++;
        }
        return count == header.RecordCount ? null : $"batch {header.Sequence} holds {count} records, expected {header.RecordCount}";
    }

    private string? Apply(in RecordView record, RecordAddress address)
    {
        int entry = Index.Find(record.SagaId);
        if (record.Kind == SagaRecordKind.Create)
        {
            if (entry >= 0)
            {
                return $"saga {record.SagaId} is created a second time";
            }
            entry = Index.Add(record.SagaId);
        }
        else if (entry < 0)
        {
            return $"saga {record.SagaId} was never created";
        }
        ref SagaEntry saga = ref Index[entry];
        if (record.Previous != saga.PublishedHead)
        {
            return $"a record of saga {record.SagaId} does not continue its chain";
        }
        saga.Publish(record.Kind, record.Detail, address);
        saga.PendingHead = address;
        saga.PendingState = saga.PublishedState;
        return null;
    }
}

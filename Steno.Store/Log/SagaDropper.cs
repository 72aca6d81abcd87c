namespace Steno.Store.Log;

/// <summary>Drops sagas in bounded batches: what retention lets go and what somebody deletes. Space comes back by compaction.</summary>
internal sealed class SagaDropper(StoreState state, Appender appender)
{
    private const int BatchSagas = 256;
    private const int UrgentBatchSagas = 4096;
    private readonly StoreState _state = state;
    private readonly Appender _appender = appender;

    /// <summary>Drops every saga that is chosen when its turn comes; each is looked at once.</summary>
    /// <returns>How many were dropped, durably.</returns>
    public long DropAll(SagaChoice isChosen, bool mayBeUnfinished, int limit, Pace pace)
    {
        long dropped = 0;
        var ids = new List<SagaId>(BatchSagas);
        for (int next = 0, end = int.MaxValue; next < end && dropped < limit;)
        {
            ids.Clear();
            int wanted = (int)Math.Min(pace.IsUrgent ? UrgentBatchSagas : BatchSagas, limit - dropped);
            while (next < end && ids.Count < wanted)
            {
                lock (_state.Gate)
                {
                    end = _state.Index.End;
                    for (int stop = Math.Min(end, next + SagaEntries.ChunkEntries); next < stop && ids.Count < wanted; next++)
                    {
                        ref SagaEntry saga = ref _state.Index[next];
                        if (saga.IsPublished && !saga.IsDropping && isChosen(saga))
                        {
                            ids.Add(saga.Id);
                        }
                    }
                }
            }
            if (ids.Count > 0)
            {
                dropped += Drop(ids, mayBeUnfinished, pace.Cancellation);
                pace.EndStep();
            }
        }
        return dropped;
    }

    private int Drop(List<SagaId> ids, bool mayBeUnfinished, CancellationToken cancellation)
    {
        PreparedRecord[] drops = [.. ids.Select(id => PreparedRecord.Drop(id, mayBeUnfinished))];
        try
        {
            Wait(_appender.Append(drops, cancellation));
            return drops.Length;
        }
        catch (Exception moved) when (moved is UnknownSagaException or SagaUnfinishedException or SagaArchivedException)
        {
            // Somebody dropped one of them meanwhile; a call is all or none, so each goes alone.
            return drops.Count(drop => TryDrop(drop, cancellation));
        }
    }

    private bool TryDrop(PreparedRecord drop, CancellationToken cancellation)
    {
        try
        {
            Wait(_appender.Append(new ReadOnlySpan<PreparedRecord>(in drop), cancellation));
            return true;
        }
        catch (Exception moved) when (moved is UnknownSagaException or SagaUnfinishedException or SagaArchivedException)
        {
            return false;
        }
    }

    private static void Wait(ValueTask acknowledged) => acknowledged.AsTask().GetAwaiter().GetResult();
}

/// <summary>Whether a saga is meant.</summary>
internal delegate bool SagaChoice(in SagaEntry saga);

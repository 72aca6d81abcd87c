using Steno.Store.Archives;

namespace Steno.Store.Log;

/// <summary>Lets go of done sagas as the option says: drops or archives them.</summary>
internal sealed class RetentionPass(StoreState state, SagaDropper dropper, SagaArchiver archiver, SagaRetention retention, ClockWatch clock)
{
    private const long PlaceBytes = 64 * 1024;

    private readonly StoreState _state = state;
    private readonly SagaDropper _dropper = dropper;
    private readonly SagaArchiver _archiver = archiver;
    private readonly SagaRetention _retention = retention;
    private readonly ClockWatch _clock = clock;

    /// <summary>How many done sagas beyond the number to keep there must be before some are dropped: a pass looks at the whole index.</summary>
    public static int SlackOf(int maxCount) => Math.Max(64, maxCount / 16);

    /// <summary>Lets go of what is due.</summary>
    /// <param name="publishedEnd">
    /// Where the visible records ended before this began: what ends later may have been dated by a clock that was set since it was looked at here.
    /// </param>
    /// <param name="pace">How fast.</param>
    /// <returns>How many sagas are gone.</returns>
    public long Run(RecordAddress publishedEnd, Pace pace)
    {
        long dropped = 0;
        if (_retention.MaxAge is { } age && _clock.TryRead(out DateTimeOffset now))
        {
            uint limit = SagaIndex.ToSeconds((now - age).ToUnixTimeMilliseconds());
            dropped += LetGo((in SagaEntry saga) => IsMeant(saga) && saga.CommitSeconds <= limit && saga.PublishedHead.Packed < publishedEnd.Packed, int.MaxValue, pace);
        }
        if (_retention.MaxCount is { } count)
        {
            dropped += DropOldest(count, pace);
        }
        return dropped;
    }

    private long LetGo(SagaChoice isChosen, int limit, Pace pace)
        => _retention.Archives ? _archiver.ArchiveAll(isChosen, limit, pace) : _dropper.DropAll(isChosen, mayBeUnfinished: false, limit, pace);

    /// <summary>By the second of the last commit, and within the last such second by the place in the log, so that the oldest segments empty first.</summary>
    private long DropOldest(int keep, Pace pace)
    {
        Dictionary<long, int> bySecond = CountMeant(static (in SagaEntry saga) => saga.CommitSeconds);
        long excess = bySecond.Values.Sum(static count => (long)count) - keep;
        if (excess <= 0)
        {
            return 0;
        }
        long lastSecond = FindNth(bySecond, excess);
        long PlaceOf(in SagaEntry saga) => saga.CommitSeconds < lastSecond ? -1 : saga.CommitSeconds == lastSecond ? saga.PublishedHead.BatchStart / PlaceBytes : long.MaxValue;
        long lastPlace = FindNth(CountMeant(PlaceOf), excess);
        long dropped = LetGo((in SagaEntry saga) => IsMeant(saga) && PlaceOf(saga) < lastPlace, (int)excess, pace);
        return dropped + LetGo((in SagaEntry saga) => IsMeant(saga) && PlaceOf(saga) == lastPlace, (int)Math.Max(0, excess - dropped), pace);
    }

    /// <summary>The key under which the n-th is counted.</summary>
    private static long FindNth(Dictionary<long, int> counts, long n)
    {
        long last = 0;
        foreach ((long key, int count) in counts.OrderBy(static count => count.Key))
        {
            last = key;
            if (n <= count)
            {
                break;
            }
            n -= count;
        }
        return last;
    }

    private delegate long KeyOf(in SagaEntry saga);

    private Dictionary<long, int> CountMeant(KeyOf keyOf)
    {
        var counts = new Dictionary<long, int>();
        for (int next = 0, end = int.MaxValue; next < end;)
        {
            lock (_state.Gate)
            {
                end = _state.Index.End;
                for (int stop = Math.Min(end, next + SagaEntries.ChunkEntries); next < stop; next++)
                {
                    ref SagaEntry saga = ref _state.Index[next];
                    if (saga.IsPublished && IsMeant(saga))
                    {
                        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, keyOf(saga), out _)++;
                    }
                }
            }
        }
        return counts;
    }

    private bool IsMeant(in SagaEntry saga) => saga.PublishedState == SagaCachedState.Done && !saga.IsDropping && (_retention.IncludeStuck || !saga.IsStuck);
}

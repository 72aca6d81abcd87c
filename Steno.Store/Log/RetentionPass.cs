using Steno.Store.Archives;

namespace Steno.Store.Log;

/// <summary>Lets go of done sagas as the option says: drops or archives them.</summary>
internal sealed class RetentionPass(StoreState state, SagaDropper dropper, SagaArchiver archiver, SagaRetention retention, ClockWatch clock)
{
    private readonly StoreState _state = state;
    private readonly SagaDropper _dropper = dropper;
    private readonly SagaArchiver _archiver = archiver;
    private readonly SagaRetention _retention = retention;
    private readonly ClockWatch _clock = clock;

    /// <summary>How many done sagas beyond the number to keep there must be before some are dropped: a pass looks at the whole index.</summary>
    public static int SlackOf(int maxCount) => Math.Max(64, maxCount / 16);

    public long Run(Pace pace)
    {
        long dropped = 0;
        if (_retention.MaxAge is { } age && !_clock.HasJumped)
        {
            uint limit = SagaIndex.ToSeconds((_clock.Now - age).ToUnixTimeMilliseconds());
            dropped += LetGo((in SagaEntry saga) => IsMeant(saga) && saga.CommitSeconds <= limit, int.MaxValue, pace);
        }
        if (_retention.MaxCount is { } count)
        {
            dropped += DropOldest(count, pace);
        }
        return dropped;
    }

    private long LetGo(SagaChoice isChosen, int limit, Pace pace)
        => _retention.Archives ? _archiver.ArchiveAll(isChosen, limit, pace) : _dropper.DropAll(isChosen, mayBeUnfinished: false, limit, pace);

    private long DropOldest(int keep, Pace pace)
    {
        var countBySecond = new SortedDictionary<uint, int>();
        int excess = CountMeant(countBySecond) - keep;
        if (excess <= 0)
        {
            return 0;
        }
        int older = 0;
        foreach ((uint second, int count) in countBySecond)
        {
            if (older + count >= excess)
            {
                uint last = second;
                long dropped = LetGo((in SagaEntry saga) => IsMeant(saga) && saga.CommitSeconds < last, excess, pace);
                return dropped + LetGo((in SagaEntry saga) => IsMeant(saga) && saga.CommitSeconds == last, (int)Math.Max(0, excess - dropped), pace);
            }
            older += count;
        }
        return 0;
    }

    private int CountMeant(SortedDictionary<uint, int> countBySecond)
    {
        int total = 0;
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
                        countBySecond[saga.CommitSeconds] = countBySecond.GetValueOrDefault(saga.CommitSeconds) + 1;
                        total++;
                    }
                }
            }
        }
        return total;
    }

    private bool IsMeant(in SagaEntry saga) => saga.PublishedState == SagaCachedState.Done && !saga.IsDropping && (_retention.IncludeStuck || !saga.IsStuck);
}

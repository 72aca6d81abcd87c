namespace Steno.Store;

/// <summary>What becomes of sagas that are done. Unfinished ones are always kept, and so are stuck ones unless <see cref="IncludeStuck"/>.</summary>
public sealed record SagaRetention
{
    private SagaRetention()
    {
    }

    /// <summary>Done sagas are kept until somebody deletes them. The index then grows with every saga.</summary>
    public static SagaRetention Keep { get; } = new();

    /// <summary>Done sagas are dropped some time after their last record.</summary>
    /// <remarks>Ages are told by the clock. While a store is open a clock that is set by more than an hour stops this, with a warning, until it is opened again.</remarks>
    /// <param name="age">How long they are kept, to the second; not negative.</param>
    public static SagaRetention DropAfter(TimeSpan age)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(age, TimeSpan.Zero);
        return new() { MaxAge = age };
    }

    /// <summary>Only so many done sagas are kept; the oldest ones are dropped, some at a time, so there may be a few more.</summary>
    /// <remarks>Oldest by the second of their last record; within a second, by where it lies in the log.</remarks>
    /// <param name="count">How many are kept; not negative.</param>
    public static SagaRetention DropBeyond(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new() { MaxCount = count };
    }

    /// <summary>Done sagas are moved into archives some time after their last record: they can be read as before, and neither changed nor deleted, and take no place in the index.</summary>
    /// <remarks>Ages are told by the clock, as for <see cref="DropAfter"/>. A saga of more than 128 MiB stays in the log.</remarks>
    /// <param name="age">How long they stay in the log, to the second; not negative.</param>
    public static SagaRetention ArchiveAfter(TimeSpan age) => DropAfter(age) with { Archives = true };

    /// <summary>Only so many done sagas stay in the log; the oldest ones are moved into archives, some at a time, so there may be a few more.</summary>
    /// <param name="count">How many stay; not negative.</param>
    public static SagaRetention ArchiveBeyond(int count) => DropBeyond(count) with { Archives = true };

    /// <summary>Whether sagas are archived instead of dropped.</summary>
    public bool Archives { get; private init; }
    /// <summary>How long done sagas are kept; null for as long as there is room for them.</summary>
    public TimeSpan? MaxAge { get; private init; }
    /// <summary>How many done sagas are kept; null for any number.</summary>
    public int? MaxCount { get; private init; }
    /// <summary>Whether done sagas of which an undo failed are dropped or archived like the others. By default they stay, because somebody has to look at them.</summary>
    public bool IncludeStuck { get; init; }
}

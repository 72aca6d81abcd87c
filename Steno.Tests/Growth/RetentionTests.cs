using Microsoft.Extensions.Time.Testing;
using Steno.Store;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Growth;

public sealed class RetentionTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private FasterSecStoreOptions Options => Lives.Options with { TimeProvider = _time };

    [Fact]
    public async Task DropAfter_DropsWhatIsDoneAndOldEnough_AndKeepsTheRest()
    {
        var disk = new SimDisk();
        FasterSecStoreOptions options = Options with { Retention = SagaRetention.DropAfter(TimeSpan.FromHours(1)) };
        await using (FasterSecStore store = FasterSecStore.Open(options, disk))
        {
            await Done(store, 1);
            await Done(store, 2, isStuck: true);
            await store.CreateSagaAsync(Sample.Create(Sample.Id(3))).Ends();
            _time.Advance(TimeSpan.FromMinutes(59));
            await Done(store, 4);
            Assert.Equal(0, (await store.CompactAsync().Ends()).SagasDropped);
            _time.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(1, (await store.CompactAsync().Ends()).SagasDropped);
            Assert.Equal("2 3 4", await Ids(store));
        }
        await using FasterSecStore reopened = FasterSecStore.Open(Options, disk);
        Assert.Equal("2 3 4", await Ids(reopened));
    }

    /// <summary>Ten years in a moment are no age: nothing is dropped for a clock that somebody set.</summary>
    [Theory]
    [InlineData(3650)]
    [InlineData(-3650)]
    public async Task DropAfter_WhenTheClockJumps_DropsNothing(int days)
    {
        var disk = new SimDisk();
        var time = new JumpingTime();
        FasterSecStoreOptions options = Options with { TimeProvider = time, Retention = SagaRetention.DropAfter(TimeSpan.FromHours(1)) };
        await using FasterSecStore store = FasterSecStore.Open(options, disk);
        await Done(store, 1);
        time.Offset = TimeSpan.FromDays(days);
        await Done(store, 2);
        Assert.Equal(0, (await store.CompactAsync().Ends()).SagasDropped);
        Assert.Equal("1 2", await Ids(store));
        time.Offset = TimeSpan.Zero;
        await store.CompactAsync().Ends();
        Assert.Equal("1 2", await Ids(store));
    }

    /// <summary>The clock may be set between any two looks at it: what was found right must be what ages are counted from.</summary>
    [Fact]
    public async Task DropAfter_WhenTheClockJumpsBetweenTwoLooks_DropsNothing()
    {
        for (int looks = 0; looks < 12; looks++)
        {
            var time = new JumpingTime();
            FasterSecStoreOptions options = Options with { TimeProvider = time, Retention = SagaRetention.DropAfter(TimeSpan.FromHours(1)) };
            await using FasterSecStore store = FasterSecStore.Open(options, new SimDisk());
            await Done(store, 1);
            time.JumpAfter(looks, TimeSpan.FromDays(3650));
            Assert.Equal(0, (await store.CompactAsync().Ends()).SagasDropped);
            Assert.Equal("1", await Ids(store));
        }
    }

    /// <summary>A pass that found the clock right goes on with that; what is dated by a wrong one meanwhile is none of its business.</summary>
    [Theory]
    [InlineData(Durability.Commit)]
    [InlineData(Durability.Buffered)]
    public async Task DropAfter_WhenTheClockJumpsWhileItRuns_DropsNothing(Durability durability)
    {
        var time = new JumpingTime();
        FasterSecStoreOptions options = Options with { TimeProvider = time, Durability = durability };
        await using FasterSecStore store = FasterSecStore.Open(options, new SimDisk());
        await Done(store, 1);
        time.AfterKeepersLook = () =>
        {
            time.Offset = TimeSpan.FromDays(-3650);
            Done(store, 2).Wait(Eventually.Limit);
        };
        Assert.Equal(0, (await store.CompactAsync(SagaRetention.DropAfter(TimeSpan.FromHours(1))).Ends()).SagasDropped);
        Assert.Null(time.AfterKeepersLook);
        Assert.Equal("1 2", await Ids(store));
    }

    private sealed class JumpingTime : TimeProvider
    {
        private TimeSpan _jump;
        private int _looksLeft = int.MaxValue;

        internal TimeSpan Offset { get; set; }

        internal void JumpAfter(int looks, TimeSpan jump) => (_jump, _looksLeft) = (jump, looks);

        /// <summary>Runs once, when the store's keeper has got the time that it asked for.</summary>
        internal Action? AfterKeepersLook { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            DateTimeOffset now = base.GetUtcNow() + Offset + (Interlocked.Decrement(ref _looksLeft) < 0 ? _jump : TimeSpan.Zero);
            if (AfterKeepersLook is { } run && Thread.CurrentThread.Name == "steno-keep")
            {
                AfterKeepersLook = null;
                run();
            }
            return now;
        }
    }

    [Fact]
    public async Task DropBeyond_DropsTheOldestDoneOnes()
    {
        FasterSecStoreOptions options = Options with { Retention = SagaRetention.DropBeyond(3) };
        await using FasterSecStore store = FasterSecStore.Open(options, new SimDisk());
        for (int number = 1; number <= 9; number++)
        {
            await Done(store, number, isStuck: number == 2);
            _time.Advance(TimeSpan.FromSeconds(number == 5 ? 0 : 1));
        }
        await store.CreateSagaAsync(Sample.Create(Sample.Id(10))).Ends();
        Assert.Equal(5, (await store.CompactAsync().Ends()).SagasDropped);
        Assert.Equal("2 7 8 9 10", await Ids(store));
    }

    /// <summary>Those of one second go in the order of the log, so that its oldest segments empty first; to 64 KiB, which is 14 sagas here.</summary>
    [Fact]
    public async Task DropBeyond_OfSagasOfOneSecond_DropsThoseThatEndedFirst()
    {
        const int Sagas = 400, Keep = 100, Granule = 15;
        await using FasterSecStore store = FasterSecStore.Open(Options, new SimDisk());
        await store.WriteAsync(Enumerable.Range(1, Sagas).Select(number => SagaRecord.Create(Sample.Create(Sample.Id(number)))).ToArray()).Ends();
        // Batches that are all but full, so that compaction leaves them where they are.
        SagaNodeEventType output = SagaNodeEventType.Succeeded(Sample.JsonOfLength(4_400));
        for (int number = Sagas; number >= 1; number--)
        {
            SagaId id = Sample.Id(number);
            await store.WriteAsync(new[] { SagaRecord.Event(Sample.Event(id, 0, output)), SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done)) }).Ends();
        }
        await store.CompactAsync(SagaRetention.DropBeyond(Keep)).Ends();
        string[] kept = (await Ids(store)).Split(' ');
        Assert.Equal(Keep, kept.Length);
        int last = kept.Max(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(last, Keep, Keep + Granule);
    }

    [Fact]
    public async Task IncludeStuck_DropsStuckOnesToo()
    {
        FasterSecStoreOptions options = Options with { Retention = SagaRetention.DropBeyond(0) with { IncludeStuck = true } };
        await using FasterSecStore store = FasterSecStore.Open(options, new SimDisk());
        await Done(store, 1, isStuck: true);
        Assert.Equal(1, (await store.CompactAsync().Ends()).SagasDropped);
        Assert.Equal("", await Ids(store));
    }

    /// <summary>In the background, without anybody asking: the log stays within its bound while sagas come and go.</summary>
    [Fact]
    public async Task Background_WhileSagasComeAndGo_KeepsTheLogWithinItsBound()
    {
        var disk = new SimDisk();
        FasterSecStoreOptions options = Options with { Retention = SagaRetention.DropBeyond(10), SnapshotIntervalBytes = 256 << 10 };
        await using FasterSecStore store = FasterSecStore.Open(options, disk);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(0))).Ends();
        var shrunk = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        disk.AfterOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Delete && operation.Name == "segment-00000020.log")
            {
                shrunk.TrySetResult();
            }
        };
        for (int number = 1; !shrunk.Task.IsCompleted; number++)
        {
            await Done(store, number);
            Assert.True(number < 100_000, "nothing was ever cleaned up");
        }
        disk.AfterOperation = null;
        // The saga that was there first is still whole, wherever it lies now.
        Assert.Equal(Sample.Text(Sample.Create(Sample.Id(0))), Sample.Text((await store.GetCreateParamsAsync(Sample.Id(0)).Ends())!.Value));
    }

    [Fact]
    public async Task Delete_OfASaga_NeedsItDone_AndFreesItsId()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        SagaId id = Sample.Id(1);
        Assert.Equal(id, Assert.IsType<UnknownSagaException>(await Eventually.Outcome(() => store.DeleteSagaAsync(id))).SagaId);
        await store.CreateSagaAsync(Sample.Create(id)).Ends();
        var refusal = Assert.IsType<SagaUnfinishedException>(await Eventually.Outcome(() => store.DeleteSagaAsync(id)));
        Assert.Equal((id, SagaCachedState.Running), (refusal.SagaId, refusal.State));
        await store.UpdateSagaAsync(id, SagaCachedState.Done).Ends();
        await store.DeleteSagaAsync(id).Ends();
        Assert.Null(await store.GetSagaAsync(id).Ends());
        Assert.IsType<UnknownSagaException>(await Eventually.Outcome(() => store.RecordEventAsync(Sample.Started(id))));
        Assert.IsType<UnknownSagaException>(await Record.ExceptionAsync(async () => await store.ReadEventsAsync(id).Ends()));
        await store.CreateSagaAsync(Sample.Create(id, "[]")).Ends();
        Assert.Equal("[]", Sample.Text((await store.GetCreateParamsAsync(id).Ends())!.Value.Dag));
    }

    /// <summary>Until the deletion is durable, readers see the saga and writers do not.</summary>
    [Fact]
    public async Task Delete_ThatIsNotDurableYet_IsSeenByWritersOnly()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        await Done(store, 1);
        using var gate = new ManualResetEventSlim();
        disk.BeforeOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Write)
            {
                gate.Wait(Eventually.Limit);
            }
        };
        Task deletion = Task.Run(async () => await store.DeleteSagaAsync(Sample.Id(1)));
        while (await Eventually.Outcome(() => store.RecordNoteAsync(Sample.Note(Sample.Id(1)), new CancellationToken(true))) is OperationCanceledException && store.GetStatistics().DoneCount == 1 && !IsDropping(store))
        {
            await Task.Yield();
        }
        Assert.NotNull(await store.GetSagaAsync(Sample.Id(1)).Ends());
        Assert.IsType<SagaExistsException>(await Eventually.Outcome(() => store.CreateSagaAsync(Sample.Create(Sample.Id(1)))));
        gate.Set();
        await deletion.Ends();
        disk.BeforeOperation = null;
        Assert.Null(await store.GetSagaAsync(Sample.Id(1)).Ends());
    }

    [Fact]
    public async Task DeleteSagas_ByStateAndAge_DeletesOnlyThose()
    {
        await using FasterSecStore store = FasterSecStore.Open(Options, new SimDisk());
        await Done(store, 1);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(2))).Ends();
        _time.Advance(TimeSpan.FromHours(1));
        await Done(store, 3);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(4))).Ends();
        DateTimeOffset before = _time.GetUtcNow() - TimeSpan.FromMinutes(1);
        Assert.Equal(1, await store.DeleteSagasAsync(new SagaQuery { CommittedBefore = before }).Ends());
        Assert.Equal("2 3 4", await Ids(store));
        Assert.Equal(1, await store.DeleteSagasAsync(new SagaQuery { CommittedBefore = before, States = [SagaCachedState.Running] }).Ends());
        Assert.Equal("3 4", await Ids(store));
        Assert.Equal(2, await store.DeleteSagasAsync(new SagaQuery { States = [SagaCachedState.Running, SagaCachedState.Done], Limit = 7 }).Ends());
        Assert.Equal("", await Ids(store));
    }

    [Fact]
    public async Task Create_BeyondTheIndexBudget_IsRefusedUntilOthersAreGone()
    {
        FasterSecStoreOptions options = Options with { IndexBudgetBytes = 64 << 10 };
        await using FasterSecStore store = FasterSecStore.Open(options, new SimDisk());
        foreach (int[] numbers in Enumerable.Range(1, 1024).Chunk(128))
        {
            await store.WriteAsync(numbers.SelectMany(number => (SagaRecord[])[SagaRecord.Create(Sample.Create(Sample.Id(number))), SagaRecord.Update(new SagaUpdate(Sample.Id(number), SagaCachedState.Done))]).ToArray()).Ends();
        }
        var refusal = Assert.IsType<StoreIndexFullException>(await Eventually.Outcome(() => store.CreateSagaAsync(Sample.Create(Sample.Id(5000)))));
        Assert.Equal((1024, 64L << 10), (refusal.SagaCount, refusal.BudgetBytes));
        Assert.Contains("Retention", refusal.Message, StringComparison.Ordinal);
        await store.RecordNoteAsync(Sample.Note(Sample.Id(1))).Ends();
        await store.DeleteSagaAsync(Sample.Id(1)).Ends();
        await store.CreateSagaAsync(Sample.Create(Sample.Id(5000))).Ends();
    }

    private static bool IsDropping(FasterSecStore store)
    {
        // A create is refused either way; only the deletion turns "done" into "unknown" for writers.
        Exception? outcome = Eventually.Outcome(() => store.UpdateSagaAsync(Sample.Id(1), SagaCachedState.Running)).GetAwaiter().GetResult();
        return outcome is UnknownSagaException;
    }

    private static async Task Done(FasterSecStore store, int number, bool isStuck = false)
    {
        SagaId id = Sample.Id(number);
        var records = new List<SagaRecord>
        {
            SagaRecord.Create(Sample.Create(id)),
            SagaRecord.Event(Sample.Event(id, 0, SagaNodeEventType.Succeeded(Sample.JsonOfLength(2000)))),
        };
        if (isStuck)
        {
            records.Add(SagaRecord.Event(Sample.Event(id, 0, Sample.AllEventTypes[^1])));
        }
        records.Add(SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done)));
        await store.WriteAsync(records.ToArray()).Ends();
    }

    private static async Task<string> Ids(FasterSecStore store)
        => string.Join(' ', (await store.ListSagasAsync(new SagaQuery()).Ends()).Select(info => Convert.ToInt32(info.Id.ToString()[^12..], 16)));
}

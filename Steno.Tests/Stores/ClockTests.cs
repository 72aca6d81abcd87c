using Steno.Store;
using Steno.Tests.Coordinator;
using Steno.Tests.Simulation;

namespace Steno.Tests.Stores;

/// <summary>A clock that jumps ten years either way, freezes, or stands at the ends of time changes no order and no durability.</summary>
public sealed class ClockTests
{
    public static TheoryData<string> Clocks() => ["forward", "backward", "to and fro", "frozen", "first moment", "last moment"];

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task Store_UnderAnyClock_HoldsTheSameInTheSameOrder(string clock)
    {
        FasterSecStoreOptions options = Lives.Options with { TimeProvider = new JumpingClock(clock) };
        List<SagaRecord[]> calls = Lives.Calls(0, 8, payloadBytes: 9_000);
        List<string> expected = await Lives.Texts(calls);
        var disk = new SimDisk();
        // Several lives: closed, killed busy, killed idle; each goes on where the one before it ended.
        int written = 0;
        foreach (SagaRecord[][] life in calls.Chunk(10))
        {
            written += life.Length;
            disk = (written / 10 % 3) switch
            {
                0 => await Lives.Sealed(life, options, disk),
                1 => await Lives.KilledBusy(life, options, disk),
                _ => await Lives.KilledIdle(life, options, disk),
            };
            Assert.Equal(expected[written], await Lives.Text(disk, options));
            Assert.Equal(expected[written], await Lives.Text(disk, options with { ReadOnly = true }));
            Assert.True(FasterSecStore.Verify(options, disk).IsSound);
        }
        Assert.Equal(calls.Count, written);
    }

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task BufferedStore_UnderAnyClock_CommitsAllTheSame(string clock)
    {
        FasterSecStoreOptions options = Lives.Options with { TimeProvider = new JumpingClock(clock), Durability = Durability.Buffered, BufferedCommitInterval = TimeSpan.FromMilliseconds(0.1) };
        var disk = new SimDisk();
        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        FasterSecStore store = FasterSecStore.Open(options, disk);
        disk.AfterOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.Write && operation.IsSynced && operation.Name.StartsWith("segment-", StringComparison.Ordinal))
            {
                durable.TrySetResult();
            }
        };
        await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
        // The interval is measured by the monotonic clock, so the commit comes whatever the time of day does.
        await durable.Task.Ends();
        await store.DisposeAsync().Ends();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task Sagas_WhileTheClockJumps_RunAndRecoverAsEver(int years)
    {
        var clock = new JumpingClock(years > 0 ? "forward" : "backward");
        var disk = new SimDisk();
        var world = new TestWorld();
        FasterSecStore store = FasterSecStore.Open(Lives.Options with { TimeProvider = clock }, disk);
        await using (SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world, new SagaCoordinatorOptions { TimeProvider = clock }))
        {
            for (int number = 0; number < 20; number++)
            {
                SagaHandle saga = await coordinator.CreateAndStartSagaAsync(Sample.Id(number), TestSaga.Of("a b,c d")).Ends();
                Assert.IsType<SagaResult.Succeeded>(await saga.Completion.Ends());
            }
            await coordinator.CreateSagaAsync(Sample.Id(99), TestSaga.Of("a b")).Ends();
        }
        SimDisk survivor = await Lives.Kill(store, disk, Choices.None);
        await using FasterSecStore reopened = FasterSecStore.Open(Lives.Options with { TimeProvider = clock }, survivor);
        await using SagaCoordinator<TestWorld> next = new(reopened, TestWorld.Actions, world);
        RecoveryReport report = await next.RecoverAsync(reopened).Ends();
        Assert.Equal(Sample.Id(99), Assert.Single(report.Sagas).Id);
        Assert.IsType<SagaResult.Succeeded>(await next.WaitForSagaAsync(Sample.Id(99)).Ends());
    }

    /// <summary>Its monotonic side is the system's; only the time of day jumps, each time that it is asked.</summary>
    private sealed class JumpingClock(string kind) : TimeProvider
    {
        private readonly DateTimeOffset _start = new(2026, 3, 29, 1, 59, 59, TimeSpan.Zero);
        private int _asked;

        public override DateTimeOffset GetUtcNow()
        {
            int asked = Interlocked.Increment(ref _asked);
            return kind switch
            {
                "forward" => _start.AddYears(10 * Math.Min(asked, 700)),
                "backward" => _start.AddYears(-10 * Math.Min(asked, 200)),
                "to and fro" => _start.AddYears(asked % 2 == 0 ? 10 : -10),
                "frozen" => _start,
                "first moment" => DateTimeOffset.MinValue,
                _ => DateTimeOffset.MaxValue,
            };
        }
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

public class LogTests
{
    [Fact]
    public async Task EachSaga_LogsOneLineWhenCreatedStartedAndFinished()
    {
        LineLog log = new();
        ModelSecStore model = new();
        TestWorld world = new() { Do = { ["bad"] = _ => Fails("secret payload") }, Undo = { ["stuck"] = _ => UndoFails("cannot") } };
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, world, new() { LoggerFactory = log });
        SagaHandle good = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        SagaHandle failed = await coordinator.CreateSagaAsync(SagaId.New(), Of("a bad")).Ends();
        coordinator.StartSaga(failed.Id);
        SagaHandle stuck = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("stuck bad")).Ends();
        SagaHandle given = await coordinator.CreateSagaAsync(SagaId.New(), Of("a")).Ends();
        await coordinator.AbandonSagaAsync(given.Id, "x").Ends();
        await Task.WhenAll(good.Completion, failed.Completion, stuck.Completion).Ends();

        Assert.Equal([101, 103, 104], log.EventsOf(good.Id));
        Assert.Equal([101, 103, 105], log.EventsOf(failed.Id));
        Assert.Equal([101, 103, 106], log.EventsOf(stuck.Id));
        Assert.Equal([101, 107], log.EventsOf(given.Id));
        Assert.DoesNotContain(log.Lines, line => line.Text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ResumedSaga_LogsOneLineWhenResumedStartedAndFinished()
    {
        LineLog log = new();
        await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, new TestWorld(), new() { LoggerFactory = log });
        SagaId id = SagaId.New();
        SagaHandle saga = coordinator.ResumeSaga(id, Of("a"), []);
        coordinator.StartSaga(id);
        await saga.Completion.Ends();

        Assert.Equal([102, 103, 104], log.EventsOf(id));
    }

    // What a logger throws is its own: it used to leave the saga hanging, or to end the process from a pool thread.
    [Fact]
    public async Task LoggerThatThrows_ChangesNothing()
    {
        ModelSecStore model = new();
        SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, new TestWorld(), new() { LoggerFactory = new ThrowingLog() });
        SagaHandle created = await coordinator.CreateSagaAsync(SagaId.New(), Of("a b")).Ends();
        coordinator.StartSaga(created.Id);
        SagaHandle started = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        SagaHandle loaded = await coordinator.CreateSagaAsync(SagaId.New(), Of("a")).Ends();

        Assert.IsType<SagaResult.Succeeded>(await created.Completion.Ends());
        Assert.IsType<SagaResult.Succeeded>(await started.Completion.Ends());
        Assert.True((await coordinator.StopAsync().Ends()).WasOrderly);
        Assert.IsType<SagaSuspendedException>(await Eventually.Outcome(async () => await loaded.Completion));
        await using SagaCoordinator<TestWorld> second = new(model, TestWorld.Actions, new TestWorld(), new() { LoggerFactory = new ThrowingLog() });
        RecoveryReport report = await second.RecoverAsync(model).Ends();
        Assert.IsType<SagaResult.Succeeded>(await Assert.Single(report.Sagas).Handle!.Completion.Ends());
    }

    [Fact]
    public async Task SagaAbandonedInTheStore_LogsALine()
    {
        LineLog log = new();
        ModelSecStore model = new();
        SagaId id = SagaId.New();
        await model.CreateSagaAsync(new SagaCreateParams(id, new SagaName("x"), default, SagaCachedState.Running));
        await using SagaCoordinator<TestWorld> coordinator = new(model, TestWorld.Actions, new TestWorld(), new() { LoggerFactory = log });

        await coordinator.AbandonSagaAsync(id, "damaged").Ends();

        Assert.Equal([111], log.EventsOf(id));
    }

    /// <summary>A logger whose disk is full.</summary>
    private sealed class ThrowingLog : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => throw new IOException("disk full");

        public void Dispose()
        {
        }
    }

    /// <summary>Keeps every line.</summary>
    private sealed class LineLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<(int Event, string Text)> Lines { get; } = [];

        /// <summary>The event ids of a saga's lines; the line of its start may stand after that of its end, which another thread writes.</summary>
        public IEnumerable<int> EventsOf(SagaId id) => Lines.Where(line => line.Text.Contains(id.ToString(), StringComparison.Ordinal)).Select(line => line.Event).Order();

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Enqueue((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}

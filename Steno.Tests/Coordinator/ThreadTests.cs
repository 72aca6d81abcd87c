using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

/// <summary>Whose threads actions run on, and what they find there.</summary>
public class ThreadTests
{
    // Somebody completes what an action waits for, on a thread of his own: he must not find himself running the next action.
    [Fact]
    public async Task CompletingWhatAnActionWaitsFor_NeverRunsTheNextAction()
    {
        HeldUp waitedFor = new();
        Thread? second = null;
        TestWorld world = new()
        {
            Do =
            {
                ["a"] = async _ => { await waitedFor; return ActionResult.Success; },
                ["b"] = _ => { second = Thread.CurrentThread; return ValueTask.FromResult(ActionResult.Success); },
            },
        };
        await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b")).Ends();
        await waitedFor.IsAwaited.Ends();
        Thread foreign = new(waitedFor.Complete);

        foreign.Start();
        await saga.Completion.Ends();

        Assert.NotSame(foreign, second);
        Assert.True(second!.IsThreadPoolThread);
        foreign.Join();
    }

    // The same inside another saga's action: that one would stay on the stack for as long as the first saga takes.
    [Fact]
    public async Task ActionThatCompletesWhatAnotherSagaWaitsFor_IsNotHeldUpByIt()
    {
        HeldUp waitedFor = new();
        using ManualResetEventSlim block = new();
        TestWorld world = new()
        {
            Do =
            {
                ["wait"] = async _ => { await waitedFor; return ActionResult.Success; },
                ["block"] = _ => { block.Wait(Eventually.Limit); return ValueTask.FromResult(ActionResult.Success); },
                ["go"] = _ => { waitedFor.Complete(); return ValueTask.FromResult(ActionResult.Success); },
            },
        };
        await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, world);
        SagaHandle waiting = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("wait block")).Ends();
        await waitedFor.IsAwaited.Ends();

        SagaHandle other = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("go")).Ends();

        Assert.IsType<SagaResult.Succeeded>(await other.Completion.Ends());
        block.Set();
        Assert.IsType<SagaResult.Succeeded>(await waiting.Completion.Ends());
    }

    [Fact]
    public async Task StoreThatCompletesOnItsOwnThread_NeverRunsActionsThere()
    {
        HeldUp write = new();
        Thread? second = null;
        TestWorld world = new() { Do = { ["b"] = _ => { second = Thread.CurrentThread; return ValueTask.FromResult(ActionResult.Success); } } };
        GatedSecStore store = new(new InMemorySecStore())
        {
            Before = async (number, _) =>
            {
                if (number == 1)
                {
                    await write;
                }
            },
        };
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), Of("a b c")).Ends();
        await write.IsAwaited.Ends();
        Thread foreign = new(write.Complete);

        foreign.Start();
        Assert.IsType<SagaResult.Succeeded>(await saga.Completion.Ends());

        Assert.NotSame(foreign, second);
        foreign.Join();
    }

    [Fact]
    public async Task WhatAnActionSetsInItsFlow_IsNotSeenByTheNext()
    {
        AsyncLocal<string?> flow = new();
        List<string?> seen = [];
        TestWorld world = new()
        {
            Do =
            {
                ["a"] = _ => { flow.Value = "of a"; return ValueTask.FromResult(ActionResult.Success); },
                ["b"] = _ => { seen.Add(flow.Value); flow.Value = "of b"; throw new InvalidOperationException("boom"); },
            },
            Undo = { ["a"] = _ => { seen.Add(flow.Value); return ValueTask.FromResult(UndoResult.Success); } },
        };

        await RunAsync("a b", world);

        Assert.Equal([null, null], seen);
    }

    // Not a promise, but what the speed of synchronous actions rests on.
    [Fact]
    public async Task SynchronousActionsOfAChain_RunOnOneThread()
    {
        HashSet<int> threads = [];
        TestWorld world = new();
        string[] nodes = [.. Enumerable.Range(0, 50).Select(i => $"n{i}")];
        foreach (string node in nodes)
        {
            world.Do[node] = _ =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                return ValueTask.FromResult(ActionResult.Success);
            };
        }

        await RunAsync(string.Join(' ', nodes), world);

        Assert.Single(threads);
    }
}

using Steno.Json;
using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

public class ResultTests
{
    [Fact]
    public async Task Run_EveryActionSucceeds_GivesOutputs()
    {
        TestWorld world = new();

        SagaResult.Succeeded result = Assert.IsType<SagaResult.Succeeded>(await RunAsync("a b,c d", world));

        Assert.Equal("d", result.Output<string>());
        Assert.Equal("b", result.NodeOutput<string>("b"));
        Assert.Equal(4, result.NodeOutputs().Count);
        Assert.Throws<NodeNotFoundException>(() => result.NodeOutput<string>("x"));
        Assert.Equal("do a", world.Calls[0]);
        Assert.Equal("do d", world.Calls[^1]);
    }

    [Fact]
    public async Task Run_NodeFails_UndoesWhatSucceededInReverse()
    {
        TestWorld world = new() { Do = { ["c"] = _ => Fails("boom") } };

        SagaResult.Failed result = Assert.IsType<SagaResult.Failed>(await RunAsync("a b c", world));

        Assert.Equal(new NodeName("c"), result.Node);
        Assert.Equal("\"boom\"", Assert.IsType<ActionError.ActionFailed>(result.Error).SourceError.ToString());
        Assert.Equal(["do a", "do b", "do c", "undo b", "undo a"], world.Calls);
    }

    [Fact]
    public async Task Run_UndoFails_IsStuckAndBeginsNothingMore()
    {
        TestWorld world = new() { Do = { ["c"] = _ => Fails("boom") }, Undo = { ["b"] = _ => UndoFails("cannot") } };

        SagaResult.Stuck result = Assert.IsType<SagaResult.Stuck>(await RunAsync("a b c", world));

        Assert.Equal((new NodeName("c"), new NodeName("b")), (result.Node, result.UndoNode));
        Assert.Equal("\"cannot\"", Assert.IsType<UndoActionError.PermanentFailure>(result.UndoError).SourceError.ToString());
        Assert.DoesNotContain("undo a", world.Calls);
    }

    // The Rust crate's executor asserts that only one undo can fail and dies of the second.
    [Fact]
    public async Task Run_TwoUndosFail_IsStuckAndReportsTheLowerIndex()
    {
        Barrier both = new(2);
        TestWorld world = new() { Do = { ["d"] = _ => Fails("boom") } };
        foreach (string node in (string[])["b", "c"])
        {
            world.Undo[node] = async _ =>
            {
                await Task.Yield();
                both.SignalAndWait(Eventually.Limit);
                return await UndoFails(node);
            };
        }

        SagaResult.Stuck result = Assert.IsType<SagaResult.Stuck>(await RunAsync("a b,c d", world));

        Assert.Equal(new NodeName("b"), result.UndoNode);
        Assert.DoesNotContain("undo a", world.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_ActionThrows_RecordsMessageAndType(bool isAsync)
    {
        TestWorld world = new()
        {
            Do =
            {
                ["b"] = async _ =>
                {
                    if (isAsync)
                    {
                        await Task.Yield();
                    }
                    throw new InvalidOperationException("no \ud800 way");
                },
            },
        };

        SagaResult.Failed result = Assert.IsType<SagaResult.Failed>(await RunAsync("a b", world));

        Assert.True(result.Error.TryConvert<ThrownError>(out ThrownError? thrown));
        Assert.Equal(new ThrownError("no \ufffd way", "System.InvalidOperationException"), thrown);
        Assert.Equal(["do a", "do b", "undo a"], world.Calls);
    }

    [Fact]
    public async Task Run_ExceptionWhoseMessageThrows_IsAFailureLikeAnyOther()
    {
        TestWorld world = new() { Do = { ["a"] = _ => throw new HostileException() } };

        SagaResult.Failed result = Assert.IsType<SagaResult.Failed>(await RunAsync("a", world));

        Assert.True(result.Error.TryConvert<ThrownError>(out ThrownError? thrown));
        Assert.EndsWith("HostileException", thrown.Type);
    }

    [Fact]
    public async Task Run_ActionIsCancelledByItself_FailsLikeAnyException()
    {
        TestWorld world = new() { Do = { ["b"] = _ => throw new OperationCanceledException("by itself") } };

        SagaResult.Failed result = Assert.IsType<SagaResult.Failed>(await RunAsync("a b", world));

        Assert.True(result.Error.TryConvert<ThrownError>(out ThrownError? thrown));
        Assert.Equal("by itself", thrown.Message);
    }

    [Fact]
    public async Task Run_UndoThrows_IsStuckWithMessageAndType()
    {
        TestWorld world = new() { Do = { ["b"] = _ => Fails("boom") }, Undo = { ["a"] = _ => throw new IOException("disk") } };

        SagaResult.Stuck result = Assert.IsType<SagaResult.Stuck>(await RunAsync("a b", world));

        Assert.True(result.UndoError.TryConvert<ThrownError>(out ThrownError? thrown));
        Assert.Equal(new ThrownError("disk", "System.IO.IOException"), thrown);
    }

    [Fact]
    public async Task Run_UndoThrowsAnErrorOfItsOwn_RecordsThatError()
    {
        TestWorld world = new()
        {
            Do = { ["b"] = _ => Fails("boom") },
            Undo = { ["a"] = _ => throw new UndoFailedException(new UndoActionError.PermanentFailure(RawJson.Parse("7"))) },
        };

        SagaResult.Stuck result = Assert.IsType<SagaResult.Stuck>(await RunAsync("a b", world));

        Assert.Equal("7", Assert.IsType<UndoActionError.PermanentFailure>(result.UndoError).SourceError.ToString());
    }

    [Fact]
    public async Task Run_OutputNestedTooDeepForItsRecord_FailsWithSerializeFailed()
    {
        string deep = new string('[', 126) + new string(']', 126);
        TestWorld world = new() { Do = { ["a"] = _ => ValueTask.FromResult(ActionResult.Succeeded(RawJson.Parse(deep))) } };

        SagaResult.Failed result = Assert.IsType<SagaResult.Failed>(await RunAsync("a", world));

        Assert.IsType<ActionError.SerializeFailed>(result.Error);
    }

    [Fact]
    public async Task Run_ConstantsOnly_NeedsOneWrite()
    {
        GatedSecStore store = new(new InMemorySecStore());
        DagBuilder builder = new(new SagaName("constants"));
        builder.Append(Node.Constant("a", 1)).Append(Node.Constant("b", "two"));
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, new TestWorld());

        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), new SagaDag(builder.Build(), default)).Ends();

        Assert.Equal("two", Assert.IsType<SagaResult.Succeeded>(await saga.Completion.Ends()).Output<string>());
        Assert.Equal(1, store.WriteCount);
    }

    // A parent's outcome and its children's starts go together: one commit per level, not two.
    [Fact]
    public async Task Run_ChainOfThree_NeedsFourWrites()
    {
        GatedSecStore store = new(new InMemorySecStore());

        Assert.IsType<SagaResult.Succeeded>(await RunAsync("a b c", new TestWorld(), store));

        Assert.Equal(4, store.WriteCount);
    }

    [Fact]
    public async Task Run_SynchronousChain_DoesNotHopThreads()
    {
        HashSet<int> threads = [];
        TestWorld world = new();
        foreach (string node in (string[])["a", "b", "c"])
        {
            world.Do[node] = _ =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                return ValueTask.FromResult(ActionResult.Success);
            };
        }

        await RunAsync("a b c", world);

        Assert.Single(threads);
    }

    [Fact]
    public async Task Run_LongChainOfSynchronousActions_DoesNotGrowTheStack()
    {
        SagaResult result = await RunAsync(string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"n{i}")), new TestWorld());

        Assert.Equal("n19999", Assert.IsType<SagaResult.Succeeded>(result).Output<string>());
    }

    [Fact]
    public async Task Run_ParallelActionsThatWaitForEachOther_RunTogether()
    {
        using Barrier all = new(3);
        TestWorld world = new();
        foreach (string node in (string[])["b", "c", "d"])
        {
            // Deliberate: they block their threads, so they only end when they really run at the same time.
            world.Do[node] = _ => ValueTask.FromResult(all.SignalAndWait(Eventually.Limit) ? ActionResult.Success : throw new TimeoutException());
        }

        Assert.IsType<SagaResult.Succeeded>(await RunAsync("a b,c,d e", world));
    }

    private sealed class HostileException : Exception
    {
        public override string Message => throw new NotSupportedException("no message either");
    }
}

using System.Diagnostics.CodeAnalysis;
using Steno.Json;
using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

public class InputTests
{
    [Fact]
    public async Task Action_SeesAncestorsAndNothingElse()
    {
        Dictionary<string, string> seen = [];
        TestWorld world = new();
        foreach (string node in (string[])["a", "b", "c", "d"])
        {
            world.Do[node] = context =>
            {
                string visible = string.Concat("abcd".Where(name => CanSee(context, name.ToString())));
                lock (seen)
                {
                    seen[node] = visible;
                }
                return ValueTask.FromResult(ActionResult.Succeeded(node));
            };
        }

        await RunAsync("a b,c d", world);

        Assert.Equal(("", "a", "a", "abc"), (seen["a"], seen["b"], seen["c"], seen["d"]));
    }

    [Fact]
    public async Task Undo_SeesItsOwnOutput()
    {
        string? own = null;
        TestWorld world = new()
        {
            Do = { ["b"] = _ => Fails("boom") },
            Undo =
            {
                ["a"] = context =>
                {
                    own = context.OwnOutput<string>() + context.RawOwnOutput + context.Output<string>("a");
                    return default;
                },
            },
        };

        await RunAsync("a b", world);

        Assert.Equal("a\"a\"a", own);
    }

    // The Rust crate panics in the action's task, which takes the whole executor down.
    [Fact]
    public async Task Lookup_OfANonAncestor_FailsTheNodeAndNothingElse()
    {
        TestWorld world = new() { Do = { ["c"] = context => ValueTask.FromResult(ActionResult.Succeeded(context.RawOutput("b"))) } };

        SagaResult.Failed result = Assert.IsType<SagaResult.Failed>(await RunAsync("a b,c d", world));

        Assert.Equal(new NodeName("c"), result.Node);
        Assert.True(result.Error.TryConvert<ThrownError>(out ThrownError? thrown));
        Assert.Equal(typeof(OutputNotVisibleException).FullName, thrown.Type);
        Assert.Contains("does not depend", thrown.Message);
    }

    [Fact]
    public async Task Lookup_AsAnotherType_FailsWithDeserializeFailed()
    {
        TestWorld world = new() { Do = { ["b"] = context => ValueTask.FromResult(ActionResult.Succeeded(context.Output<int>("a"))) } };

        SagaResult.Failed result = Assert.IsType<SagaResult.Failed>(await RunAsync("a b", world));

        Assert.Contains("\"a\"", Assert.IsType<ActionError.DeserializeFailed>(result.Error).Message);
    }

    [Fact]
    [SuppressMessage("Steno.Json", "STENO016", Justification = "It is about what happens when nobody heeded the warning.")]
    public async Task Lookup_AsATypeWithoutCode_FailsAndSaysWhatToDo()
    {
        TestWorld world = new() { Do = { ["b"] = context => ValueTask.FromResult(ActionResult.Succeeded(context.Output<InputTests>("a"))) } };

        SagaResult.Failed result = Assert.IsType<SagaResult.Failed>(await RunAsync("a b", world));

        Assert.True(result.Error.TryConvert<ThrownError>(out ThrownError? thrown));
        Assert.Equal(typeof(JsonCodecMissingException).FullName, thrown.Type);
    }

    [Fact]
    public async Task Subsaga_HasItsOwnScopeAndParameters()
    {
        List<string> seen = [];
        TestWorld world = new()
        {
            Do =
            {
                ["inner"] = context =>
                {
                    lock (seen)
                    {
                        seen.Add($"{context.RawParameters} {CanSee(context, "before")} {context.NodeName} {context.NodeLabel}");
                    }
                    return ValueTask.FromResult(ActionResult.Succeeded("from inside"));
                },
                ["after"] = context => ValueTask.FromResult(ActionResult.Succeeded($"{context.Output<string>("sub")} {CanSee(context, "in")} {context.RawParameters}")),
            },
        };
        Dag inner = new DagBuilder(new SagaName("inner")).Append(Node.Action("in", "inner", new ActionName("act"))).Build();
        Dag dag = new DagBuilder(new SagaName("outer"))
            .Append(Act_("before"))
            .Append(Node.Constant("params", RawJson.Parse("[1]")))
            .Append(Node.Subsaga("sub", inner, "params"))
            .Append(Act_("after"))
            .Build();
        await using SagaCoordinator<TestWorld> coordinator = new(new InMemorySecStore(), TestWorld.Actions, world);

        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), new SagaDag(dag, RawJson.Parse("\"outer\""))).Ends();
        SagaResult.Succeeded result = Assert.IsType<SagaResult.Succeeded>(await saga.Completion.Ends());

        Assert.Equal(["[1] False in inner"], seen);
        Assert.Equal("from inside False \"outer\"", result.Output<string>());
    }

    private static bool CanSee(ActionContext<TestWorld> context, string name)
    {
        try
        {
            context.RawOutput(name);
            return true;
        }
        catch (OutputNotVisibleException)
        {
            return false;
        }
    }
}

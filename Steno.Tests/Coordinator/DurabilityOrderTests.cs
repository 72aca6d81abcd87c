using System.Collections.Concurrent;
using Steno.Store;
using Steno.Tests.Stores;
using static Steno.Tests.Coordinator.TestSaga;

namespace Steno.Tests.Coordinator;

/// <summary>An action or undo that begins finds in the store what it follows from: its own start, and what came of the nodes before it.</summary>
public class DurabilityOrderTests
{
    private const string Stages = "a b,c,d e f";
    private static readonly string[] s_nodes = ["a", "b", "c", "d", "e", "f"];

    [Theory]
    [InlineData("")]
    [InlineData("e")]
    public async Task Step_WhenItBegins_FindsWhatItFollowsFromInTheStore(string failing)
    {
        ModelSecStore model = new();
        // A store that takes its time: whoever does not wait for it begins meanwhile, and is seen.
        GatedSecStore store = new(model) { Before = async (_, _) => await Task.Delay(20) };
        SagaDag dag = Of(Stages);
        SagaId id = SagaId.New();
        ConcurrentQueue<string> early = [];
        TestWorld world = new();
        foreach (string node in s_nodes)
        {
            world.Do[node] = async _ =>
            {
                await LookAsync(node, SagaNodeEventKind.Started);
                return node == failing ? await Fails("no") : ActionResult.Succeeded(node);
            };
            world.Undo[node] = async _ =>
            {
                await LookAsync(node, SagaNodeEventKind.UndoStarted);
                return UndoResult.Success;
            };
        }
        await using SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world);
        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(id, dag).Ends();
        await saga.Completion.Ends();
        Assert.Empty(early);
        Assert.Equal(failing.Length == 0 ? 6 : 9, world.Calls.Count);

        async Task LookAsync(string label, SagaNodeEventKind own)
        {
            IReadOnlyList<SagaNodeEvent> recorded = await model.GetSagaAsync(id) is null ? [] : await model.ReadEventsAsync(id);
            int node = (int)dag.Index(label).Value;
            Require(node, own);
            if (own == SagaNodeEventKind.Started)
            {
                foreach (int parent in dag.Shape.ParentsOf(node))
                {
                    Require(parent, SagaNodeEventKind.Succeeded);
                }
            }
            else
            {
                foreach (int child in dag.Shape.ChildrenOf(node))
                {
                    // Children that never started are settled without a record.
                    bool isSettled = recorded.All(entry => entry.NodeId.Value != child)
                        || recorded.Any(entry => entry.NodeId.Value == child && entry.EventType.Kind is SagaNodeEventKind.Failed or SagaNodeEventKind.UndoFinished);
                    if (!isSettled)
                    {
                        early.Enqueue($"undo of {label} before node {child}");
                    }
                }
            }

            void Require(int which, SagaNodeEventKind kind)
            {
                if (!recorded.Any(entry => entry.NodeId.Value == which && entry.EventType.Kind == kind))
                {
                    early.Enqueue($"{label} before {kind} of node {which}");
                }
            }
        }
    }
}

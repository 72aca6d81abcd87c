using BenchmarkDotNet.Attributes;
using Steno.Benchmarks.Load;
using Steno.Benchmarks.Sagas;

namespace Steno.Benchmarks.Micro;

/// <summary>What the state machine of a saga costs without coordinator, store and actions: a whole saga, start to end.</summary>
[MemoryDiagnoser]
public class MachineAlone
{
    private static readonly SagaNodeEventType s_success = SagaNodeEventType.Succeeded(RawJson.Parse(SagaData.Output));
    private static readonly SagaNodeEventType s_failure = SagaNodeEventType.Failed(ActionError.Failed(RawJson.Parse("""{"message":"no capacity"}""")));

    private readonly List<SagaStep> _steps = [];
    private SagaShape _shape = null!;

    /// <summary>The graph: a chain of so many nodes, one node, eight beside each other and one, or stages of a hundred.</summary>
    [Params("chain3", "chain1000", "wide8", "stages20x100")]
    public string Graph { get; set; } = "";

    /// <summary>Compiles the graph.</summary>
    [GlobalSetup]
    public void Compile()
        => _shape = SagaDags.Compile(Graph switch
        {
            "chain3" => SagaDags.Chain(3),
            "chain1000" => SagaDags.Chain(1_000),
            "wide8" => SagaDags.Wide(8),
            _ => SagaDags.Stages(20, 100),
        }).Shape;

    /// <summary>Every action succeeds.</summary>
    [Benchmark]
    public void Succeed() => Run(failing: -1, SagaEnd.Succeeded);

    /// <summary>The last action fails, and everything is undone.</summary>
    [Benchmark]
    public void Unwind() => Run(failing: _shape.OutputNode, SagaEnd.Failed);

    private void Run(int failing, SagaEnd expected)
    {
        SagaMachine machine = new(_shape);
        while (true)
        {
            machine.Decide(_steps);
            if (_steps.Count == 0)
            {
                break;
            }
            foreach (SagaStep step in _steps)
            {
                machine.Complete(step.Node, step.IsUndo ? SagaNodeEventType.UndoFinished : step.Node == failing ? s_failure : s_success);
            }
            _steps.Clear();
        }
        if (machine.End != expected)
        {
            throw new InvalidOperationException($"The machine ended as {machine.End}.");
        }
    }
}

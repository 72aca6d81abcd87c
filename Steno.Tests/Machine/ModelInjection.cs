namespace Steno.Tests.Machine;

/// <summary>What is injected into every machine of a check, recovered ones included; the default is nothing.</summary>
internal readonly record struct ModelInjection(int? FailingNode, int? StuckNode)
{
    /// <summary>Every injection into one node of a DAG that can take it.</summary>
    public static IEnumerable<ModelInjection> Of(ModelDag dag)
    {
        for (int node = 0; node < dag.Shape.Count; node++)
        {
            if (dag.Shape[node].Kind is DagNodeKind.Action or DagNodeKind.Constant or DagNodeKind.SubsagaEnd)
            {
                yield return new(node, null);
                yield return new(null, node);
            }
        }
    }

    public SagaMachine Into(SagaMachine machine)
    {
        if (FailingNode is { } failing)
        {
            machine.InjectError(failing);
        }
        if (StuckNode is { } stuck)
        {
            machine.InjectUndoError(stuck);
        }
        return machine;
    }

    public override string ToString() => (FailingNode, StuckNode) switch
    {
        ({ } node, _) => $"node {node} is made to fail",
        (_, { } node) => $"the undo of node {node} is made to fail",
        _ => "nothing injected",
    };
}

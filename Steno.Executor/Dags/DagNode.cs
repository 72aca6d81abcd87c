// One node of a graph as it stands on the wire. Immutable, so DAGs, the sagas made of them and the DAGs that contain them
// as subsagas share their nodes; only the arrays around them are copied.

namespace Steno;

internal sealed class DagNode
{
    public static readonly DagNode End = new(DagNodeKind.End);

    private readonly string? _label;

    private DagNode(DagNodeKind kind, string? label = null) => (Kind, _label) = (kind, label);

    public DagNodeKind Kind { get; }

    /// <summary>The name under which the output is found; null for Start, End and SubsagaStart, which have none.</summary>
    public NodeName? Name { get; private init; }

    /// <summary>What runs; of an Action only.</summary>
    public ActionName ActionName { get; private init; }

    /// <summary>A Constant's value, or the parameters of the saga at its Start.</summary>
    public RawJson Value { get; private init; }

    /// <summary>The subsaga's name; of a SubsagaStart only.</summary>
    public SagaName SagaName { get; private init; }

    /// <summary>The node of the enclosing saga whose output is the subsaga's parameters; of a SubsagaStart only.</summary>
    public NodeName ParamsNode { get; private init; }

    /// <summary>What people read; a constant's is its value's text as it was given.</summary>
    public string Label => Kind switch
    {
        DagNodeKind.Start => "(start node)",
        DagNodeKind.End => "(end node)",
        DagNodeKind.Constant => $"(constant = {Value})",
        DagNodeKind.SubsagaStart => $"(subsaga start: {RustText.Quote(SagaName.Value)})",
        DagNodeKind.SubsagaEnd => "(subsaga end)",
        _ => _label!,
    };

    /// <summary>The name, or what a node without one is called.</summary>
    public string DisplayName => Kind switch
    {
        DagNodeKind.Start => "(start)",
        DagNodeKind.End => "(end)",
        DagNodeKind.SubsagaStart => "(subsaga start)",
        _ => Name.GetValueOrDefault().Value,
    };

    public static DagNode Start(RawJson parameters) => new(DagNodeKind.Start) { Value = parameters };

    public static DagNode Action(NodeName name, string label, ActionName action)
        => new(DagNodeKind.Action, label) { Name = name, ActionName = action };

    public static DagNode Constant(NodeName name, RawJson value) => new(DagNodeKind.Constant) { Name = name, Value = value };

    public static DagNode SubsagaStart(SagaName name, NodeName paramsNode)
        => new(DagNodeKind.SubsagaStart) { SagaName = name, ParamsNode = paramsNode };

    public static DagNode SubsagaEnd(NodeName name) => new(DagNodeKind.SubsagaEnd) { Name = name };
}

using Steno.Json;

namespace Steno;

/// <summary>Reads one node of a saga's JSON: a case with its members, or the bare word <c>End</c>.</summary>
internal static class DagNodeReader
{
    private static readonly StructMembers StartMembers = new("params");
    private static readonly StructMembers ActionMembers = new("name", "label", "action_name");
    private static readonly StructMembers ConstantMembers = new("name", "value");
    private static readonly StructMembers SubsagaStartMembers = new("saga_name", "params_node_name");
    private static readonly StructMembers SubsagaEndMembers = new("name");

    public static DagNode Read(ref StenoJsonReader reader)
    {
        DagNodeKind kind = KindOf(reader.BeginCase(out bool hasValue), ref reader);
        if (kind == DagNodeKind.End && !hasValue)
        {
            return DagNode.End;
        }
        reader.RequireCaseValue(hasValue);
        DagNode node = kind switch
        {
            DagNodeKind.Start => ReadStart(ref reader),
            DagNodeKind.Action => ReadAction(ref reader),
            DagNodeKind.Constant => ReadConstant(ref reader),
            DagNodeKind.SubsagaStart => ReadSubsagaStart(ref reader),
            DagNodeKind.SubsagaEnd => ReadSubsagaEnd(ref reader),
            _ => ReadEnd(ref reader),
        };
        reader.EndCase();
        return node;
    }

    private static DagNodeKind KindOf(ReadOnlySpan<byte> name, ref StenoJsonReader reader)
        => name.SequenceEqual("Action"u8) ? DagNodeKind.Action
        : name.SequenceEqual("Constant"u8) ? DagNodeKind.Constant
        : name.SequenceEqual("SubsagaStart"u8) ? DagNodeKind.SubsagaStart
        : name.SequenceEqual("SubsagaEnd"u8) ? DagNodeKind.SubsagaEnd
        : name.SequenceEqual("Start"u8) ? DagNodeKind.Start
        : name.SequenceEqual("End"u8) ? DagNodeKind.End
        : throw reader.Fail("expected Start, End, Action, Constant, SubsagaStart or SubsagaEnd");

    private static DagNode ReadEnd(ref StenoJsonReader reader)
    {
        reader.ReadNull();
        return DagNode.End;
    }

    private static DagNode ReadStart(ref StenoJsonReader reader)
    {
        RawJson parameters = default;
        StructReader members = new(ref reader, StartMembers);
        while (members.TryNext(ref reader, out _))
        {
            parameters = reader.ReadValue<RawJson, RawJson>();
        }
        return DagNode.Start(parameters);
    }

    private static DagNode ReadAction(ref StenoJsonReader reader)
    {
        NodeName name = default;
        string label = "";
        ActionName action = default;
        StructReader members = new(ref reader, ActionMembers);
        while (members.TryNext(ref reader, out int member))
        {
            switch (member)
            {
                case 0:
                    name = reader.ReadValue<NodeName, NodeName>();
                    break;
                case 1:
                    label = reader.ReadString();
                    break;
                default:
                    action = reader.ReadValue<ActionName, ActionName>();
                    break;
            }
        }
        return DagNode.Action(name, label, action);
    }

    private static DagNode ReadConstant(ref StenoJsonReader reader)
    {
        NodeName name = default;
        RawJson value = default;
        StructReader members = new(ref reader, ConstantMembers);
        while (members.TryNext(ref reader, out int member))
        {
            if (member == 0)
            {
                name = reader.ReadValue<NodeName, NodeName>();
            }
            else
            {
                value = reader.ReadValue<RawJson, RawJson>();
            }
        }
        return DagNode.Constant(name, value);
    }

    private static DagNode ReadSubsagaStart(ref StenoJsonReader reader)
    {
        SagaName name = default;
        NodeName paramsNode = default;
        StructReader members = new(ref reader, SubsagaStartMembers);
        while (members.TryNext(ref reader, out int member))
        {
            if (member == 0)
            {
                name = reader.ReadValue<SagaName, SagaName>();
            }
            else
            {
                paramsNode = reader.ReadValue<NodeName, NodeName>();
            }
        }
        return DagNode.SubsagaStart(name, paramsNode);
    }

    private static DagNode ReadSubsagaEnd(ref StenoJsonReader reader)
    {
        NodeName name = default;
        StructReader members = new(ref reader, SubsagaEndMembers);
        while (members.TryNext(ref reader, out _))
        {
            name = reader.ReadValue<NodeName, NodeName>();
        }
        return DagNode.SubsagaEnd(name);
    }
}

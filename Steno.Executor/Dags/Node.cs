using Steno.Json;

namespace Steno;

/// <summary>A step of a saga, to be appended to a <see cref="DagBuilder"/>: an action, a constant or a whole subsaga.</summary>
/// <remarks>
/// Every node has a name and an output. Nodes that depend on it, directly or indirectly, find the output by the name; a name is used
/// once in its DAG. The names inside a subsaga are its own: outside only the subsaga's output is seen, under the subsaga node's name.
/// Immutable; the same node may be appended to several DAGs.
/// </remarks>
public sealed class Node
{
    private Node(NodeName name) => Name = name;

    /// <summary>The name under which the output is found.</summary>
    public NodeName Name { get; }

    /// <summary>The node as it stands in the graph; null for a subsaga.</summary>
    internal DagNode? Single { get; private init; }

    /// <summary>The subsaga's DAG; null for any other node.</summary>
    internal Dag? Inner { get; private init; }

    /// <summary>Where a subsaga's parameters come from.</summary>
    internal NodeName ParamsNode { get; private init; }

    /// <summary>A node that runs an action.</summary>
    /// <param name="name">The name under which the output is found.</param>
    /// <param name="label">What people read about the node.</param>
    /// <param name="action">The name under which the action is registered wherever the saga runs.</param>
    /// <exception cref="StenoJsonException">The name or the label has a lone surrogate.</exception>
    public static Node Action(string name, string label, ActionName action)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!NodeName.TryParse(label, null, out _))
        {
            throw new StenoJsonException("label", "$", 0, "the text has a lone surrogate, which has no UTF-8 form");
        }
        NodeName nodeName = new(name);
        return new(nodeName) { Single = DagNode.Action(nodeName, label, action) };
    }

    /// <summary>A node that runs an action.</summary>
    /// <param name="name">The name under which the output is found.</param>
    /// <param name="label">What people read about the node.</param>
    /// <param name="action">The action; only its name becomes part of the DAG, so it must be registered wherever the saga runs.</param>
    /// <exception cref="StenoJsonException">The name or the label has a lone surrogate.</exception>
    public static Node Action<TContext>(string name, string label, IAction<TContext> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Action(name, label, action.Name);
    }

    /// <summary>A node whose output is known when the DAG is made: for actions that expect an input from a node.</summary>
    /// <param name="name">The name under which the output is found.</param>
    /// <param name="value">The output.</param>
    /// <exception cref="StenoJsonException">The name has a lone surrogate, or the value is nested too deep to be read back inside a DAG.</exception>
    public static Node Constant(string name, RawJson value)
    {
        DagPayload.RequireFits(value);
        NodeName nodeName = new(name);
        return new(nodeName) { Single = DagNode.Constant(nodeName, value) };
    }

    /// <summary>A node whose output is known when the DAG is made: for actions that expect an input from a node.</summary>
    /// <param name="name">The name under which the output is found.</param>
    /// <param name="value">The output, of a type whose code <see cref="JsonCodecs"/> knows.</param>
    /// <exception cref="JsonCodecMissingException">The type's code is not known.</exception>
    /// <exception cref="StenoJsonException">The name has a lone surrogate, or the value has no JSON form or is nested too deep.</exception>
    public static Node Constant<[RequiresJsonCode] T>(string name, T value) => Constant(name, JsonCodecs.Of<T>().Write(value));

    /// <summary>A node that runs a DAG as a part of the saga. Its output is that of the DAG's last node.</summary>
    /// <param name="name">The name under which the output is found.</param>
    /// <param name="dag">What runs.</param>
    /// <param name="paramsNode">The node whose output the subsaga gets as its parameters; one that this node will depend on.</param>
    /// <exception cref="StenoJsonException">A name has a lone surrogate.</exception>
    public static Node Subsaga(string name, Dag dag, string paramsNode)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return new(new NodeName(name)) { Inner = dag, ParamsNode = new NodeName(paramsNode) };
    }
}

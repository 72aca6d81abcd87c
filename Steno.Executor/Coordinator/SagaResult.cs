using Steno.Json;

namespace Steno;

/// <summary>How a saga ended. Immutable and thread-safe.</summary>
public abstract class SagaResult
{
    private protected SagaResult(SagaId id) => Id = id;

    /// <summary>The saga.</summary>
    public SagaId Id { get; }

    /// <summary>Every action succeeded.</summary>
    public sealed class Succeeded : SagaResult
    {
        private readonly SagaDag _dag;
        private readonly SagaShape _shape;
        private readonly SagaMachine _machine;

        internal Succeeded(SagaId id, SagaDag dag, SagaMachine machine) : base(id) => (_dag, _shape, _machine) = (dag, dag.Shape, machine);

        /// <summary>The saga's output, which is that of its last node, as JSON.</summary>
        public RawJson RawOutput => OutputAt(_shape.OutputNode);

        /// <summary>The saga's output.</summary>
        /// <exception cref="StenoJsonException">It is not a value of that type.</exception>
        public T Output<[RequiresJsonCode] T>() => JsonCodecs.Of<T>().Read(RawOutput);

        /// <summary>A node's output.</summary>
        /// <param name="name">The node's name; of several nodes in different subsagas, the last in the DAG counts.</param>
        /// <exception cref="NodeNotFoundException">There is no node of that name.</exception>
        /// <exception cref="StenoJsonException">The output is not a value of that type.</exception>
        public T NodeOutput<[RequiresJsonCode] T>(string name) => JsonCodecs.Of<T>().Read(RawNodeOutput(name));

        /// <summary>A node's output as JSON.</summary>
        /// <param name="name">The node's name; of several nodes in different subsagas, the last in the DAG counts.</param>
        /// <exception cref="NodeNotFoundException">There is no node of that name.</exception>
        public RawJson RawNodeOutput(string name)
        {
            NodeName wanted = new(name);
            for (int node = _shape.Count - 1; node >= 0; node--)
            {
                if (_shape[node].Name == wanted)
                {
                    return OutputAt(node);
                }
            }
            throw new NodeNotFoundException(_dag.Name, name);
        }

        /// <summary>The outputs of all named nodes.</summary>
        public IReadOnlyDictionary<NodeName, RawJson> NodeOutputs()
        {
            Dictionary<NodeName, RawJson> outputs = [];
            for (int node = 0; node < _shape.Count; node++)
            {
                if (_shape[node].Name is { } name)
                {
                    outputs[name] = OutputAt(node);
                }
            }
            return outputs;
        }

        private RawJson OutputAt(int node) => _machine.TryGetOutput(node, out RawJson output) ? output : default;
    }

    /// <summary>An action failed, and everything that had succeeded was undone.</summary>
    public sealed class Failed : SagaResult
    {
        internal Failed(SagaId id, NodeName node, ActionError error) : base(id) => (Node, Error) = (node, error);

        /// <summary>The node that failed; of several, the one with the lowest index.</summary>
        public NodeName Node { get; }
        /// <summary>Its error.</summary>
        public ActionError Error { get; }
    }

    /// <summary>An action failed and then an undo failed: the saga's work is only partly undone, and people must look at it.</summary>
    public sealed class Stuck : SagaResult
    {
        internal Stuck(SagaId id, NodeName node, ActionError error, NodeName undoNode, UndoActionError undoError) : base(id)
            => (Node, Error, UndoNode, UndoError) = (node, error, undoNode, undoError);

        /// <summary>The node that failed; of several, the one with the lowest index.</summary>
        public NodeName Node { get; }
        /// <summary>Its error.</summary>
        public ActionError Error { get; }
        /// <summary>The node whose undo failed; of several, the one with the lowest index. The start node has the empty name.</summary>
        public NodeName UndoNode { get; }
        /// <summary>The undo's error.</summary>
        public UndoActionError UndoError { get; }
    }

    /// <summary>Someone gave the saga up: it stopped where it was, and nothing more will be done or undone.</summary>
    public sealed class Abandoned : SagaResult
    {
        internal Abandoned(SagaId id, string reason) : base(id) => Reason = reason;

        /// <summary>The reason that was given.</summary>
        public string Reason { get; }
    }

    internal static SagaResult Of(SagaId id, SagaDag dag, SagaMachine machine)
    {
        if (machine.End == SagaEnd.Succeeded)
        {
            return new Succeeded(id, dag, machine);
        }
        SagaShape shape = dag.Shape;
        int failed = machine.FirstFailed();
        NodeName node = shape[failed].Name ?? default;
        ActionError error = machine.LastEventOf(failed).Error;
        if (machine.End == SagaEnd.Failed)
        {
            return new Failed(id, node, error);
        }
        int undoFailed = machine.FirstUndoFailed();
        return new Stuck(id, node, error, shape[undoFailed].Name ?? default, machine.LastEventOf(undoFailed).UndoError);
    }
}

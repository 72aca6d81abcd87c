using Steno.Json;

namespace Steno;

/// <summary>What an action or an undo sees of its saga: inputs, names, and the application's own context. Thread-safe.</summary>
/// <typeparam name="TContext">The application's own context object.</typeparam>
public sealed class ActionContext<TContext>
{
    private readonly SagaRunner<TContext> _runner;
    private readonly int _node;
    private readonly bool _isUndo;

    internal ActionContext(SagaRunner<TContext> runner, int node, bool isUndo)
        => (_runner, _node, _isUndo) = (runner, node, isUndo);

    /// <summary>The application's own context object, as given to the coordinator.</summary>
    public TContext User => _runner.User;

    /// <summary>The saga.</summary>
    public SagaId SagaId => _runner.Id;

    /// <summary>The name of the saga's kind.</summary>
    public SagaName SagaName => _runner.Name;

    /// <summary>The node's index in the DAG.</summary>
    public SagaNodeId NodeId => new((uint)_node);

    /// <summary>The node's name, under which its output is found.</summary>
    public NodeName NodeName => _runner.Shape[_node].Name ?? default;

    /// <summary>The node's label, for people.</summary>
    public string NodeLabel => _runner.Shape[_node].Label;

    /// <summary>Cancelled when the coordinator's deadline for stopping has passed, when the saga is abandoned, or when the store has failed.</summary>
    public CancellationToken Cancellation => _runner.Cancellation;

    /// <summary>The parameters of the saga or, inside a subsaga, of the subsaga.</summary>
    /// <exception cref="ActionInputException">They are not a value of that type.</exception>
    /// <exception cref="JsonCodecMissingException">Nothing knows how to read that type.</exception>
    public T Parameters<[RequiresJsonCode] T>() => Read<T>(RawParameters, "the parameters");

    /// <summary>The parameters of the saga or, inside a subsaga, of the subsaga, as JSON.</summary>
    public RawJson RawParameters => _runner.ParametersOf(_node);

    /// <summary>The output of a node that this one depends on, inside the same saga or subsaga; an undo also sees its own node's.</summary>
    /// <param name="nodeName">The node's name.</param>
    /// <exception cref="OutputNotVisibleException">There is no such node among its ancestors.</exception>
    /// <exception cref="ActionInputException">The output is not a value of that type.</exception>
    /// <exception cref="JsonCodecMissingException">Nothing knows how to read that type.</exception>
    public T Output<[RequiresJsonCode] T>(string nodeName) => Read<T>(RawOutput(nodeName), $"the output of \"{nodeName}\"");

    /// <summary>Like <see cref="Output{T}"/>, as JSON.</summary>
    /// <param name="nodeName">The node's name.</param>
    /// <exception cref="OutputNotVisibleException">There is no such node among its ancestors.</exception>
    public RawJson RawOutput(string nodeName)
    {
        ArgumentNullException.ThrowIfNull(nodeName);
        NodeName wanted = new(nodeName);
        SagaShape shape = _runner.Shape;
        return shape.TryFindAncestor(_node, wanted, _isUndo, out int ancestor)
            ? _runner.OutputOf(ancestor)
            : throw new OutputNotVisibleException(shape[_node].DisplayName, nodeName, shape.HasNamed(shape.ScopeOf(_node), wanted));
    }

    /// <summary>In an undo: what the action that is undone gave as its output.</summary>
    /// <exception cref="InvalidOperationException">This is not an undo.</exception>
    /// <exception cref="ActionInputException">The output is not a value of that type.</exception>
    /// <exception cref="JsonCodecMissingException">Nothing knows how to read that type.</exception>
    public T OwnOutput<[RequiresJsonCode] T>() => Read<T>(RawOwnOutput, "its own output");

    /// <summary>Like <see cref="OwnOutput{T}"/>, as JSON.</summary>
    /// <exception cref="InvalidOperationException">This is not an undo.</exception>
    public RawJson RawOwnOutput
        => _isUndo
            ? _runner.OutputOf(_node)
            : throw new InvalidOperationException("An action has no output of its own before it ends; only its undo can ask for it.");

    private T Read<T>(RawJson json, string what)
    {
        JsonCodec<T> codec = JsonCodecs.Of<T>();
        try
        {
            return codec.Read(json);
        }
        catch (StenoJsonException problem)
        {
            throw new ActionInputException($"Node \"{_runner.Shape[_node].DisplayName}\" cannot read {what} as {typeof(T).Name}: {problem.Message}", problem);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Steno.Json;

namespace Steno;

/// <summary>A saga to run: a <see cref="Dag"/> with parameters. Its JSON is what a saga's record keeps of it.</summary>
/// <remarks>
/// Node indices are those of the DAG in the order of appending, then the start node, then the end node.
/// The output of the saga is that of its last node. Immutable and thread-safe.
/// </remarks>
[JsonConverter(typeof(StenoJsonConverter<SagaDag, SagaDag>))]
public sealed class SagaDag : IStenoJson<SagaDag>
{
    private readonly DagNode[] _nodes;
    private readonly DagEdge[] _edges;
    private SagaShape? _shape;
    private SagaDagNode[]? _namedNodes;
    private Dictionary<string, SagaNodeId>? _indices;
    private StrongBox<SagaCreateParams>? _createParams;

    /// <summary>A saga of a DAG and parameters.</summary>
    /// <param name="dag">What to run.</param>
    /// <param name="parameters">The saga's parameters, which its actions see.</param>
    /// <exception cref="StenoJsonException">The parameters are nested too deep to be read back inside a DAG.</exception>
    public SagaDag(Dag dag, RawJson parameters)
    {
        ArgumentNullException.ThrowIfNull(dag);
        DagPayload.RequireFits(parameters);
        int start = dag.Nodes.Length;
        int end = start + 1;
        Name = dag.Name;
        (StartNode, EndNode) = ((uint)start, (uint)end);
        _nodes = [.. dag.Nodes, DagNode.Start(parameters), DagNode.End];
        _edges = new DagEdge[dag.Edges.Length + dag.FirstNodes.Length + 1];
        dag.Edges.CopyTo(_edges, 0);
        for (int i = 0; i < dag.FirstNodes.Length; i++)
        {
            _edges[dag.Edges.Length + i] = new(start, dag.FirstNodes[i]);
        }
        _edges[^1] = new(dag.LastNode, end);
    }

    /// <summary>What was read from JSON: nothing about it is known to make sense until <see cref="Shape"/> was made of it.</summary>
    internal SagaDag(SagaName name, DagNode[] nodes, DagEdge[] edges, uint startNode, uint endNode)
        => (Name, _nodes, _edges, StartNode, EndNode) = (name, nodes, edges, startNode, endNode);

    /// <summary>The name of this kind of saga.</summary>
    public SagaName Name { get; }

    /// <summary>The saga's parameters.</summary>
    /// <exception cref="InvalidDagException">The saga was read from JSON that names no start node, which would carry them.</exception>
    public RawJson Parameters => SagaEnds.RequireStart(this).Value;

    /// <summary>The nodes that have a name, and so an output, by ascending index.</summary>
    public IReadOnlyList<SagaDagNode> Nodes => _namedNodes ?? Publish(ref _namedNodes, ListNamedNodes());

    internal ReadOnlySpan<DagNode> AllNodes => _nodes;

    internal ReadOnlySpan<DagEdge> Edges => _edges;

    internal uint StartNode { get; }

    internal uint EndNode { get; }

    /// <summary>The graph ready to run; made at the first use.</summary>
    /// <exception cref="InvalidDagException">The saga was read from JSON whose graph cannot be run.</exception>
    internal SagaShape Shape => _shape ?? Publish(ref _shape, SagaShape.Compile(this));

    /// <summary>A saga of a DAG and parameters.</summary>
    /// <param name="dag">What to run.</param>
    /// <param name="parameters">The saga's parameters, of a type whose code <see cref="JsonCodecs"/> knows.</param>
    /// <exception cref="JsonCodecMissingException">The type's code is not known.</exception>
    /// <exception cref="StenoJsonException">The parameters have no JSON form or are nested too deep.</exception>
    public static SagaDag Create<[RequiresJsonCode] T>(Dag dag, T parameters) => new(dag, JsonCodecs.Of<T>().Write(parameters));

    /// <summary>Reads a saga's JSON, with members in any order. Does not look at the graph: see <see cref="Validate"/>.</summary>
    /// <param name="json">What <see cref="ToJson"/>, <see cref="ToSortedJson"/> or the Rust crate wrote. Values inside the saga refer to it; they are not copied.</param>
    /// <exception cref="StenoJsonException">The text is not a saga's JSON.</exception>
    public static SagaDag Parse(RawJson json) => StenoJson.Deserialize<SagaDag>(json.Utf8);

    /// <summary>Refuses a graph that cannot be run. Everything that runs a saga checks it first; this is for tools that only read one.</summary>
    /// <exception cref="InvalidDagException">The graph cannot be run.</exception>
    public void Validate() => _ = Shape;

    /// <summary>The index of the node of a name; where subsagas use the name too, the lowest.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="NodeNotFoundException">No node has this name.</exception>
    public SagaNodeId GetIndex(string name) => TryGetIndex(name, out SagaNodeId index) ? index : throw new NodeNotFoundException(Name, name);

    /// <summary>The index of the node of a name; where subsagas use the name too, the lowest.</summary>
    /// <param name="name">The name.</param>
    /// <param name="index">The index.</param>
    /// <returns>False when no node has this name.</returns>
    public bool TryGetIndex(string name, out SagaNodeId index)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (_indices ?? Publish(ref _indices, IndexNames())).TryGetValue(name, out index);
    }

    /// <summary>The graph as Graphviz text; every node has its label, every edge goes from a node to one that waits for it.</summary>
    public string ToDot() => DagDot.Write(_nodes, _edges);

    /// <summary>The saga's JSON with members in the order in which the Rust crate declares them.</summary>
    public RawJson ToJson() => RawJson.From(this);

    /// <summary>The saga's JSON with members sorted by name: the form that <see cref="SagaCreateParams.Dag"/> holds.</summary>
    /// <remarks>Parameters and constants are written as they were given, their members in the order they have there.</remarks>
    public RawJson ToSortedJson() => RawJson.Parse(StenoJson.Serialize<SagaDag, SortedSagaDagCodec>(this));

    /// <summary>What a saga's record is created from. The text is written and checked at the first use and kept, for all sagas that run this one.</summary>
    /// <exception cref="StenoJsonException">A value inside, which was read from JSON, is nested too deep for a record.</exception>
    internal SagaCreateParams ToCreateParams(SagaId id)
    {
        StrongBox<SagaCreateParams> any = _createParams ?? Publish(ref _createParams, new(new(default, Name, ToSortedJson(), SagaCachedState.Running)));
        // Deliberate: a copy. Making new ones would look through the whole text again.
        return any.Value with { Id = id };
    }

    static ReadOnlySpan<byte> IJsonCodec<SagaDag>.Schema => SagaDagSchema.Text;

    static void IJsonCodec<SagaDag>.Write(ref StenoJsonWriter writer, in SagaDag value) => SagaDagWriter.Write(ref writer, value);

    static bool IJsonCodec<SagaDag>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out SagaDag value)
    {
        // Deliberate: no fast path. Sagas are read once, when they are recovered, and mostly with sorted members.
        value = null;
        return false;
    }

    static SagaDag IJsonCodec<SagaDag>.Read(ref StenoJsonReader reader) => SagaDagReader.Read(ref reader);

    /// <summary>An exception about one node of this saga.</summary>
    internal InvalidDagException Invalid(InvalidDagProblem problem, uint node, string reason)
    {
        DagNode? about = node < _nodes.Length ? _nodes[node] : null;
        return new InvalidDagException(Name, problem, node, about?.DisplayName, about?.Name, reason);
    }

    private SagaDagNode[] ListNamedNodes()
    {
        List<SagaDagNode> named = new(_nodes.Length);
        for (int i = 0; i < _nodes.Length; i++)
        {
            if (_nodes[i].Name is { } name)
            {
                named.Add(new(new SagaNodeId((uint)i), name, _nodes[i].Label));
            }
        }
        return [.. named];
    }

    private Dictionary<string, SagaNodeId> IndexNames()
    {
        Dictionary<string, SagaNodeId> indices = new(_nodes.Length);
        for (int i = 0; i < _nodes.Length; i++)
        {
            if (_nodes[i].Name is { } name)
            {
                indices.TryAdd(name.Value, new SagaNodeId((uint)i));
            }
        }
        return indices;
    }

    /// <summary>Keeps what was computed. Two threads may compute at once; all see the one that came first.</summary>
    private static T Publish<T>(ref T? field, T computed)
        where T : class
        => Interlocked.CompareExchange(ref field, computed, null) ?? computed;
}

// The graph of a saga in the form that running it needs: checked once, then only read, by any number of threads.
// Everything is arrays by node index. Compiling takes time and memory in proportion to nodes and edges; nothing recurses.
// The exception is a foreign DAG with a scope that is not built of stages: there sixty-four different nodes from which subsagas
// take their parameters cost one pass over that scope, and each lookup while the saga runs costs one search of at most that scope.

using System.Diagnostics.CodeAnalysis;

namespace Steno;

/// <summary>A saga's graph, checked and ready to run.</summary>
internal sealed class SagaShape
{
    private readonly Adjacency _parents;
    private readonly Adjacency _children;
    private readonly int[] _order;
    private readonly SagaScopes _scopes;
    private readonly ScopeStages _stages;
    private readonly Dictionary<(int Scope, NodeName Name), int> _names;
    private readonly int[] _paramsNodes;

    private SagaShape(SagaDag saga)
    {
        SagaEnds.RequireStart(saga);
        SagaEnds.RequireEnd(saga);
        SagaEnds.RequireOnlyOnes(saga);
        GraphCheck.RequireIndices(saga);
        Nodes = saga.AllNodes.ToArray();
        (Start, End) = ((int)saga.StartNode, (int)saga.EndNode);
        _parents = Adjacency.Parents(Count, saga.Edges);
        _children = Adjacency.Children(Count, saga.Edges);
        GraphCheck.RequireSingleEdges(saga, _parents);
        GraphCheck.RequireConnected(saga, _parents, _children);
        _order = GraphCheck.Sort(saga, _parents, _children);
        _scopes = SagaScopes.Find(saga, Nodes, _parents, _order);
        _stages = ScopeStages.Find(Nodes, _parents, _order, _scopes);
        OutputNode = _parents[End][0];
        _names = IndexNames(saga);
        _paramsNodes = FindParamsNodes(saga);
    }

    /// <summary>How many nodes there are.</summary>
    public int Count => Nodes.Length;

    /// <summary>The nodes by index. Not to be changed.</summary>
    public DagNode[] Nodes { get; }

    /// <summary>The node that carries the saga's parameters.</summary>
    public int Start { get; }

    /// <summary>The node that is reached last.</summary>
    public int End { get; }

    /// <summary>The node whose output is the saga's: the one that End waits for.</summary>
    public int OutputNode { get; }

    /// <summary>Every node, each after all that it depends on.</summary>
    public ReadOnlySpan<int> TopologicalOrder => _order;

    /// <summary>A node.</summary>
    public DagNode this[int node] => Nodes[node];

    /// <summary>Checks a saga's graph and makes it ready to run.</summary>
    /// <exception cref="InvalidDagException">The graph cannot be run.</exception>
    public static SagaShape Compile(SagaDag saga) => new(saga);

    /// <summary>What a node waits for, in the order of the edges.</summary>
    public ReadOnlySpan<int> ParentsOf(int node) => _parents[node];

    /// <summary>What waits for a node, in the order of the edges.</summary>
    public ReadOnlySpan<int> ChildrenOf(int node) => _children[node];

    /// <summary>The Start or SubsagaStart that begins the saga or subsaga a node belongs to; a start belongs to the one that it begins, a SubsagaEnd to the enclosing one.</summary>
    public int ScopeOf(int node) => _scopes.Of(node);

    /// <summary>The saga or subsaga around a subsaga.</summary>
    public int OuterScopeOf(int subsagaStart) => _scopes.LookupOf(subsagaStart);

    /// <summary>The start of the subsaga that a SubsagaEnd ends.</summary>
    public int MatchingStart(int subsagaEnd) => _scopes.MatchOf(subsagaEnd);

    /// <summary>The node whose output is a subsaga's parameters; -1 for the saga's own scope, whose parameters are its Start's.</summary>
    public int ParamsNodeOf(int scopeStart) => _paramsNodes[scopeStart];

    /// <summary>Whether ancestors in a scope are told by stages, without a search.</summary>
    public bool IsStaged(int scope) => _stages.IsStaged(scope);

    /// <summary>Whether a node of this name is in a saga or subsaga itself, not in one around or inside it.</summary>
    public bool HasNamed(int scope, NodeName name) => _names.ContainsKey((scope, name));

    /// <summary>Finds the node of a name among those that a node depends on inside its own saga or subsaga; a SubsagaStart's are those in the enclosing one.</summary>
    /// <param name="node">The node that looks.</param>
    /// <param name="name">The name.</param>
    /// <param name="includeSelf">Whether the node finds itself, as its undo does.</param>
    /// <param name="ancestor">The node of that name; a subsaga's is its SubsagaEnd.</param>
    /// <returns>False when there is no such node or it is no ancestor; <see cref="HasNamed"/> tells which.</returns>
    public bool TryFindAncestor(int node, NodeName name, bool includeSelf, out int ancestor)
    {
        int scope = _scopes.LookupOf(node);
        return _names.TryGetValue((scope, name), out ancestor)
            && (ancestor == node ? includeSelf : IsAncestor(scope, node, ancestor));
    }

    /// <summary>The named nodes that a node depends on inside its own saga or subsaga, by ascending index: all whose outputs it sees.</summary>
    /// <remarks>For tools: it always searches.</remarks>
    public IEnumerable<int> AncestorsOf(int node) => AncestorSearch.FindAll(this, node).Order();

    private bool IsAncestor(int scope, int node, int ancestor)
        => _stages[ancestor] < _stages[node]
        && (_stages.IsStaged(scope) || AncestorSearch.Reaches(this, _stages, node, ancestor));

    private Dictionary<(int Scope, NodeName Name), int> IndexNames(SagaDag saga)
    {
        Dictionary<(int, NodeName), int> names = new(Count);
        for (int node = 0; node < Count; node++)
        {
            if (Nodes[node].Name is { } name && !names.TryAdd((ScopeOf(node), name), node))
            {
                throw saga.Invalid(InvalidDagProblem.DuplicateName, (uint)node, $"has the name of node {names[(ScopeOf(node), name)]} of the same saga or subsaga");
            }
        }
        return names;
    }

    private int[] FindParamsNodes(SagaDag saga)
    {
        int[] paramsNodes = new int[Count];
        Array.Fill(paramsNodes, -1);
        Dictionary<int, AncestorQueries> uneven = [];
        int[] numbers = [];
        int[] places = [];
        int firstWrong = int.MaxValue;
        for (int node = 0; node < Count && firstWrong == int.MaxValue; node++)
        {
            if (Nodes[node].Kind != DagNodeKind.SubsagaStart)
            {
                continue;
            }
            int scope = _scopes.LookupOf(node);
            if (!_names.TryGetValue((scope, Nodes[node].ParamsNode), out paramsNodes[node]) || _stages[paramsNodes[node]] >= _stages[node])
            {
                firstWrong = node;
            }
            else if (!_stages.IsStaged(scope))
            {
                if (!uneven.TryGetValue(scope, out AncestorQueries? queries))
                {
                    (numbers, places) = uneven.Count == 0 ? (new int[Count], new int[Count]) : (numbers, places);
                    uneven[scope] = queries = new(this, scope, numbers, places);
                }
                queries.Ask(node, paramsNodes[node]);
            }
        }
        firstWrong = Math.Min(firstWrong, FirstIndependent(uneven));
        if (firstWrong < int.MaxValue)
        {
            throw saga.Invalid(InvalidDagProblem.MissingSubsagaParameters, (uint)firstWrong,
                $"begins a subsaga with parameters from \"{Nodes[firstWrong].ParamsNode}\", which is no node that it depends on");
        }
        return paramsNodes;
    }

    /// <summary>The first subsaga, in a scope without stages, whose source stands before it and is none that it depends on.</summary>
    private int FirstIndependent(Dictionary<int, AncestorQueries> uneven)
    {
        if (uneven.Count == 0)
        {
            return int.MaxValue;
        }
        foreach (int node in _order.AsSpan(1))
        {
            if (uneven.TryGetValue(_scopes.LookupOf(node), out AncestorQueries? queries))
            {
                queries.AddNode(node);
            }
        }
        ulong[] bits = new ulong[Count];
        return uneven.Values.SelectMany(queries => queries.FindIndependent(bits)).DefaultIfEmpty(int.MaxValue).Min();
    }
}

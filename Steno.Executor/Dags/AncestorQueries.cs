// Many questions at once, whether a node depends on another one of its scope. Sixty-four ancestors share one pass over the scope
// in topological order, which carries a bit for each from parents to children. So a scope of n nodes and e edges with d different
// ancestors costs at most (d / 64 + 1) * (n + e), where a search for every question would cost the questions times the scope.
// A pass covers only what lies between its first ancestor and the last node that asks.

namespace Steno;

/// <summary>Ancestor questions about one scope.</summary>
internal sealed class AncestorQueries
{
    private const int BitsPerPass = 64;

    private readonly SagaShape _shape;
    private readonly int _scope;
    private readonly int[] _numbers;
    private readonly int[] _places;
    private readonly List<int> _nodes = [];
    private readonly List<(int Node, int Ancestor)> _questions = [];
    private int _ancestorCount;

    /// <summary>No questions yet.</summary>
    /// <param name="shape">The graph.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="numbers">A number for every node of the graph, 0 at first; scopes can share it, because a node is in one only.</param>
    /// <param name="places">The same for their places in the scope.</param>
    public AncestorQueries(SagaShape shape, int scope, int[] numbers, int[] places) => (_shape, _scope, _numbers, _places) = (shape, scope, numbers, places);

    /// <summary>Adds a node of the scope; each after all that it depends on.</summary>
    public void AddNode(int node)
    {
        _places[node] = _nodes.Count;
        _nodes.Add(node);
    }

    /// <summary>Adds a question.</summary>
    public void Ask(int node, int ancestor)
    {
        if (_numbers[ancestor] == 0)
        {
            _numbers[ancestor] = ++_ancestorCount;
        }
        _questions.Add((node, ancestor));
    }

    /// <summary>The nodes that do not depend on what they were asked about.</summary>
    /// <param name="bits">Room for a number for every node of the graph; what is in it does not matter.</param>
    public List<int> FindIndependent(ulong[] bits)
    {
        List<int> independent = [];
        foreach (IGrouping<int, (int Node, int Ancestor)> pass in _questions.GroupBy(question => (_numbers[question.Ancestor] - 1) / BitsPerPass))
        {
            CarryBits(bits, pass.Key, pass.Min(question => _places[question.Ancestor]), pass.Max(question => _places[question.Node]));
            foreach ((int node, int ancestor) in pass)
            {
                if ((bits[node] & BitOf(ancestor, pass.Key)) == 0)
                {
                    independent.Add(node);
                }
            }
        }
        return independent;
    }

    private void CarryBits(ulong[] bits, int pass, int first, int last)
    {
        for (int place = first; place <= last; place++)
        {
            int node = _nodes[place];
            if (_shape[node].Kind == DagNodeKind.SubsagaEnd)
            {
                int start = _shape.MatchingStart(node);
                bits[node] = _places[start] < first ? 0 : bits[start];
                continue;
            }
            ulong reached = 0;
            foreach (int parent in _shape.ParentsOf(node))
            {
                // The node that begins the scope has its bits, if any, in the scope around it; what is before the first ancestor has none.
                reached |= parent == _scope || _places[parent] < first ? 0 : bits[parent] | BitOf(parent, pass);
            }
            bits[node] = reached;
        }
    }

    private ulong BitOf(int node, int pass)
    {
        int number = _numbers[node] - 1 - (pass * BitsPerPass);
        return (uint)number < BitsPerPass ? 1UL << number : 0;
    }
}

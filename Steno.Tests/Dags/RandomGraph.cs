// Random graphs with nested subsagas and the truth about them by construction: the scope of every node is known from where it was
// put, and who depends on whom is a plain search over the edges. Node indices are shuffled, so nothing may rely on their order.

using System.Globalization;

namespace Steno.Tests.Dags;

internal sealed class RandomGraph
{
    private const int MaxDepth = 3;

    private readonly Random _random;
    private readonly bool _isStaged;
    private readonly List<string> _nodes = [];
    private readonly List<(int Scope, int Lookup, string? Name)> _facts = [];
    private readonly List<(int From, int To)> _edges = [];
    private readonly int[] _places;

    public RandomGraph(Random random, bool isStaged)
    {
        (_random, _isStaged) = (random, isStaged);
        int start = Add("START", scope: 0, lookup: 0, name: null);
        int last = AddScope(start, depth: 0);
        _edges.Add((last, Add("END", start, start, null)));
        _places = Enumerable.Range(0, _nodes.Count).ToArray();
        random.Shuffle(_places);
    }

    public int Count => _nodes.Count;

    public SagaDag Saga => GraphText.Saga(
        string.Join(' ', Enumerable.Range(0, Count).OrderBy(node => _places[node]).Select(node => _nodes[node])),
        string.Join(' ', _edges.Select(edge => string.Create(CultureInfo.InvariantCulture, $"{_places[edge.From]}>{_places[edge.To]}"))));

    public int PlaceOf(int node) => _places[node];

    public int ScopeOf(int node) => _facts[node].Scope;

    public int LookupOf(int node) => _facts[node].Lookup;

    public string? NameOf(int node) => _facts[node].Name;

    /// <summary>Every node that can be reached against the edges.</summary>
    public HashSet<int> ReachedFrom(int node)
    {
        HashSet<int> seen = [];
        Stack<int> open = new([node]);
        while (open.TryPop(out int next))
        {
            foreach ((int from, _) in _edges.Where(edge => edge.To == next && seen.Add(edge.From)))
            {
                open.Push(from);
            }
        }
        return seen;
    }

    /// <summary>Fills a scope with some units, each an action or a subsaga, and gives the last one, on which all others lead.</summary>
    private int AddScope(int scope, int depth)
    {
        List<int> stageBefore = [scope];
        List<int> added = [];
        int count = _random.Next(1, depth == 0 ? 7 : 4);
        while (count-- > 0)
        {
            List<int> stage = [];
            for (int width = _isStaged ? _random.Next(1, 4) : 1; width > 0; width--)
            {
                stage.Add(AddUnit(scope, depth, _isStaged ? stageBefore : Some(scope, added), added.Count + stage.Count));
            }
            added.AddRange(stage);
            stageBefore = stage;
        }
        int[] loose = [.. added.Where(unit => !_edges.Exists(edge => edge.From == unit))];
        return loose.Length == 1 ? loose[0] : AddUnit(scope, MaxDepth, loose, added.Count);
    }

    private int AddUnit(int scope, int depth, IEnumerable<int> parents, int number)
    {
        // The same few names in every scope, so that a look into the wrong one would find something.
        string name = string.Create(CultureInfo.InvariantCulture, $"n{number}");
        int[] from = [.. parents];
        string[] ancestors = [.. from.Concat(from.SelectMany(ReachedFrom)).Where(node => LookupOf(node) == scope).Select(NameOf).OfType<string>().Distinct()];
        bool isSubsaga = depth < MaxDepth && ancestors.Length > 0 && _random.Next(3) == 0;
        int first = isSubsaga
            ? Add("(" + ancestors[_random.Next(ancestors.Length)], Count, scope, null)
            : Add(_random.Next(4) == 0 ? name + "=1" : name, scope, scope, name);
        _edges.AddRange(from.Select(parent => (parent, first)));
        if (!isSubsaga)
        {
            return first;
        }
        int last = AddScope(first, depth + 1);
        int end = Add(")" + name, scope, scope, name);
        _edges.Add((last, end));
        return end;
    }

    private List<int> Some(int scope, List<int> added)
    {
        int[] some = [.. added.Where(_ => _random.Next(3) == 0)];
        return some.Length == 0 ? [scope] : [.. some];
    }

    private int Add(string node, int scope, int lookup, string? name)
    {
        _nodes.Add(node);
        _facts.Add((scope, lookup, name));
        return _nodes.Count - 1;
    }
}

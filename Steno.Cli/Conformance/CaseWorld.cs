using Steno.Json;

namespace Steno.Cli.Conformance;

/// <summary>One call of an action or undo: what it saw.</summary>
internal sealed record CaseCall(bool IsUndo, string Label, RawJson Params, IReadOnlyList<(string Name, RawJson Output)> Visible);

/// <summary>What the actions of one case share: the script, and the calls in their order. Thread-safe.</summary>
internal sealed class CaseWorld(Script script, SagaDag dag)
{
    private readonly List<CaseCall> _calls = [];
    private readonly Dictionary<(bool IsUndo, string Label), int> _counts = [];
    private readonly string[] _names = [.. dag.Nodes.Select(node => node.Name.Value).Distinct().Order(StringComparer.Ordinal)];

    public Script Script => script;

    public IReadOnlyList<CaseCall> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Notes a call and gives its number, from 0, among the calls of that label.</summary>
    public int Note(ActionContext<CaseWorld> context, bool isUndo)
    {
        CaseCall call = new(isUndo, context.NodeLabel, context.RawParameters, Visible(context));
        lock (_calls)
        {
            _calls.Add(call);
            return _counts[(isUndo, call.Label)] = _counts.GetValueOrDefault((isUndo, call.Label), -1) + 1;
        }
    }

    private List<(string, RawJson)> Visible(ActionContext<CaseWorld> context)
    {
        List<(string, RawJson)> visible = [];
        foreach (string name in _names)
        {
            try
            {
                visible.Add((name, context.RawOutput(name)));
            }
            catch (OutputNotVisibleException)
            {
                // Deliberate: trying every name is how the test finds out which ones can be seen.
            }
        }
        return visible;
    }
}

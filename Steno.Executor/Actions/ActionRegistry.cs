using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Steno;

/// <summary>The actions that stored DAGs may name. Thread-safe.</summary>
/// <typeparam name="TContext">The application's own context object.</typeparam>
public sealed class ActionRegistry<TContext>
{
    private readonly ConcurrentDictionary<ActionName, IAction<TContext>> _actions = new();

    /// <summary>Adds an action.</summary>
    /// <param name="action">The action.</param>
    /// <returns>This registry, so that calls can be chained.</returns>
    /// <exception cref="DuplicateActionException">An action of that name is there already; it stays.</exception>
    public ActionRegistry<TContext> Register(IAction<TContext> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return _actions.TryAdd(action.Name, action) ? this : throw new DuplicateActionException(action.Name);
    }

    /// <summary>The action of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="action">The action.</param>
    public bool TryGet(ActionName name, [MaybeNullWhen(false)] out IAction<TContext> action) => _actions.TryGetValue(name, out action);

    /// <summary>The actions of a DAG's nodes by node index, null where a node has none of its own.</summary>
    /// <exception cref="ActionNotRegisteredException">A node names an action that is not here.</exception>
    internal IAction<TContext>?[] Resolve(SagaShape shape)
    {
        IAction<TContext>?[] actions = new IAction<TContext>?[shape.Count];
        for (int node = 0; node < actions.Length; node++)
        {
            if (shape[node].Kind == DagNodeKind.Action && !_actions.TryGetValue(shape[node].ActionName, out actions[node]))
            {
                throw new ActionNotRegisteredException(shape[node].DisplayName, shape[node].ActionName);
            }
        }
        return actions;
    }
}

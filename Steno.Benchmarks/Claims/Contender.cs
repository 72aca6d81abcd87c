using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">How claims and reports call it.</param>
/// <param name="Create">Makes it fresh for a round.</param>
/// <param name="FindObstacle">Says why it cannot run on this machine, or null when it can.</param>
/// <param name="CreateQuick">Makes it for the short windows of a quick run, when it has to be another one there.</param>
internal sealed record Contender(string Name, Func<ILoadTarget> Create, Func<string?>? FindObstacle = null, Func<ILoadTarget>? CreateQuick = null)
{
    public const string Ours = "steno";

    /// <summary>Makes it fresh for a round of this run.</summary>
    public ILoadTarget CreateFor(ClaimsOptions options) => (options.IsQuick ? CreateQuick : null)?.Invoke() ?? Create();
}

using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Claims;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">How claims and reports call it.</param>
/// <param name="Create">Makes it fresh for a round.</param>
/// <param name="FindObstacle">Says why it cannot run on this machine, or null when it can.</param>
internal sealed record Contender(string Name, Func<ILoadTarget> Create, Func<string?>? FindObstacle = null)
{
    public const string Ours = "steno";
}

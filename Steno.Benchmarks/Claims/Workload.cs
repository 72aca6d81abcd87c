namespace Steno.Benchmarks.Claims;

/// <summary>A number of closed-loop callers and everyone who can serve them; several claims may read the same rounds.</summary>
internal sealed record Workload(string Name, int Callers, IReadOnlyList<Contender> Contenders);

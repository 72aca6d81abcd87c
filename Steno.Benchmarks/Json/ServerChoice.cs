using Steno.Json;

namespace Steno.Benchmarks.Json;

/// <summary>A payload: a class here as it is on the other side (<see cref="ServerValue"/>), so that reading allocates one on both.</summary>
[JsonObject]
public sealed partial record ServerChoice(Guid Server, long SizeBytes, bool IsReady);

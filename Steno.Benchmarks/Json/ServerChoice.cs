using Steno.Json;

namespace Steno.Benchmarks.Json;

/// <summary>A payload without strings and collections, so that reading it need not allocate; both sides bind to this very type.</summary>
[JsonObject]
public readonly partial record struct ServerChoice(Guid Server, long SizeBytes, bool IsReady);

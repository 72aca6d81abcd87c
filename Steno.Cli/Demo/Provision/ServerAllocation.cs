using Steno.Json;

namespace Steno.Cli.Demo.Provision;

/// <summary>The output of the subsaga that finds a server.</summary>
[JsonObject]
internal sealed partial record ServerAllocation(ulong ServerId);

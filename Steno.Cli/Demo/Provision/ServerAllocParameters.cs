using Steno.Json;

namespace Steno.Cli.Demo.Provision;

/// <summary>The parameters of the subsaga that finds a server.</summary>
[JsonObject]
internal sealed partial record ServerAllocParameters(uint NumberOfThings);

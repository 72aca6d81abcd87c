using Steno.Json;

namespace Steno.Cli.Demo.Provision;

/// <summary>The parameters of the demo saga.</summary>
[JsonObject]
internal sealed partial record ProvisionParameters(string InstanceName, ushort NumberOfInstances);

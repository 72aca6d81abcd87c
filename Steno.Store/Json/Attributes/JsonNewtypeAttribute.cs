namespace Steno.Json;

/// <summary>The type has one member and is written as that member alone, with no object around it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class JsonNewtypeAttribute : Attribute
{
}

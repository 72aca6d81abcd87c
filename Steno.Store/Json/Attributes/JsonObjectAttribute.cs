namespace Steno.Json;

/// <summary>The type is a JSON object: one member for each constructor parameter, then for each settable property.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class JsonObjectAttribute : Attribute
{
    /// <summary>How member names are formed; <see cref="JsonNaming.SnakeCase"/> unless told.</summary>
    public JsonNaming Naming { get; set; } = JsonNaming.SnakeCase;
}

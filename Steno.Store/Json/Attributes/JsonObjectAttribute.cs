namespace Steno.Json;

/// <summary>The type is a JSON object: one member for each constructor parameter, then for each settable property, those of base types first.</summary>
/// <remarks>
/// A member that may be null, and one whose constructor parameter has a default value, may be missing; all others are required.
/// Of System.Text.Json the attributes JsonPropertyName, JsonIgnore, JsonRequired, JsonConstructor and JsonUnmappedMemberHandling are honoured.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class JsonObjectAttribute : Attribute
{
    /// <summary>How member names are formed; <see cref="JsonNaming.SnakeCase"/> unless told.</summary>
    public JsonNaming Naming { get; set; } = JsonNaming.SnakeCase;
    /// <summary>Whether members that are null are left out; they are written as <c>null</c> unless told.</summary>
    public bool SkipNulls { get; set; }
    /// <summary>Whether members that the type does not have are refused; they are ignored unless told.</summary>
    public bool RefuseUnknown { get; set; }
}

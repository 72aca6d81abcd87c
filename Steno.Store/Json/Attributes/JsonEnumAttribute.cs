namespace Steno.Json;

/// <summary>The enum is written as the name of its member. Generates a static class, named after the enum with <c>Names</c> behind it, that maps both ways without allocation.</summary>
[AttributeUsage(AttributeTargets.Enum, Inherited = false)]
public sealed class JsonEnumAttribute : Attribute
{
    /// <summary>How names are formed; as in C# unless told.</summary>
    public JsonNaming Naming { get; set; } = JsonNaming.PascalCase;
}

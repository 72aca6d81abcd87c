namespace Steno.Json;

/// <summary>
/// The type is one of several cases, externally tagged: a case without a value is a bare string,
/// a case with a value is an object whose one key is the case's name.
/// </summary>
/// <remarks>
/// On an abstract record the cases are its sealed nested records.
/// On a struct they are the static properties and methods marked <see cref="JsonCaseAttribute"/>,
/// and the property marked <see cref="JsonTagAttribute"/> tells which one a value is.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class JsonUnionAttribute : Attribute
{
    /// <summary>How case names are formed; as in C# unless told.</summary>
    public JsonNaming CaseNaming { get; set; } = JsonNaming.PascalCase;
    /// <summary>How the names of members inside cases are formed; <see cref="JsonNaming.SnakeCase"/> unless told.</summary>
    public JsonNaming Naming { get; set; } = JsonNaming.SnakeCase;
    /// <summary>Whether members of cases that are null are left out; they are written as <c>null</c> unless told.</summary>
    public bool SkipNulls { get; set; }
    /// <summary>Whether members that a case does not have are refused; they are ignored unless told.</summary>
    public bool RefuseUnknown { get; set; }
    /// <summary>Whether the object around a case is only an envelope, whose level does not count towards the depth limit of the document inside.</summary>
    public bool IsEnvelope { get; set; }
}

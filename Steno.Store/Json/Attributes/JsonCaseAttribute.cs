namespace Steno.Json;

/// <summary>
/// A case of a <see cref="JsonUnionAttribute">union</see>. On a static property or a static method with one parameter of a struct union:
/// this makes the case. On a nested record: options of the case.
/// </summary>
/// <param name="value">For a struct union's case with a value: the instance property that gives the value back.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Method, Inherited = false)]
public sealed class JsonCaseAttribute(string? value = null) : Attribute
{
    /// <summary>The instance property that gives the case's value back.</summary>
    public string? Value { get; } = value;
    /// <summary>The case's name in JSON; formed from the C# name when null.</summary>
    public string? Name { get; set; }
    /// <summary>On a nested record with one member: the case's value is that member itself, not an object with it.</summary>
    public bool IsNewtype { get; set; }
}

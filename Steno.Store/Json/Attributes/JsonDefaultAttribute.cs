namespace Steno.Json;

/// <summary>
/// The member may be missing, and then has this value. With <c>[JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]</c>
/// it is also left out when it has this value.
/// </summary>
/// <remarks>A constructor parameter with a default value needs no attribute.</remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, Inherited = false)]
public sealed class JsonDefaultAttribute : Attribute
{
    /// <summary>Zero, false, null, or the empty string or collection.</summary>
    public JsonDefaultAttribute() { }

    /// <summary>A constant.</summary>
    /// <param name="value">The value, which must fit the member.</param>
    public JsonDefaultAttribute(object? value) => Value = value;

    /// <summary>The constant.</summary>
    public object? Value { get; }
    /// <summary>Instead of a constant: the static property, field or method without parameters of the same type that gives the value.</summary>
    public string? Member { get; set; }
}

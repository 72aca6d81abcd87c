namespace Steno.Json;

/// <summary>
/// On a type parameter of a method: its code is looked up in <see cref="JsonCodecs"/> when the method runs. A call with a type that has none is
/// reported when it is compiled (STENO016), unless the same assembly registers that type.
/// </summary>
[AttributeUsage(AttributeTargets.GenericParameter)]
public sealed class RequiresJsonCodeAttribute : Attribute;

namespace Steno.Json;

/// <summary>The property that tells which case a struct <see cref="JsonUnionAttribute">union</see> is: an enum whose member names are the names of the cases in C#.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class JsonTagAttribute : Attribute
{
}

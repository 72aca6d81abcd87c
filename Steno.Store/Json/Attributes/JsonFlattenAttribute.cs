namespace Steno.Json;

/// <summary>The members of this member, a <see cref="JsonObjectAttribute">JSON object</see> that is not null, stand among those of the type around it. Such a type has no array form.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, Inherited = false)]
public sealed class JsonFlattenAttribute : Attribute
{
}

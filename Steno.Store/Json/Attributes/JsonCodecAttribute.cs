namespace Steno.Json;

/// <summary>The member is written and read by this code, whatever its type has of its own.</summary>
/// <param name="codec">A type that implements <see cref="IJsonCodec{T}"/> for the member's type. A null is written as <c>null</c> without asking it.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, Inherited = false)]
public sealed class JsonCodecAttribute(Type codec) : Attribute
{
    /// <summary>The code.</summary>
    public Type Codec { get; } = codec;
}

namespace Steno.Json;

/// <summary>A type was used as JSON and nothing knows how to write or read it.</summary>
public sealed class JsonCodecMissingException(Type type) : NotSupportedException(
    $"There is no JSON code for {type}. Put [JsonObject], [JsonNewtype], [JsonUnion] or [JsonEnum] on the type, or pass the JsonTypeInfo of a JsonSerializerContext that covers it to JsonCodecs.Register.")
{
    /// <summary>The type.</summary>
    public Type Type { get; } = type;
}

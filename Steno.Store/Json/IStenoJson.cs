namespace Steno.Json;

/// <summary>A type that carries its own JSON code, so that <see cref="StenoJson"/> finds it without reflection.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IStenoJson<TSelf> : IJsonCodec<TSelf>
    where TSelf : IStenoJson<TSelf>
{
}

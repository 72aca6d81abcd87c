using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steno.Json;

/// <summary>Makes a type with a codec usable inside System.Text.Json, for instance as a member of a type in a <see cref="JsonSerializerContext"/>.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <typeparam name="TCodec">Its codec: the type itself when it is <see cref="IStenoJson{TSelf}"/>.</typeparam>
public sealed class StenoJsonConverter<T, TCodec> : JsonConverter<T>
    where TCodec : IJsonCodec<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // System.Text.Json does not show the text that it reads, so the value is parsed into an element first, which owns a copy.
        JsonElement element = JsonElement.ParseValue(ref reader);
        try
        {
            return StenoJson.Deserialize<T, TCodec>(JsonMarshal.GetRawUtf8Value(element).ToArray());
        }
        catch (StenoJsonException problem)
        {
            throw new JsonException(problem.Message, problem);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        try
        {
            StenoJson.Serialize<T, TCodec>(writer, value);
        }
        catch (StenoJsonException problem)
        {
            throw new JsonException(problem.Message, problem);
        }
    }
}

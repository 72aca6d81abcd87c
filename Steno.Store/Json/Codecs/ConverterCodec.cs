// A converter of System.Text.Json behind a codec. It sees a reader over the value's own text and a writer of its own, so it costs
// a buffer a value and may do as it likes in between; what it leaves must be exactly one JSON value.

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steno.Json;

/// <summary>The JSON code of a member with a <see cref="JsonConverterAttribute"/>: that converter does it.</summary>
/// <remarks>The converter is made once and gets options without a resolver, so it must not ask the serializer for other types. Thread-safe if the converter is.</remarks>
/// <typeparam name="T">The type that the converter is for.</typeparam>
/// <typeparam name="TConverter">The converter.</typeparam>
public readonly struct ConverterCodec<T, TConverter> : IJsonCodec<T>
    where TConverter : JsonConverter<T>, new()
{
    private static readonly TConverter Converter = new();
    private static readonly JsonSerializerOptions Options = new();
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = StenoJson.MaxDepth };

    static ReadOnlySpan<byte> IJsonCodec<T>.Schema => "true"u8;

    static void IJsonCodec<T>.Write(ref StenoJsonWriter writer, in T value)
    {
        ArrayBufferWriter<byte> text = new();
        try
        {
            using Utf8JsonWriter theirs = new(text, WriterOptions);
            Converter.Write(theirs, value, Options);
        }
        catch (Exception problem) when (problem is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new StenoJsonException(typeof(T).Name, "$", 0, problem.Message);
        }
        writer.WriteRaw(RawJson.Parse(text.WrittenMemory).Utf8.Span);
    }

    static bool IJsonCodec<T>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        // When the converter refuses, the other way of reading does so in the same place, and says why.
        return reader.TryReadRaw(out ReadOnlyMemory<byte> utf8) && TryConvert(utf8.Span, out value, out _);
    }

    static T IJsonCodec<T>.Read(ref StenoJsonReader reader)
    {
        StenoJsonReader start = reader;
        return TryConvert(reader.ReadRaw().Span, out T? value, out string? problem) ? value : throw start.FailAtNext(problem);
    }

    private static bool TryConvert(ReadOnlySpan<byte> utf8, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? problem)
    {
        value = default;
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = StenoJson.MaxDepth });
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null && !Converter.HandleNull)
            {
                problem = "null is no value of it";
                return false;
            }
            value = Converter.Read(ref reader, typeof(T), Options)!;
            problem = reader.Read() ? "the converter left something unread" : null;
            return problem is null;
        }
        catch (Exception refused) when (refused is JsonException or FormatException or InvalidOperationException)
        {
            problem = refused.Message;
            return false;
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Steno.Json;

/// <summary>The JSON code of one type as an object, for callers that know the type only as a type parameter.</summary>
/// <remarks><see cref="JsonCodecs"/> finds it. Thread-safe.</remarks>
/// <typeparam name="T">The type that is written and read.</typeparam>
public abstract class JsonCodec<T>
{
    private protected JsonCodec() { }

    /// <summary>The value as validated JSON text.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">The value has no JSON form.</exception>
    public abstract RawJson Write(T value);

    /// <summary>The value as validated JSON text for people: indented as <see cref="StenoJson.SerializeIndented{T}(T)"/> does.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">The value has no JSON form.</exception>
    public RawJson WriteIndented(T value) => RawJson.FromValidated(StenoJson.SerializeIndented(Write(value)));

    /// <summary>Writes the value as the next one of a System.Text.Json writer, as <see cref="StenoJson.Serialize{T}(Utf8JsonWriter, T)"/> does.</summary>
    /// <param name="writer">Where to write; not flushed.</param>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">The value has no JSON form, or is nested deeper than the writer's limit leaves room for.</exception>
    /// <exception cref="InvalidOperationException">The writer validates, and no value may stand where it is.</exception>
    public void Write(Utf8JsonWriter writer, T value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        StenoJson.WriteInto(writer, Write(value).Utf8.Span, typeof(T));
    }

    /// <summary>The value that a JSON text stands for.</summary>
    /// <param name="json">What to read.</param>
    /// <exception cref="StenoJsonException">The text is not a value of this type.</exception>
    public abstract T Read(RawJson json);

    /// <summary>The JSON Schema (draft 2020-12) of the values, as UTF-8 text; <c>true</c> when it is not known.</summary>
    public abstract ReadOnlySpan<byte> Schema { get; }

    /// <summary>The JSON Schema of the values in the draft asked for, as <see cref="StenoJson.GetSchema{T}(JsonSchemaDraft)"/> gives it.</summary>
    /// <param name="draft">The draft in which it is written.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such draft.</exception>
    public ReadOnlySpan<byte> GetSchema(JsonSchemaDraft draft) => StenoJson.InDraft(draft, Schema);

    internal abstract void Write(ref StenoJsonWriter writer, T value);

    internal abstract bool TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out T value);

    internal abstract T Read(ref StenoJsonReader reader);
}

/// <summary>The code behind a static codec: the type itself, or one that is written for it.</summary>
internal sealed class StaticJsonCodec<T, TCodec> : JsonCodec<T>
    where TCodec : IJsonCodec<T>
{
    public override RawJson Write(T value) => RawJson.Parse(StenoJson.Serialize<T, TCodec>(value));

    public override T Read(RawJson json) => StenoJson.Deserialize<T, TCodec>(json.Utf8);

    public override ReadOnlySpan<byte> Schema => TCodec.Schema;

    internal override void Write(ref StenoJsonWriter writer, T value) => TCodec.Write(ref writer, value);

    internal override bool TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out T value) => TCodec.TryReadExpected(ref reader, out value);

    internal override T Read(ref StenoJsonReader reader) => TCodec.Read(ref reader);
}

/// <summary>The code of a type that a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> covers.</summary>
internal sealed class TypeInfoJsonCodec<T>(JsonTypeInfo<T> typeInfo) : JsonCodec<T>
{
    public override RawJson Write(T value)
    {
        try
        {
            return RawJson.From(value, typeInfo);
        }
        catch (Exception problem) when (problem is JsonException or NotSupportedException)
        {
            throw new StenoJsonException(typeof(T).Name, "$", 0, problem.Message);
        }
    }

    public override T Read(RawJson json)
    {
        try
        {
            return json.As(typeInfo)!;
        }
        catch (JsonException problem)
        {
            throw new StenoJsonException(typeof(T).Name, problem.Path ?? "$", checked((int)(problem.BytePositionInLine ?? 0)), problem.Message);
        }
    }

    // System.Text.Json can tell a schema, but only one of its own options and draft; nobody is helped by half of it.
    public override ReadOnlySpan<byte> Schema => "true"u8;

    internal override void Write(ref StenoJsonWriter writer, T value) => writer.WriteRaw(Write(value).Utf8.Span);

    internal override bool TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!reader.TryReadRaw(out ReadOnlyMemory<byte> utf8))
        {
            return false;
        }
        try
        {
            value = RawJson.FromValidated(utf8).As(typeInfo)!;
            return true;
        }
        catch (JsonException)
        {
            // The other way of reading fails in the same place, and says why.
            return false;
        }
    }

    internal override T Read(ref StenoJsonReader reader)
    {
        StenoJsonReader start = reader;
        try
        {
            return RawJson.FromValidated(reader.ReadRaw()).As(typeInfo)!;
        }
        catch (JsonException problem)
        {
            throw start.FailAtNext(problem.Message);
        }
    }
}

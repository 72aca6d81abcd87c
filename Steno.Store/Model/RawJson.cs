using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Steno.Json;

namespace Steno;

/// <summary>One JSON value as validated UTF-8 text, kept and handed back byte for byte. The default value is <c>null</c>.</summary>
/// <remarks>Two values are equal when their texts are: <c>1.0</c> and <c>1.00</c> differ.</remarks>
[JsonConverter(typeof(StenoJsonConverter<RawJson, RawJson>))]
public readonly partial struct RawJson : IEquatable<RawJson>, IStenoJson<RawJson>
{
    private static readonly byte[] NullText = "null"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _utf8;

    private RawJson(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <summary>The value's UTF-8 text; <c>null</c> for the default value.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8.IsEmpty ? NullText : _utf8;

    /// <summary>Validates a text. The result refers to it without the white space around it; nothing is copied.</summary>
    /// <param name="utf8">UTF-8 text of exactly one JSON value; must not change afterwards.</param>
    /// <exception cref="StenoJsonException">The text is not one JSON value that can be kept: it is malformed, nested deeper than 127 levels, or has a number beyond the range of doubles or a lone surrogate.</exception>
    public static RawJson Parse(ReadOnlyMemory<byte> utf8) => StenoJson.DeserializeAnyForm<RawJson, RawJson>(utf8);

    /// <summary>Validates a text.</summary>
    /// <param name="text">The text of exactly one JSON value.</param>
    /// <exception cref="StenoJsonException">As for <see cref="Parse(ReadOnlyMemory{byte})"/>, or the text has a lone surrogate itself.</exception>
    public static RawJson Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(Encode(text));
    }

    /// <summary>Like <see cref="Parse(ReadOnlyMemory{byte})"/>, but a bad text gives false.</summary>
    /// <param name="utf8">UTF-8 text of exactly one JSON value; must not change afterwards.</param>
    /// <param name="value">The value.</param>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, out RawJson value)
    {
        ReadOnlySpan<byte> text = utf8.Span;
        int start = JsonScanner.SkipWhiteSpace(text, 0);
        JsonScanner scanner = new(text, start);
        if (!scanner.TrySkipKept(depth: 0)
            || JsonScanner.SkipWhiteSpace(text, scanner.Position) != text.Length
            || !System.Text.Unicode.Utf8.IsValid(text))
        {
            value = default;
            return false;
        }
        value = new RawJson(utf8[start..scanner.Position]);
        return true;
    }

    /// <summary>Like <see cref="Parse(string)"/>, but a bad text gives false.</summary>
    /// <param name="text">The text of exactly one JSON value.</param>
    /// <param name="value">The value.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out RawJson value)
    {
        value = default;
        return text is not null && Utf16Text.IsValid(text) && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>The JSON text of a value whose code the generator wrote.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">The value has no JSON form, as with a lone surrogate, or is nested too deep.</exception>
    public static RawJson From<T>(T value)
        where T : IStenoJson<T>
        => Parse(StenoJson.Serialize(value));

    /// <summary>The JSON text of a value that a <see cref="JsonSerializerContext"/> covers.</summary>
    /// <param name="value">What to write.</param>
    /// <param name="typeInfo">How to write it.</param>
    /// <exception cref="JsonException">System.Text.Json cannot write the value.</exception>
    /// <exception cref="StenoJsonException">What it wrote is nested too deep.</exception>
    public static RawJson From<T>(T value, JsonTypeInfo<T> typeInfo)
        => Parse(JsonSerializer.SerializeToUtf8Bytes(value, typeInfo));

    /// <summary>Reads the value as a type whose code the generator wrote.</summary>
    /// <exception cref="StenoJsonException">It is not a value of that type.</exception>
    public T As<T>()
        where T : IStenoJson<T>
        => StenoJson.Deserialize<T>(Utf8);

    /// <summary>Reads the value as a type that a <see cref="JsonSerializerContext"/> covers; null where that reads null.</summary>
    /// <param name="typeInfo">How to read it.</param>
    /// <exception cref="JsonException">It is not a value of that type.</exception>
    public T? As<T>(JsonTypeInfo<T> typeInfo) => JsonSerializer.Deserialize(Utf8.Span, typeInfo);

    /// <summary>Whether the texts are the same.</summary>
    /// <param name="other">The other value.</param>
    public bool Equals(RawJson other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <summary>The value's text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>Whether the texts are the same.</summary>
    public static bool operator ==(RawJson left, RawJson right) => left.Equals(right);

    /// <summary>Whether the texts differ.</summary>
    public static bool operator !=(RawJson left, RawJson right) => !left.Equals(right);

    /// <summary>Wraps text that is known to be valid, without checking it.</summary>
    internal static RawJson FromValidated(ReadOnlyMemory<byte> utf8) => new(utf8);

    /// <summary>Refuses a payload that would be nested too deep inside its document.</summary>
    /// <param name="levelsAround">How many levels the document has around it.</param>
    /// <exception cref="StenoJsonException">It would not fit.</exception>
    internal void RequireFits(int levelsAround)
    {
        ReadOnlySpan<byte> text = _utf8.Span;
        int limit = StenoJson.MaxDepth - levelsAround;
        // Each level takes two bytes and one opening bracket, so nearly every payload is decided without a scan.
        if (text.Length <= 2 * limit || text.Count((byte)'[') + text.Count((byte)'{') <= limit)
        {
            return;
        }
        JsonScanner scanner = new(text, 0);
        if (!scanner.TrySkipKept(levelsAround))
        {
            throw new StenoJsonException(nameof(RawJson), JsonPath.Find(text, scanner.Position), scanner.Position,
                $"{scanner.Problem} with the {levelsAround} around it in its record");
        }
    }

    static ReadOnlySpan<byte> IJsonCodec<RawJson>.Schema => "true"u8;

    static void IJsonCodec<RawJson>.Write(ref StenoJsonWriter writer, in RawJson value) => writer.WriteRaw(value.Utf8.Span);

    static bool IJsonCodec<RawJson>.TryReadExpected(ref StenoJsonReader reader, out RawJson value)
    {
        bool isRead = reader.TryReadRaw(out ReadOnlyMemory<byte> utf8);
        value = new RawJson(utf8);
        return isRead;
    }

    static RawJson IJsonCodec<RawJson>.Read(ref StenoJsonReader reader) => new(reader.ReadRaw());

    private static byte[] Encode(string text)
        => Utf16Text.IsValid(text)
            ? Encoding.UTF8.GetBytes(text)
            : throw new StenoJsonException(nameof(RawJson), "$", 0, "the text has a lone surrogate, which has no UTF-8 form");
}

using System.Diagnostics.CodeAnalysis;
using Steno.Json;

namespace Steno;

/// <summary>The identity of a saga: a UUID, on the wire a bare string in lower-case hyphenated form.</summary>
/// <param name="Value">The UUID.</param>
/// <remarks>Parsing takes the forms that the Rust crate takes: hyphenated, 32 hex digits, braced, or with <c>urn:uuid:</c>, digits in any case.</remarks>
[JsonNewtype]
public readonly partial record struct SagaId(Guid Value)
    : IComparable<SagaId>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<SagaId>, IUtf8SpanParsable<SagaId>
{
    /// <summary>A new random id (UUID version 4).</summary>
    public static SagaId New() => new(Guid.NewGuid());

    /// <summary>Orders ids as their text does (big-endian byte order).</summary>
    /// <param name="other">The other id.</param>
    public int CompareTo(SagaId other) => Value.CompareTo(other.Value);

    /// <summary>The id in lower-case hyphenated form.</summary>
    public override string ToString() => Value.ToString();

    /// <summary>The id in lower-case hyphenated form; there is only one format.</summary>
    /// <param name="format">Not used.</param>
    /// <param name="formatProvider">Not used.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) => Value.ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
        => Value.TryFormat(destination, out charsWritten);

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
        => Value.TryFormat(utf8Destination, out bytesWritten);

    /// <inheritdoc/>
    public static SagaId Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <inheritdoc/>
    public static SagaId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null)
        => TryParse(s, provider, out SagaId result) ? result : throw NotAnId();

    /// <inheritdoc/>
    public static SagaId Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider = null)
        => TryParse(utf8Text, provider, out SagaId result) ? result : throw NotAnId();

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SagaId result)
        => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out SagaId result)
    {
        bool isUuid = UuidText.TryParse(s, out Guid value);
        result = new(value);
        return isUuid;
    }

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out SagaId result)
    {
        bool isUuid = UuidText.TryParse(utf8Text, out Guid value);
        result = new(value);
        return isUuid;
    }

    private static FormatException NotAnId()
        => new("Not a saga id: expected a UUID, hyphenated, as 32 hex digits, braced or with urn:uuid:.");
}

using System.Diagnostics.CodeAnalysis;
using Steno.Json;

namespace Steno;

/// <summary>The name of a saga's kind; on the wire a bare string. Any text without lone surrogates, compared ordinally.</summary>
/// <remarks>Owns one string and allocates nothing to format, compare or hash. The default value is the empty name.</remarks>
[JsonNewtype]
public readonly partial record struct SagaName
    : IComparable<SagaName>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<SagaName>, IUtf8SpanParsable<SagaName>
{
    private readonly string? _value;

    /// <summary>A name of this text.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="StenoJsonException">The text has a lone surrogate, which has no UTF-8 form.</exception>
    public SagaName(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        NameText.RequireValid(value, nameof(SagaName));
        _value = value;
    }

    /// <summary>The name as text.</summary>
    public string Value => _value ?? "";

    /// <summary>Orders names by their UTF-16 units.</summary>
    /// <param name="other">The other name.</param>
    public int CompareTo(SagaName other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>Whether the texts are the same.</summary>
    /// <param name="other">The other name.</param>
    public bool Equals(SagaName other) => Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The name as text.</summary>
    public override string ToString() => Value;

    /// <summary>The name as text; there is only one format.</summary>
    /// <param name="format">Not used.</param>
    /// <param name="formatProvider">Not used.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) => Value;

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
        => NameText.TryFormat(Value, destination, out charsWritten);

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
        => NameText.TryFormat(Value, utf8Destination, out bytesWritten);

    /// <inheritdoc/>
    public static SagaName Parse(string s, IFormatProvider? provider = null) => new(s);

    /// <inheritdoc/>
    public static SagaName Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => new(s.ToString());

    /// <inheritdoc/>
    public static SagaName Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider = null) => new(NameText.Decode(utf8Text, nameof(SagaName)));

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SagaName result)
    {
        bool isValid = s is not null && Utf16Text.IsValid(s);
        result = isValid ? new(s!) : default;
        return isValid;
    }

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out SagaName result) => TryParse(s.ToString(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out SagaName result)
    {
        bool isValid = System.Text.Unicode.Utf8.IsValid(utf8Text);
        result = isValid ? new(NameText.Decode(utf8Text, nameof(SagaName))) : default;
        return isValid;
    }
}

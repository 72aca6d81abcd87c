using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Steno.Json;

namespace Steno;

/// <summary>The index of a node in its saga's DAG; on the wire a bare number from 0 to 4,294,967,295.</summary>
/// <param name="Value">The index.</param>
[JsonNewtype]
public readonly partial record struct SagaNodeId(uint Value)
    : IComparable<SagaNodeId>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<SagaNodeId>, IUtf8SpanParsable<SagaNodeId>
{
    /// <inheritdoc/>
    public int CompareTo(SagaNodeId other) => Value.CompareTo(other.Value);

    /// <summary>The index as decimal text.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The index as decimal text; there is only one format.</summary>
    /// <param name="format">Not used.</param>
    /// <param name="formatProvider">Not used.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
        => Value.TryFormat(destination, out charsWritten, default, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
        => Value.TryFormat(utf8Destination, out bytesWritten, default, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public static SagaNodeId Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <inheritdoc/>
    public static SagaNodeId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null)
        => TryParse(s, provider, out SagaNodeId result) ? result : throw NotAnIndex();

    /// <inheritdoc/>
    public static SagaNodeId Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider = null)
        => TryParse(utf8Text, provider, out SagaNodeId result) ? result : throw NotAnIndex();

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SagaNodeId result)
        => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out SagaNodeId result)
    {
        bool isIndex = uint.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out uint value);
        result = new(value);
        return isIndex;
    }

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out SagaNodeId result)
    {
        bool isIndex = uint.TryParse(utf8Text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value);
        result = new(value);
        return isIndex;
    }

    private static FormatException NotAnIndex() => new("Not a node id: expected a number from 0 to 4294967295.");
}

using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>A value that is a JSON string with one fixed form of ASCII text; what the codecs of dates, times and the like have in common.</summary>
internal interface IJsonText<T>
{
    /// <summary>The most bytes that a value takes.</summary>
    static abstract int LongestBytes { get; }

    /// <summary>What the error says was expected, as <c>a date as 2024-12-31</c>.</summary>
    static abstract string Expected { get; }

    /// <summary>Writes the text and returns its length.</summary>
    static abstract int Format(T value, Span<byte> target);

    /// <summary>Reads the text; false when it has another form.</summary>
    static abstract bool TryParse(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out T value);
}

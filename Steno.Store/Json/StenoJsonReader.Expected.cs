// The form that StenoJsonWriter writes, matched byte for byte. After a false the position means nothing.

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Steno.Json;

public ref partial struct StenoJsonReader
{
    /// <summary>Goes past these bytes if they come next.</summary>
    /// <param name="expected">What should come.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryMatch(scoped ReadOnlySpan<byte> expected)
    {
        if (!_text[_position..].StartsWith(expected))
        {
            return false;
        }
        _position += expected.Length;
        return true;
    }

    /// <summary>Goes past the name of a member that may stand first, with the comma before it when it does not; goes nowhere when another comes next.</summary>
    /// <param name="isFirst">Whether no member stood before; false afterwards when this one did.</param>
    /// <param name="name">The name in quotes and its colon.</param>
    public bool TryMatchMember(ref bool isFirst, scoped ReadOnlySpan<byte> name)
    {
        int start = _position;
        if ((isFirst || TryMatch(","u8)) && TryMatch(name))
        {
            isFirst = false;
            return true;
        }
        _position = start;
        return false;
    }

    /// <summary>Gives a member that was left out its value.</summary>
    /// <param name="missing">The value.</param>
    /// <param name="value">The member.</param>
    /// <returns>True.</returns>
    public static bool TakeMissing<T>(T missing, out T value)
    {
        value = missing;
        return true;
    }

    /// <summary>Counts containers that a match has opened; false when they are nested too deep.</summary>
    /// <param name="levels">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(int levels)
    {
        _depth += levels;
        return _depth <= StenoJson.MaxDepth;
    }

    /// <summary>Counts containers that a match has closed.</summary>
    /// <param name="levels">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(int levels) => _depth -= levels;

    /// <summary>Reads a value in the expected form through its codec.</summary>
    /// <param name="value">What was read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadValue<T, TCodec>([MaybeNullWhen(false)] out T value)
        where TCodec : IJsonCodec<T>
        => TCodec.TryReadExpected(ref this, out value);

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadBoolean(out bool value)
    {
        value = TryMatch("true"u8);
        return value || TryMatch("false"u8);
    }

    /// <summary>Reads an integer that fits the type.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadInteger<T>(out T value)
        where T : struct, IBinaryInteger<T>
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        int firstDigit = rest.Length > 0 && rest[0] == '-' ? 1 : 0;
        int length = firstDigit;
        long sum = 0;
        while (length < rest.Length && (uint)(rest[length] - '0') <= 9)
        {
            sum = unchecked((sum * 10) + (rest[length++] - '0'));
        }
        bool isPlain = length > firstDigit
            && (rest[firstDigit] != '0' || (length == 1 && firstDigit == 0))
            && (length == rest.Length || rest[length] is not ((byte)'.' or (byte)'e' or (byte)'E'));
        value = default;
        if (!isPlain || !TryFit(rest[..length], firstDigit == 1 ? -sum : sum, out value))
        {
            return false;
        }
        _position += length;
        return true;
    }

    /// <summary>Converts an integer whose digits were summed up; the sum is only right for those that surely fit a long.</summary>
    private static bool TryFit<T>(ReadOnlySpan<byte> digits, long sum, out T value)
        where T : struct, IBinaryInteger<T>
    {
        const int SurelyFitLong = 18;
        if (digits.Length <= SurelyFitLong)
        {
            value = T.CreateTruncating(sum);
            return long.CreateTruncating(value) == sum && (sum >= 0 || T.IsNegative(value));
        }
        return T.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a UUID in quotes, hyphenated.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadGuid(out Guid value)
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        if (rest.Length < 38 || rest[0] != '"' || rest[37] != '"' || !UuidText.TryParseHyphenated(rest.Slice(1, 36), out value))
        {
            value = default;
            return false;
        }
        _position += 38;
        return true;
    }

    /// <summary>Reads a string.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadString([MaybeNullWhen(false)] out string value)
    {
        value = null;
        if (_position >= _text.Length || _text[_position] != '"')
        {
            return false;
        }
        ReadOnlySpan<byte> rest = _text[(_position + 1)..];
        int plain = PlainText.Length(rest);
        if (plain < rest.Length && rest[plain] == '"')
        {
            value = Encoding.ASCII.GetString(rest[..plain]);
            _position += plain + 2;
            return true;
        }
        JsonScanner scanner = new(_text, _position);
        if (!scanner.TryString(isStrict: true))
        {
            return false;
        }
        ReadOnlySpan<byte> inner = _text[(_position + 1)..(scanner.Position - 1)];
        if (!Utf8.IsValid(inner))
        {
            return false;
        }
        value = Encoding.UTF8.GetString(inner.Contains((byte)'\\') ? JsonUnescape.ToUtf8(inner) : inner);
        _position = scanner.Position;
        return true;
    }

    /// <summary>Reads any value and gives its text, which is part of the memory that is read.</summary>
    /// <param name="utf8">The value's text.</param>
    public bool TryReadRaw(out ReadOnlyMemory<byte> utf8)
    {
        utf8 = default;
        // White space before the value is not the expected form, and must not become part of the text.
        if (_position >= _text.Length || _text[_position] <= ' ')
        {
            return false;
        }
        JsonScanner scanner = new(_text, _position);
        if (!scanner.TrySkipKept(_depth) || !Utf8.IsValid(_text[_position..scanner.Position]))
        {
            return false;
        }
        utf8 = _memory[_position..scanner.Position];
        _position = scanner.Position;
        return true;
    }
}

// The form that StenoJsonWriter writes, matched byte for byte. After a false the position means nothing.

using System.Buffers.Binary;
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

    /// <summary>Reads a value in the expected form through its codec.</summary>
    /// <param name="before">What should stand before it.</param>
    /// <param name="value">What was read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadValue<T, TCodec>(scoped ReadOnlySpan<byte> before, [MaybeNullWhen(false)] out T value)
        where TCodec : IJsonCodec<T>
    {
        if (!TryMatch(before))
        {
            value = default;
            return false;
        }
        return TCodec.TryReadExpected(ref this, out value);
    }

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadBoolean(out bool value) => TryReadBoolean(default, out value);

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <param name="before">What should stand before it.</param>
    /// <param name="value">What was read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadBoolean(scoped ReadOnlySpan<byte> before, out bool value)
    {
        int start = _position;
        if (!TryStart(before, ref start))
        {
            value = false;
            return false;
        }
        return TryFinishBoolean(start, out value);
    }

    /// <summary>Reads an integer that fits the type.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadInteger<T>(out T value)
        where T : struct, IBinaryInteger<T>
        => TryReadInteger(default, out value);

    /// <summary>Reads an integer that fits the type.</summary>
    /// <param name="before">What should stand before it.</param>
    /// <param name="value">What was read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadInteger<T>(scoped ReadOnlySpan<byte> before, out T value)
        where T : struct, IBinaryInteger<T>
    {
        int start = _position;
        if (!TryStart(before, ref start))
        {
            value = default;
            return false;
        }
        return TryFinishInteger(start, out value);
    }

    /// <summary>Reads a UUID in quotes, hyphenated.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadGuid(out Guid value) => TryReadGuid(default, out value);

    /// <summary>Reads a UUID in quotes, hyphenated.</summary>
    /// <param name="before">What should stand before it.</param>
    /// <param name="value">What was read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadGuid(scoped ReadOnlySpan<byte> before, out Guid value)
    {
        int start = _position;
        if (!TryStart(before, ref start))
        {
            value = default;
            return false;
        }
        return TryFinishGuid(start, out value);
    }

    /// <summary>Reads a string.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadString([MaybeNullWhen(false)] out string value) => TryReadString(default, out value);

    /// <summary>Reads a string.</summary>
    /// <param name="before">What should stand before it.</param>
    /// <param name="value">What was read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadString(scoped ReadOnlySpan<byte> before, [MaybeNullWhen(false)] out string value)
    {
        int start = _position;
        if (!TryStart(before, ref start))
        {
            value = null;
            return false;
        }
        return TryFinishString(start, out value);
    }

    // A value with the text before it is one step, as in the writer: the literal is compared where the code that has it stands,
    // and the position goes through memory once. What is long is a method of its own: inlined it would use up what the JIT
    // allows a method, and the literals after it would be compared by calls.

    /// <summary>Goes past these bytes if they come next, in a position that is not the reader's yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryStart(scoped ReadOnlySpan<byte> before, ref int position)
    {
        if (!_text[position..].StartsWith(before))
        {
            return false;
        }
        position += before.Length;
        return true;
    }

    private bool TryFinishBoolean(int start, out bool value)
    {
        const uint True = 0x65_75_72_74; // the first character lowest
        const uint Fals = 0x73_6C_61_66;
        ReadOnlySpan<byte> rest = _text[start..];
        if (rest.Length < 5)
        {
            // A document that is nothing but true ends here.
            value = rest.SequenceEqual("true"u8);
            _position = start + 4;
            return value;
        }
        // Without a branch for which of the two it is, since nobody can guess that.
        uint four = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        value = four == True;
        _position = start + (value ? 4 : 5);
        return value | (four == Fals & rest[4] == 'e');
    }

    private bool TryFinishInteger<T>(int start, out T value)
        where T : struct, IBinaryInteger<T>
    {
        ReadOnlySpan<byte> rest = _text[start..];
        int firstDigit = rest.Length > 0 && rest[0] == '-' ? 1 : 0;
        long sum = DigitText.Sum<T>(rest[firstDigit..], out int count);
        int length = firstDigit + count;
        bool isPlain = count > 0
            && (rest[firstDigit] != '0' || (count == 1 && firstDigit == 0))
            && (length == rest.Length || rest[length] is not ((byte)'.' or (byte)'e' or (byte)'E'));
        value = default;
        if (!isPlain || !TryFit(rest[..length], firstDigit == 1 ? -sum : sum, out value))
        {
            return false;
        }
        _position = start + length;
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
        bool isParsed = TryParseLong(digits, out T parsed);
        value = parsed;
        return isParsed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryParseLong<T>(ReadOnlySpan<byte> digits, out T value)
        where T : struct, IBinaryInteger<T>
        => T.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private bool TryFinishGuid(int start, out Guid value)
    {
        ReadOnlySpan<byte> rest = _text[start..];
        if (rest.Length < UuidText.QuotedLength || rest[0] != '"' || rest[UuidText.QuotedLength - 1] != '"' || !UuidText.TryParseHyphenated(rest[1..], out value))
        {
            value = default;
            return false;
        }
        _position = start + UuidText.QuotedLength;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryFinishString(int start, [MaybeNullWhen(false)] out string value)
    {
        value = null;
        if (start >= _text.Length || _text[start] != '"')
        {
            return false;
        }
        ReadOnlySpan<byte> rest = _text[(start + 1)..];
        int plain = PlainText.Length(rest);
        if (plain < rest.Length && rest[plain] == '"')
        {
            value = Encoding.ASCII.GetString(rest[..plain]);
            _position = start + plain + 2;
            return true;
        }
        JsonScanner scanner = new(_text, start);
        if (!scanner.TryString(isStrict: true))
        {
            return false;
        }
        ReadOnlySpan<byte> inner = _text[(start + 1)..(scanner.Position - 1)];
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

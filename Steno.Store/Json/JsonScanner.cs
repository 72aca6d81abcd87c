// Walks over one JSON value without building anything: the one place that says what valid JSON is.
// Two strictnesses, as in serde_json: a value that is kept (strict) has limits on depth, number range and surrogates;
// a value that is skipped as an unknown member only has to be well-formed.
// It does not check that the bytes are valid UTF-8: the callers do that in one vectorised pass.
// No recursion: open containers are bits, so hostile nesting costs memory of 1/64 byte a level and no stack.

using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Steno.Json;

internal ref struct JsonScanner
{
    private static readonly SearchValues<byte> StringEnds = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f"u8);

    private const int NearBytes = 8;

    private readonly ReadOnlySpan<byte> _text;
    private int _position;

    public JsonScanner(ReadOnlySpan<byte> text, int position)
    {
        _text = text;
        _position = position;
    }

    /// <summary>After a success the end of the value; after a failure where the problem is.</summary>
    public readonly int Position => _position;

    /// <summary>What is wrong, after a failure.</summary>
    public string? Problem { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipWhiteSpace(ReadOnlySpan<byte> text, int position)
    {
        // Compact text has none, and nearly all text is compact.
        return (uint)position < (uint)text.Length && text[position] > ' ' ? position : SkipWhiteSpaceSlowly(text, position);
    }

    private static int SkipWhiteSpaceSlowly(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && text[position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            position++;
        }
        return position;
    }

    /// <summary>Skips a value that is kept. <paramref name="depth"/> levels are open around it.</summary>
    public bool TrySkipKept(int depth) => TrySkip(StenoJson.MaxDepth - depth, isStrict: true);

    /// <summary>Skips the value of an unknown member.</summary>
    public bool TrySkipUnknown() => TrySkip(int.MaxValue, isStrict: false);

    private bool TrySkip(int maxOpen, bool isStrict)
    {
        OpenContainers open = default;
        while (true)
        {
            // Here a value begins.
            SkipWhiteSpace();
            byte first = Peek();
            if (first is (byte)'{' or (byte)'[')
            {
                if (open.Count >= maxOpen)
                {
                    return Fail("nested deeper than 127 levels");
                }
                _position++;
                open.Push(isObject: first == '{');
                SkipWhiteSpace();
                if (Peek() == (first == '{' ? '}' : ']') && _position < _text.Length)
                {
                    _position++;
                    open.Pop();
                }
                else if (first == '{')
                {
                    if (!TryMemberName(isStrict))
                    {
                        return false;
                    }
                    continue;
                }
                else
                {
                    continue;
                }
            }
            else if (!TryScalar(first, isStrict))
            {
                return false;
            }

            // Here a value has ended: close what ends with it, then go on to the next one.
            while (true)
            {
                if (open.Count == 0)
                {
                    return true;
                }
                SkipWhiteSpace();
                byte next = Peek();
                if (next == ',')
                {
                    _position++;
                    if (open.IsObject && !TryMemberName(isStrict))
                    {
                        return false;
                    }
                    break;
                }
                if (next != (open.IsObject ? '}' : ']'))
                {
                    return Fail(_position >= _text.Length ? "the text ends inside a value" : open.IsObject ? "expected , or }" : "expected , or ]");
                }
                _position++;
                open.Pop();
            }
        }
    }

    private bool TryMemberName(bool isStrict)
    {
        SkipWhiteSpace();
        if (Peek() != '"')
        {
            return Fail("expected a member name");
        }
        if (!TryString(isStrict))
        {
            return false;
        }
        SkipWhiteSpace();
        if (Peek() != ':')
        {
            return Fail("expected :");
        }
        _position++;
        return true;
    }

    private bool TryScalar(byte first, bool isStrict) => first switch
    {
        (byte)'"' => TryString(isStrict),
        (byte)'t' => TryWord("true"u8),
        (byte)'f' => TryWord("false"u8),
        (byte)'n' => TryWord("null"u8),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => TryNumber(isStrict),
        _ => Fail(_position >= _text.Length ? "the text ends where a value should be" : "expected a value"),
    };

    private bool TryWord(ReadOnlySpan<byte> word)
    {
        if (!_text[_position..].StartsWith(word))
        {
            return Fail("expected a value");
        }
        _position += word.Length;
        return true;
    }

    /// <summary>Skips a string; the position is at its opening quote.</summary>
    public bool TryString(bool isStrict)
    {
        _position++;
        while (true)
        {
            if (!TrySkipPlain())
            {
                _position = _text.Length;
                return Fail("the text ends inside a string");
            }
            switch (_text[_position])
            {
                case (byte)'"':
                    _position++;
                    return true;
                case (byte)'\\':
                    if (!TryEscape(isStrict))
                    {
                        return false;
                    }
                    break;
                default:
                    return Fail("a control character in a string must be escaped");
            }
        }
    }

    /// <summary>Goes to the next byte that is not plain text inside a string. Most strings are short, and a vectorised search only pays from some length on.</summary>
    private bool TrySkipPlain()
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        int near = Math.Min(rest.Length, NearBytes);
        for (int i = 0; i < near; i++)
        {
            if (rest[i] is < 0x20 or (byte)'"' or (byte)'\\')
            {
                _position += i;
                return true;
            }
        }
        int length = rest[near..].IndexOfAny(StringEnds);
        _position += near + length;
        return length >= 0;
    }

    private bool TryEscape(bool isStrict)
    {
        byte kind = _position + 1 < _text.Length ? _text[_position + 1] : (byte)0;
        if (kind is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')
        {
            _position += 2;
            return true;
        }
        if (kind != 'u' || !TryHex(_text, _position + 2, out int unit))
        {
            return Fail("invalid escape");
        }
        if (isStrict && unit is >= 0xD800 and <= 0xDFFF)
        {
            bool isPair = unit <= 0xDBFF
                && _position + 7 < _text.Length && _text[_position + 6] == '\\' && _text[_position + 7] == 'u'
                && TryHex(_text, _position + 8, out int low) && low is >= 0xDC00 and <= 0xDFFF;
            if (!isPair)
            {
                return Fail("a lone surrogate");
            }
            _position += 6;
        }
        _position += 6;
        return true;
    }

    /// <summary>Four hex digits.</summary>
    public static bool TryHex(ReadOnlySpan<byte> text, int position, out int unit)
    {
        unit = 0;
        if (position + 4 > text.Length)
        {
            return false;
        }
        foreach (byte digit in text.Slice(position, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
            unit = (unit << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        return true;
    }

    /// <summary>Skips a number; after a failure <see cref="Problem"/> says what is wrong with it.</summary>
    public bool TryNumber(bool isStrict)
    {
        int start = _position;
        if (Peek() == '-')
        {
            _position++;
        }
        int integerStart = _position;
        int integerDigits = SkipDigits();
        if (integerDigits == 0 || (integerDigits > 1 && _text[integerStart] == '0'))
        {
            _position = start;
            return Fail("invalid number");
        }
        if (Peek() == '.')
        {
            _position++;
            if (SkipDigits() == 0)
            {
                return Fail("invalid number");
            }
        }
        int exponent = 0;
        if (Peek() is (byte)'e' or (byte)'E')
        {
            _position++;
            bool isNegative = Peek() == '-';
            if (isNegative || Peek() == '+')
            {
                _position++;
            }
            int exponentStart = _position;
            int exponentDigits = SkipDigits();
            if (exponentDigits == 0)
            {
                return Fail("invalid number");
            }
            exponent = isNegative ? 0 : exponentDigits > 4 ? 10_000 : int.Parse(_text.Slice(exponentStart, exponentDigits), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        // A number below 1e308 is in range; only what may be above is worth the exact look.
        if (isStrict && integerDigits + exponent > 308 && !double.IsFinite(double.Parse(_text[start.._position], NumberStyles.Float, CultureInfo.InvariantCulture)))
        {
            _position = start;
            return Fail("number out of range");
        }
        return true;
    }

    private int SkipDigits()
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        int count = 0;
        while (count < rest.Length && (uint)(rest[count] - '0') <= 9)
        {
            count++;
        }
        _position += count;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipWhiteSpace() => _position = SkipWhiteSpace(_text, _position);

    /// <summary>The next byte, 0 at the end (which no token begins with).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Peek() => (uint)_position < (uint)_text.Length ? _text[_position] : (byte)0;

    private bool Fail(string problem)
    {
        Problem = problem;
        return false;
    }

    /// <summary>Which of the open containers are objects, the innermost last.</summary>
    private struct OpenContainers
    {
        private ulong _bits;
        private ulong[]? _outer;

        public int Count { get; private set; }

        public readonly bool IsObject => (_bits & 1) != 0;

        public void Push(bool isObject)
        {
            if (Count > 0 && Count % 64 == 0)
            {
                int block = Count / 64 - 1;
                if (_outer is null || block >= _outer.Length)
                {
                    Array.Resize(ref _outer, Math.Max(2, block * 2));
                }
                _outer[block] = _bits;
            }
            _bits = (_bits << 1) | (isObject ? 1UL : 0UL);
            Count++;
        }

        public void Pop()
        {
            Count--;
            _bits = Count > 0 && Count % 64 == 0 ? _outer![Count / 64 - 1] : _bits >> 1;
        }
    }
}

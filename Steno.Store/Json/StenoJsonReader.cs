// Two ways of reading over one position. The Try... methods match the form that StenoJsonWriter writes and give up at the first
// difference; the others accept every form and throw with the place and the reason. The caller starts over with the second way
// when the first gave up, so the first needs no error reporting and no way back.
// Invariant: _position never passes the end, and _depth counts the containers open at it.

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Steno.Json;

/// <summary>Reads JSON text in UTF-8. For generated code and hand-written codecs.</summary>
public ref struct StenoJsonReader
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _text;
    private readonly Type _type;
    private int _position;
    private int _depth;
    private bool _isFirst;

    internal StenoJsonReader(ReadOnlyMemory<byte> utf8, Type type)
    {
        _memory = utf8;
        _text = utf8.Span;
        _type = type;
    }

    internal readonly bool IsAtEnd => _position == _text.Length;

    // ---- The expected form ----

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

    /// <summary>Counts containers that a match has opened (or, negative, closed), so that the depth limit holds inside raw JSON.</summary>
    /// <param name="levels">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddDepth(int levels) => _depth += levels;

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
        int length = rest.Length > 0 && rest[0] == '-' ? 1 : 0;
        int firstDigit = length;
        while (length < rest.Length && char.IsAsciiDigit((char)rest[length]))
        {
            length++;
        }
        bool isPlain = length > firstDigit
            && (rest[firstDigit] != '0' || (length == 1 && firstDigit == 0))
            && (length == rest.Length || rest[length] is not ((byte)'.' or (byte)'e' or (byte)'E'));
        if (!isPlain || !T.TryParse(rest[..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            value = default;
            return false;
        }
        _position += length;
        return true;
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

    /// <summary>Reads a string without escapes.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadString([MaybeNullWhen(false)] out string value)
    {
        value = null;
        if (_position >= _text.Length || _text[_position] != '"')
        {
            return false;
        }
        JsonScanner scanner = new(_text, _position);
        if (!scanner.TryString(isStrict: true))
        {
            return false;
        }
        ReadOnlySpan<byte> inner = _text[(_position + 1)..(scanner.Position - 1)];
        if (inner.Contains((byte)'\\') || !Utf8.IsValid(inner))
        {
            return false;
        }
        value = Encoding.UTF8.GetString(inner);
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

    // ---- Any form ----

    /// <summary>Reads a value in any form through its codec.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadValue<T, TCodec>()
        where TCodec : IJsonCodec<T>
        => TCodec.Read(ref this);

    /// <summary>Whether the next value is <c>null</c>; if so it is read.</summary>
    public bool TryReadNull()
    {
        SkipWhiteSpace();
        return TryMatch("null"u8);
    }

    /// <summary>Reads <c>null</c>.</summary>
    public void ReadNull()
    {
        if (!TryReadNull())
        {
            throw Fail("expected null");
        }
    }

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    public bool ReadBoolean()
    {
        SkipWhiteSpace();
        return TryReadBoolean(out bool value) ? value : throw Fail("expected true or false");
    }

    /// <summary>Reads an integer that fits the type.</summary>
    public T ReadInteger<T>()
        where T : struct, IBinaryInteger<T>
    {
        SkipWhiteSpace();
        return TryReadInteger(out T value) ? value : throw Fail($"expected an integer that fits {typeof(T).Name}");
    }

    /// <summary>Reads a UUID: hyphenated, as 32 hex digits, braced or with <c>urn:uuid:</c>, in any case.</summary>
    public Guid ReadGuid()
    {
        SkipWhiteSpace();
        int start = _position;
        ReadOnlySpan<byte> text = ReadStringUtf8();
        if (!UuidText.TryParse(text, out Guid value))
        {
            _position = start;
            throw Fail("expected a UUID");
        }
        return value;
    }

    /// <summary>Reads a string.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadStringUtf8());

    /// <summary>Reads a string as unescaped UTF-8, without allocating when it has no escapes.</summary>
    public ReadOnlySpan<byte> ReadStringUtf8()
    {
        SkipWhiteSpace();
        if (Peek() != '"')
        {
            throw Fail("expected a string");
        }
        JsonScanner scanner = new(_text, _position);
        if (!scanner.TryString(isStrict: true))
        {
            throw Fail(ref scanner);
        }
        ReadOnlySpan<byte> inner = _text[(_position + 1)..(scanner.Position - 1)];
        _position = scanner.Position;
        return inner.Contains((byte)'\\') ? JsonUnescape.ToUtf8(inner) : inner;
    }

    /// <summary>Reads any value and gives its text, which is part of the memory that is read.</summary>
    public ReadOnlyMemory<byte> ReadRaw()
    {
        SkipWhiteSpace();
        JsonScanner scanner = new(_text, _position);
        if (!scanner.TrySkipKept(_depth))
        {
            throw Fail(ref scanner);
        }
        ReadOnlyMemory<byte> utf8 = _memory[_position..scanner.Position];
        _position = scanner.Position;
        return utf8;
    }

    /// <summary>Skips the value of an unknown member. As in serde_json it must be well-formed, and has no limit on depth and numbers.</summary>
    public void SkipUnknown()
    {
        JsonScanner scanner = new(_text, _position);
        if (!scanner.TrySkipUnknown())
        {
            throw Fail(ref scanner);
        }
        _position = scanner.Position;
    }

    /// <summary>Whether the next value is an array; if so its beginning is read.</summary>
    public bool TryBeginArray()
    {
        SkipWhiteSpace();
        if (Peek() != '[')
        {
            return false;
        }
        Enter();
        return true;
    }

    /// <summary>Reads the beginning of an array.</summary>
    public void BeginArray()
    {
        if (!TryBeginArray())
        {
            throw Fail("expected an array");
        }
    }

    /// <summary>Goes to the next item of the array, or past its end.</summary>
    /// <returns>False at the end.</returns>
    public bool TryNextItem() => TryNext((byte)']', "expected , or ]");

    /// <summary>Goes to an item of the array that must be there.</summary>
    /// <param name="member">The member that the item stands for.</param>
    public void NextItem(string member)
    {
        if (!TryNextItem())
        {
            throw Fail($"the array ends before {member}");
        }
    }

    /// <summary>Goes past the end of an array that has no more items.</summary>
    public void EndArray()
    {
        if (TryNextItem())
        {
            throw Fail("the array has too many items");
        }
    }

    /// <summary>Reads the beginning of an object.</summary>
    public void BeginObject()
    {
        SkipWhiteSpace();
        if (Peek() != '{')
        {
            throw Fail("expected an object");
        }
        Enter();
    }

    /// <summary>Goes to the value of the next member of the object, or past its end.</summary>
    /// <param name="name">The member's name, unescaped.</param>
    /// <returns>False at the end.</returns>
    public bool TryNextMember(out ReadOnlySpan<byte> name)
    {
        if (!TryNext((byte)'}', "expected , or }"))
        {
            name = default;
            return false;
        }
        name = ReadStringUtf8();
        ReadColon();
        return true;
    }

    /// <summary>Notes that a member was seen.</summary>
    /// <param name="seen">One bit for each member seen so far.</param>
    /// <param name="bit">The member's bit.</param>
    /// <param name="member">The member's name.</param>
    /// <exception cref="StenoJsonException">It was seen before.</exception>
    public readonly void NoteMember(ref ulong seen, ulong bit, string member)
    {
        if ((seen & bit) != 0)
        {
            throw Fail($"duplicate member {member}");
        }
        seen |= bit;
    }

    /// <summary>Refuses an object in which a required member was not seen.</summary>
    /// <param name="seen">One bit for each member seen.</param>
    /// <param name="bit">The member's bit.</param>
    /// <param name="member">The member's name.</param>
    /// <exception cref="StenoJsonException">It was not seen.</exception>
    public readonly void RequireMember(ulong seen, ulong bit, string member)
    {
        if ((seen & bit) == 0)
        {
            throw Fail($"missing member {member}");
        }
    }

    /// <summary>Reads the name of a union's case, and in the object form goes to its value.</summary>
    /// <param name="hasValue">Whether a value follows; <see cref="EndCase"/> must then follow it.</param>
    /// <param name="countsDepth">False for an envelope.</param>
    /// <returns>The name, unescaped.</returns>
    public ReadOnlySpan<byte> BeginCase(out bool hasValue, bool countsDepth = true)
    {
        SkipWhiteSpace();
        hasValue = Peek() == '{';
        if (!hasValue)
        {
            return Peek() == '"' ? ReadStringUtf8() : throw Fail("expected a string or an object with one member");
        }
        Enter();
        // The one member is read here, so the object's next brace or comma must not be taken for its first.
        _isFirst = false;
        if (!countsDepth)
        {
            _depth--;
        }
        ReadOnlySpan<byte> name = ReadStringUtf8();
        ReadColon();
        return name;
    }

    /// <summary>Refuses a case that has a value and came as a bare string.</summary>
    /// <param name="hasValue">Whether it came with a value.</param>
    public readonly void RequireCaseValue(bool hasValue)
    {
        if (!hasValue)
        {
            throw Fail("this case needs a value");
        }
    }

    /// <summary>Reads the end of the object around a case's value.</summary>
    /// <param name="countsDepth">False for an envelope.</param>
    public void EndCase(bool countsDepth = true)
    {
        SkipWhiteSpace();
        if (Peek() != '}')
        {
            throw Fail("expected } after the one case");
        }
        _position++;
        if (countsDepth)
        {
            _depth--;
        }
    }

    /// <summary>An exception that says where the reader stands and what is wrong there.</summary>
    /// <param name="reason">What is wrong.</param>
    public readonly StenoJsonException Fail(string reason) => Fail(_position, reason);

    internal readonly void RequireValidUtf8()
    {
        if (!Utf8.IsValid(_text))
        {
            throw Fail(Utf8Text.FirstInvalid(_text), "invalid UTF-8");
        }
    }

    internal void RequireEnd()
    {
        SkipWhiteSpace();
        if (!IsAtEnd)
        {
            throw Fail("more text after the value");
        }
    }

    private bool TryNext(byte end, string problem)
    {
        SkipWhiteSpace();
        bool isFirst = _isFirst;
        _isFirst = false;
        if (Peek() == end && !IsAtEnd)
        {
            _position++;
            _depth--;
            return false;
        }
        if (isFirst)
        {
            return true;
        }
        if (Peek() != ',')
        {
            throw Fail(problem);
        }
        _position++;
        SkipWhiteSpace();
        return true;
    }

    private void Enter()
    {
        if (_depth >= StenoJson.MaxDepth)
        {
            throw Fail("nested deeper than 127 levels");
        }
        _depth++;
        _position++;
        _isFirst = true;
    }

    private void ReadColon()
    {
        SkipWhiteSpace();
        if (Peek() != ':')
        {
            throw Fail("expected :");
        }
        _position++;
    }

    private void SkipWhiteSpace() => _position = JsonScanner.SkipWhiteSpace(_text, _position);

    /// <summary>The next byte, 0 at the end (which no token begins with).</summary>
    private readonly byte Peek() => _position < _text.Length ? _text[_position] : (byte)0;

    private readonly StenoJsonException Fail(ref JsonScanner scanner) => Fail(scanner.Position, scanner.Problem!);

    private readonly StenoJsonException Fail(int position, string reason) => new(_type.Name, JsonPath.Find(_text, position), position, reason);
}

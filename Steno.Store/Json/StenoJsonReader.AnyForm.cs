// Every form that serde_json accepts. The whole text is valid UTF-8 already when these run.

using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Steno.Json;

public ref partial struct StenoJsonReader
{
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

    /// <summary>Refuses a member that the type does not have; the path of the exception names it.</summary>
    /// <exception cref="StenoJsonException">Always.</exception>
    [DoesNotReturn]
    public readonly void RefuseUnknown() => throw Fail("unknown member");

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
}

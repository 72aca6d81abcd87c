// Two ways of reading over one position. The Try... methods match the form that StenoJsonWriter writes and give up at the first
// difference; the others accept every form and throw with the place and the reason. The caller starts over with the second way
// when the first gave up, so the first needs no error reporting and no way back. This file has what both share.
// Invariant: _position never passes the end, and _depth counts the containers open at it.

using System.Text.Unicode;

namespace Steno.Json;

/// <summary>Reads JSON text in UTF-8. For generated code and hand-written codecs.</summary>
public ref partial struct StenoJsonReader
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
    private readonly byte Peek() => (uint)_position < (uint)_text.Length ? _text[_position] : (byte)0;

    private readonly StenoJsonException Fail(ref JsonScanner scanner) => Fail(scanner.Position, scanner.Problem!);

    private readonly StenoJsonException Fail(int position, string reason) => new(_type.Name, JsonPath.Find(_text, position), position, reason);
}

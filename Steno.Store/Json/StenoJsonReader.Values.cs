// Numbers with a fraction, bytes and values with a text form of their own. The expected form and the others differ only in what may
// stand around the value, and in escapes, so both ways are here.

using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.Unicode;

namespace Steno.Json;

public ref partial struct StenoJsonReader
{
    /// <summary>Reads a number, rounded to the nearest value of the type.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadFloat<T>(out T value)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (!TryPeekNumber(out ReadOnlySpan<byte> text)
            || !T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            || !T.IsFinite(value))
        {
            value = default;
            return false;
        }
        _position += text.Length;
        return true;
    }

    /// <summary>Reads a number, rounded to the nearest value of the type.</summary>
    /// <exception cref="StenoJsonException">There is no number, or it is beyond the range of the type.</exception>
    public T ReadFloat<T>()
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        SkipWhiteSpace();
        return TryReadFloat(out T value) ? value : throw NotANumber(typeof(T));
    }

    /// <summary>Reads a decimal number; digits beyond what the type holds are rounded away.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadDecimal(out decimal value)
    {
        if (!TryPeekNumber(out ReadOnlySpan<byte> text) || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            value = default;
            return false;
        }
        _position += text.Length;
        return true;
    }

    /// <summary>Reads a decimal number; digits beyond what the type holds are rounded away.</summary>
    /// <exception cref="StenoJsonException">There is no number, or it is beyond the range of the type.</exception>
    public decimal ReadDecimal()
    {
        SkipWhiteSpace();
        return TryReadDecimal(out decimal value) ? value : throw NotANumber(typeof(decimal));
    }

    /// <summary>Reads a string of base64 as bytes.</summary>
    /// <param name="value">What was read.</param>
    public bool TryReadBase64([MaybeNullWhen(false)] out byte[] value)
    {
        value = null;
        return TryReadPlainText(out ReadOnlySpan<byte> text) && TryDecodeBase64(text, out value);
    }

    /// <summary>Reads a string of base64 as bytes.</summary>
    /// <exception cref="StenoJsonException">There is no string, or it is not base64 with its padding.</exception>
    public byte[] ReadBase64()
    {
        SkipWhiteSpace();
        int start = _position;
        return TryDecodeBase64(ReadStringUtf8(), out byte[]? value) ? value : throw Fail(start, "expected base64");
    }

    /// <summary>Reads the name of a member, in quotes, as a key.</summary>
    /// <param name="key">What was read.</param>
    public bool TryReadKey<TKey, TKeyCodec>([MaybeNullWhen(false)] out TKey key)
        where TKeyCodec : IJsonKeyCodec<TKey>
    {
        key = default;
        JsonScanner scanner = new(_text, _position);
        if (Peek() != '"' || !scanner.TryString(isStrict: true))
        {
            return false;
        }
        ReadOnlySpan<byte> name = _text[(_position + 1)..(scanner.Position - 1)];
        _position = scanner.Position;
        return Utf8.IsValid(name) && TKeyCodec.TryReadKey(name.Contains((byte)'\\') ? JsonUnescape.ToUtf8(name) : name, out key);
    }

    /// <summary>The key that a name stands for.</summary>
    /// <param name="utf8">The name, unescaped and without its quotes.</param>
    /// <param name="key">The key.</param>
    public static bool TryParseKey<TKey, TKeyCodec>(ReadOnlySpan<byte> utf8, [MaybeNullWhen(false)] out TKey key)
        where TKeyCodec : IJsonKeyCodec<TKey>
        => TKeyCodec.TryReadKey(utf8, out key);

    /// <summary>Goes to the value of the next member of an object whose names are keys, or past its end.</summary>
    /// <param name="key">The member's key.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="StenoJsonException">The name is no key of that type.</exception>
    public bool TryNextKey<TKey, TKeyCodec>([MaybeNullWhen(false)] out TKey key)
        where TKeyCodec : IJsonKeyCodec<TKey>
    {
        key = default;
        if (!TryNext((byte)'}', "expected , or }"))
        {
            return false;
        }
        int start = _position;
        if (!TKeyCodec.TryReadKey(ReadStringUtf8(), out key))
        {
            throw Fail(start, $"the member name is not a {typeof(TKey).Name}");
        }
        ReadColon();
        return true;
    }

    internal bool TryReadText<T, TText>([MaybeNullWhen(false)] out T value)
        where TText : IJsonText<T>
    {
        value = default;
        return TryReadPlainText(out ReadOnlySpan<byte> text) && TText.TryParse(text, out value);
    }

    internal T ReadText<T, TText>()
        where TText : IJsonText<T>
    {
        SkipWhiteSpace();
        int start = _position;
        return TText.TryParse(ReadStringUtf8(), out T? value) ? value : throw Fail(start, "expected " + TText.Expected);
    }

    /// <summary>Reads a string that is ASCII without escapes.</summary>
    private bool TryReadPlainText(out ReadOnlySpan<byte> text)
    {
        text = default;
        ReadOnlySpan<byte> rest = _text[_position..];
        if (rest.IsEmpty || rest[0] != '"')
        {
            return false;
        }
        int length = rest[1..].IndexOf((byte)'"');
        if (length < 0 || rest.Slice(1, length).ContainsAnyExceptInRange((byte)' ', (byte)'~') || rest.Slice(1, length).Contains((byte)'\\'))
        {
            return false;
        }
        text = rest.Slice(1, length);
        _position += length + 2;
        return true;
    }

    /// <summary>The text of the number that comes next, which stays unread.</summary>
    private readonly bool TryPeekNumber(out ReadOnlySpan<byte> text)
    {
        // Deliberate: not strict, since each type has a range of its own that is checked with the value.
        JsonScanner scanner = new(_text, _position);
        bool isNumber = scanner.TryNumber(isStrict: false);
        text = isNumber ? _text[_position..scanner.Position] : default;
        return isNumber;
    }

    private static bool TryDecodeBase64(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out byte[] value)
    {
        byte[] target = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (text.ContainsAnyExceptInRange((byte)'!', (byte)'~') || Base64.DecodeFromUtf8(text, target, out _, out int written) != OperationStatus.Done)
        {
            value = null;
            return false;
        }
        value = written == target.Length ? target : target[..written];
        return true;
    }

    private readonly StenoJsonException NotANumber(Type type)
        => Fail(TryPeekNumber(out _) ? $"number out of range for {type.Name}" : "expected a number");

    /// <summary>Like <see cref="Fail(string)"/>, at the beginning of the value that comes next.</summary>
    internal readonly StenoJsonException FailAtNext(string reason) => Fail(JsonScanner.SkipWhiteSpace(_text, _position), reason);
}

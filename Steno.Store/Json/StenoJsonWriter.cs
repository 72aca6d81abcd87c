// Writes compact JSON straight into a span. Property names and punctuation arrive as literals that the generator prepared;
// the writer knows nothing of nesting, so a codec that writes its parts in the wrong order writes wrong JSON.
// When the span is full everything written so far moves to a pooled array: a failure half-way leaves no trace in the caller's buffer.

using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Steno.Json;

/// <summary>Appends JSON text as UTF-8. For generated code and hand-written codecs.</summary>
public ref partial struct StenoJsonWriter
{
    private const int LongestIntegerBytes = 40; // Int128.MinValue
    private const int GuidBytes = 36;
    private static readonly SearchValues<char> EscapedChars = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private Span<byte> _buffer;
    private byte[]? _rented;
    private int _count;

    internal StenoJsonWriter(Span<byte> first) => _buffer = first;

    internal readonly ReadOnlySpan<byte> Written => _buffer[.._count];

    /// <summary>Whether the text moved away from the span that the writer was given.</summary>
    internal readonly bool HasGrown => _rented is not null;

    /// <summary>Appends JSON text as it is: a literal, punctuation, a validated value.</summary>
    /// <param name="utf8">The text; the caller answers for its validity.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteRaw(scoped ReadOnlySpan<byte> utf8)
    {
        if (_buffer.Length - _count < utf8.Length)
        {
            Grow(utf8.Length);
        }
        utf8.CopyTo(_buffer[_count..]);
        _count += utf8.Length;
    }

    /// <summary>Appends a value through its codec.</summary>
    /// <param name="value">What to write.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteValue<T, TCodec>(T value)
        where TCodec : IJsonCodec<T>
        => TCodec.Write(ref this, value);

    /// <summary>Appends the key of a dictionary as a member name, in quotes.</summary>
    /// <param name="key">What to write.</param>
    public void WriteKey<TKey, TKeyCodec>(TKey key)
        where TKeyCodec : IJsonKeyCodec<TKey>
        => TKeyCodec.WriteKey(ref this, key);

    /// <summary>Appends <c>true</c> or <c>false</c>.</summary>
    /// <param name="value">What to write.</param>
    public void WriteBoolean(bool value)
    {
        // Each of a length that the JIT knows: a few moves instead of a call.
        if (value)
        {
            WriteRaw("true"u8);
        }
        else
        {
            WriteRaw("false"u8);
        }
    }

    /// <summary>Appends an integer in decimal.</summary>
    /// <param name="value">What to write.</param>
    public void WriteInteger<T>(T value)
        where T : struct, IBinaryInteger<T>
    {
        if (_buffer.Length - _count < LongestIntegerBytes)
        {
            Grow(LongestIntegerBytes);
        }
        if (IntegerText.Fits<T>())
        {
            _count += IntegerText.Format(value, _buffer[_count..]);
            return;
        }
        // No provider would be the culture of the thread, and the minus sign of some is no hyphen.
        // Invariant: an integer takes at most 40 bytes.
        if (!value.TryFormat(_buffer[_count..], out int written, default, CultureInfo.InvariantCulture))
        {
            throw new UnreachableException("An integer took more than 40 bytes.");
        }
        _count += written;
    }

    /// <summary>Appends a UUID in quotes, lower-case and hyphenated.</summary>
    /// <param name="value">What to write.</param>
    public void WriteGuid(Guid value)
    {
        if (_buffer.Length - _count < GuidBytes + 2)
        {
            Grow(GuidBytes + 2);
        }
        Span<byte> target = _buffer.Slice(_count, GuidBytes + 2);
        target[0] = (byte)'"';
        ref ulong halves = ref Unsafe.As<Guid, ulong>(ref value);
        UuidText.Format(halves, Unsafe.Add(ref halves, 1), target[1..]);
        target[GuidBytes + 1] = (byte)'"';
        _count += GuidBytes + 2;
    }

    /// <summary>Appends a string in quotes; only the quote, the backslash and control characters are escaped.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="ArgumentNullException">The string is null: without this it would be written as an empty one.</exception>
    /// <exception cref="StenoJsonException">The string has a lone surrogate.</exception>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        WriteString(value.AsSpan());
    }

    /// <summary>Appends a string in quotes; only the quote, the backslash and control characters are escaped.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">The string has a lone surrogate.</exception>
    public void WriteString(scoped ReadOnlySpan<char> value)
    {
        // One UTF-16 unit takes at most three bytes, and there are the quotes.
        int longest = checked((value.Length * 3) + 2);
        if (_buffer.Length - _count < longest)
        {
            Grow(longest);
        }
        _buffer[_count++] = (byte)'"';
        int done = PlainText.CopyStart(value, _buffer[_count..]);
        _count += done;
        if (done < value.Length)
        {
            WriteRest(value, done);
        }
        WriteRaw("\""u8);
    }

    /// <summary>Appends what follows the plain start of a string.</summary>
    private void WriteRest(scoped ReadOnlySpan<char> value, int done)
    {
        while (true)
        {
            ReadOnlySpan<char> rest = value[done..];
            int plain = rest.IndexOfAny(EscapedChars);
            WritePlain(plain < 0 ? rest : rest[..plain], done);
            if (plain < 0)
            {
                return;
            }
            WriteEscape(rest[plain]);
            done += plain + 1;
        }
    }

    internal void ReturnBuffer()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }

    private void WritePlain(scoped ReadOnlySpan<char> chars, int offsetChars)
    {
        // One UTF-16 unit takes at most three bytes.
        int longest = checked(chars.Length * 3);
        if (_buffer.Length - _count < longest)
        {
            Grow(longest);
        }
        OperationStatus status = Utf8.FromUtf16(chars, _buffer[_count..], out int read, out int written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            throw new StenoJsonException("string", "$", offsetChars + read, "it has a lone surrogate, which has no UTF-8 form");
        }
        _count += written;
    }

    private void WriteEscape(char value)
    {
        ReadOnlySpan<byte> escape = value switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\f' => "\\f"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            _ => default,
        };
        if (!escape.IsEmpty)
        {
            WriteRaw(escape);
            return;
        }
        WriteRaw(value < 0x10 ? "\\u000"u8 : "\\u001"u8);
        WriteRaw("0123456789abcdef"u8.Slice(value & 0xF, 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)_buffer.Length * 2, (long)_count + needed)));
        if (larger.Length - _count < needed)
        {
            throw new OutOfMemoryException("A JSON text of more than 2 GiB cannot be built.");
        }
        _buffer[.._count].CopyTo(larger);
        ReturnBuffer();
        _rented = larger;
        _buffer = larger;
    }
}

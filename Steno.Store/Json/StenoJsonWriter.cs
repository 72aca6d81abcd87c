// Writes compact JSON straight into a span. Property names and punctuation arrive as literals that the generator prepared;
// the writer knows nothing of nesting, so a codec that writes its parts in the wrong order writes wrong JSON.
// When the span is full everything written so far moves to a pooled array: a failure half-way leaves no trace in the caller's buffer.

using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Steno.Json;

/// <summary>Appends JSON text as UTF-8. For generated code and hand-written codecs.</summary>
public ref partial struct StenoJsonWriter
{
    private const int LongestIntegerBytes = 40; // Int128.MinValue
    private const int LongestBooleanBytes = 8; // one word, of which at most five count
    private static readonly SearchValues<char> EscapedChars = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private const ulong TrueText = 0x65_75_72_74; // the first character lowest
    private const ulong FalseText = 0x65_73_6C_61_66;
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
        _count = Begin(utf8, 0);
    }

    /// <summary>Appends a value through its codec.</summary>
    /// <param name="value">What to write.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteValue<T, TCodec>(in T value)
        where TCodec : IJsonCodec<T>
        => TCodec.Write(ref this, in value);

    /// <summary>Appends a value through its codec.</summary>
    /// <param name="before">JSON text that stands before it, as of <see cref="WriteRaw"/>.</param>
    /// <param name="value">What to write.</param>
    /// <param name="after">JSON text that stands behind it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteValue<T, TCodec>(scoped ReadOnlySpan<byte> before, in T value, scoped ReadOnlySpan<byte> after = default)
        where TCodec : IJsonCodec<T>
    {
        WriteRaw(before);
        TCodec.Write(ref this, in value);
        WriteRaw(after);
    }

    /// <summary>Appends the key of a dictionary as a member name, in quotes.</summary>
    /// <param name="key">What to write.</param>
    public void WriteKey<TKey, TKeyCodec>(TKey key)
        where TKeyCodec : IJsonKeyCodec<TKey>
        => TKeyCodec.WriteKey(ref this, key);

    /// <summary>Appends <c>true</c> or <c>false</c>.</summary>
    /// <param name="value">What to write.</param>
    public void WriteBoolean(bool value) => WriteBoolean(default, value);

    /// <summary>Appends <c>true</c> or <c>false</c>.</summary>
    /// <param name="before">JSON text that stands before it, as of <see cref="WriteRaw"/>.</param>
    /// <param name="value">What to write.</param>
    /// <param name="after">JSON text that stands behind it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBoolean(scoped ReadOnlySpan<byte> before, bool value, scoped ReadOnlySpan<byte> after = default)
    {
        int start = Begin(before, LongestBooleanBytes + after.Length);
        // Without a branch: nobody can guess which of the two it is. What is too much is overwritten by what comes next.
        int isFalse = value ? 0 : 1;
        ulong text = TrueText ^ ((TrueText ^ FalseText) & (0UL - (uint)isFalse));
        Unsafe.WriteUnaligned(ref At(start), BitConverter.IsLittleEndian ? text : BinaryPrimitives.ReverseEndianness(text));
        End(start + 4 + isFalse, after);
    }

    /// <summary>Appends an integer in decimal.</summary>
    /// <param name="value">What to write.</param>
    public void WriteInteger<T>(T value)
        where T : struct, IBinaryInteger<T>
        => WriteInteger(default, value);

    /// <summary>Appends an integer in decimal.</summary>
    /// <param name="before">JSON text that stands before it, as of <see cref="WriteRaw"/>.</param>
    /// <param name="value">What to write.</param>
    /// <param name="after">JSON text that stands behind it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInteger<T>(scoped ReadOnlySpan<byte> before, T value, scoped ReadOnlySpan<byte> after = default)
        where T : struct, IBinaryInteger<T>
    {
        int start = Begin(before, LongestIntegerBytes + after.Length);
        End(start + (IntegerText.Fits<T>() ? IntegerText.Format(value, ref At(start)) : FormatLarge(start, value)), after);
    }

    /// <summary>Appends a UUID in quotes, lower-case and hyphenated.</summary>
    /// <param name="value">What to write.</param>
    public void WriteGuid(Guid value) => WriteGuid(default, value);

    /// <summary>Appends a UUID in quotes, lower-case and hyphenated.</summary>
    /// <param name="before">JSON text that stands before it, as of <see cref="WriteRaw"/>.</param>
    /// <param name="value">What to write.</param>
    /// <param name="after">JSON text that stands behind it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteGuid(scoped ReadOnlySpan<byte> before, Guid value, scoped ReadOnlySpan<byte> after = default)
    {
        int start = Begin(before, UuidText.QuotedLength + after.Length);
        UuidText.FormatQuoted(Unsafe.BitCast<Guid, Vector128<byte>>(value), ref At(start));
        End(start + UuidText.QuotedLength, after);
    }

    /// <summary>Appends a string in quotes; only the quote, the backslash and control characters are escaped.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="ArgumentNullException">The string is null: without this it would be written as an empty one.</exception>
    /// <exception cref="StenoJsonException">The string has a lone surrogate.</exception>
    public void WriteString(string value) => WriteString(default, value);

    /// <summary>Appends a string in quotes; only the quote, the backslash and control characters are escaped.</summary>
    /// <param name="before">JSON text that stands before it, as of <see cref="WriteRaw"/>.</param>
    /// <param name="value">What to write.</param>
    /// <param name="after">JSON text that stands behind it.</param>
    /// <exception cref="ArgumentNullException">The string is null: without this it would be written as an empty one.</exception>
    /// <exception cref="StenoJsonException">The string has a lone surrogate.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteString(scoped ReadOnlySpan<byte> before, string value, scoped ReadOnlySpan<byte> after = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        PutString(Begin(before, LongestStringBytes(value.Length)), value);
        WriteRaw(after);
    }

    /// <summary>Appends a string in quotes; only the quote, the backslash and control characters are escaped.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">The string has a lone surrogate.</exception>
    public void WriteString(scoped ReadOnlySpan<char> value) => PutString(Begin(default, LongestStringBytes(value.Length)), value);

    // A value with the text around it is one step: the room is looked for once, the literal is copied by a few moves where the
    // code that has it stands, and the position goes through memory once. Each step waits for the position of the one before.

    /// <summary>Makes room for the text and a value behind it, and puts the text there.</summary>
    /// <returns>Where the value begins; nothing counts before <see cref="_count"/> is set.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Begin(scoped ReadOnlySpan<byte> before, int valueBytes)
    {
        int room = before.Length + valueBytes;
        if (_buffer.Length - _count < room)
        {
            Grow(room);
        }
        // The check above is the one check: the place is within the buffer, and as long as the text.
        before.CopyTo(MemoryMarshal.CreateSpan(ref At(_count), before.Length));
        return _count + before.Length;
    }

    /// <summary>Puts the text behind a value, for which <see cref="Begin"/> made room, and counts everything up to there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(int position, scoped ReadOnlySpan<byte> after)
    {
        after.CopyTo(MemoryMarshal.CreateSpan(ref At(position), after.Length));
        _count = position + after.Length;
    }

    /// <summary>A byte of the buffer; the caller has made sure of it, and of those behind it that it uses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ref byte At(int position) => ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), position);

    private readonly int FormatLarge<T>(int start, T value)
        where T : struct, IBinaryInteger<T>
    {
        // No provider would be the culture of the thread, and the minus sign of some is no hyphen.
        // Invariant: an integer takes at most 40 bytes.
        if (!value.TryFormat(_buffer.Slice(start, LongestIntegerBytes), out int written, default, CultureInfo.InvariantCulture))
        {
            throw new UnreachableException("An integer took more than 40 bytes.");
        }
        return written;
    }

    /// <summary>One UTF-16 unit takes at most three bytes, and there are the quotes.</summary>
    private static int LongestStringBytes(int lengthChars) => checked((lengthChars * 3) + 2);

    private void PutString(int start, scoped ReadOnlySpan<char> value)
    {
        _buffer[start] = (byte)'"';
        int done = PlainText.CopyStart(value, _buffer[(start + 1)..]);
        _count = start + 1 + done;
        if (done < value.Length)
        {
            WriteRest(value, done);
        }
        WriteRaw("\""u8);
    }

    /// <summary>Appends what follows the plain start of a string.</summary>
    private void WriteRest(scoped ReadOnlySpan<char> value, int done)
    {
        while (done < value.Length)
        {
            ReadOnlySpan<char> rest = value[done..];
            if (PlainText.IsEscaped(rest[0]))
            {
                WriteEscape(rest[0]);
                done++;
            }
            else if (rest[0] <= '\x7F')
            {
                int plain = PlainText.CopyStart(rest, Reserve(rest.Length));
                _count += plain;
                done += plain;
            }
            else
            {
                int end = rest.IndexOfAny(EscapedChars);
                rest = end < 0 ? rest : rest[..end];
                WriteUnescaped(rest, done);
                done += rest.Length;
            }
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

    private void WriteUnescaped(scoped ReadOnlySpan<char> chars, int offsetChars)
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

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
    /// <summary>Where the next byte goes, with <see cref="_free"/> bytes of the buffer from there on.</summary>
    private ref byte _next;
    private int _free;

    internal StenoJsonWriter(Span<byte> first) => StartAt(first, 0);

    internal readonly ReadOnlySpan<byte> Written => _buffer[..^_free];

    /// <summary>Whether the text moved away from the span that the writer was given.</summary>
    internal readonly bool HasGrown => _rented is not null;

    /// <summary>Appends JSON text as it is: a literal, punctuation, a validated value.</summary>
    /// <param name="utf8">The text; the caller answers for its validity.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteRaw(scoped ReadOnlySpan<byte> utf8) => End(ref Begin(utf8, 0), utf8.Length, default);

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
        ref byte target = ref Begin(before, LongestBooleanBytes + after.Length);
        // Without a branch: nobody can guess which of the two it is. What is too much is overwritten by what comes next.
        int isFalse = value ? 0 : 1;
        ulong text = TrueText ^ ((TrueText ^ FalseText) & (0UL - (uint)isFalse));
        Unsafe.WriteUnaligned(ref target, BitConverter.IsLittleEndian ? text : BinaryPrimitives.ReverseEndianness(text));
        End(ref Unsafe.Add(ref target, 4 + isFalse), before.Length + 4 + isFalse, after);
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
        ref byte target = ref Begin(before, LongestIntegerBytes + after.Length);
        int length = IntegerText.Fits<T>() ? IntegerText.Format(value, ref target) : FormatLarge(ref target, value);
        End(ref Unsafe.Add(ref target, length), before.Length + length, after);
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
        ref byte target = ref Begin(before, UuidText.QuotedLength + after.Length);
        UuidText.FormatQuoted(Unsafe.BitCast<Guid, Vector128<byte>>(value), ref target);
        End(ref Unsafe.Add(ref target, UuidText.QuotedLength), before.Length + UuidText.QuotedLength, after);
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
        PutString(ref Begin(before, LongestStringBytes(value.Length)), before.Length, value);
        WriteRaw(after);
    }

    /// <summary>Appends a string in quotes; only the quote, the backslash and control characters are escaped.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">The string has a lone surrogate.</exception>
    public void WriteString(scoped ReadOnlySpan<char> value) => PutString(ref Begin(default, LongestStringBytes(value.Length)), 0, value);

    // A value with the text around it is one step: the room is looked for once, the literal is copied by a few moves where the
    // code that has it stands, and the position goes through memory once. Each step waits for the position of the one before.

    /// <summary>Makes room for the text and a value behind it, and puts the text there.</summary>
    /// <returns>Where the value begins; nothing counts before <see cref="End"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Begin(scoped ReadOnlySpan<byte> before, int valueBytes)
    {
        int room = before.Length + valueBytes;
        if (_free < room)
        {
            Grow(room);
        }
        // The check above is the one check: there is room for as many bytes as it asked for.
        ref byte target = ref _next;
        before.CopyTo(MemoryMarshal.CreateSpan(ref target, before.Length));
        return ref Unsafe.Add(ref target, before.Length);
    }

    /// <summary>Puts the text behind a value, for which <see cref="Begin"/> made room, and counts everything up to there.</summary>
    /// <param name="position">Where the value ends.</param>
    /// <param name="sinceBegin">How many bytes there are up to its end, with the text before it.</param>
    /// <param name="after">The text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(ref byte position, int sinceBegin, scoped ReadOnlySpan<byte> after)
    {
        after.CopyTo(MemoryMarshal.CreateSpan(ref position, after.Length));
        // The position came from the buffer, which the compiler cannot see.
        _next = ref Unsafe.Add(ref Unsafe.AsRef(ref position), after.Length);
        _free -= sinceBegin + after.Length;
    }

    /// <summary>Counts bytes that were put behind the written ones.</summary>
    private void Advance(int bytes) => End(ref Unsafe.Add(ref _next, bytes), bytes, default);

    private static int FormatLarge<T>(ref byte target, T value)
        where T : struct, IBinaryInteger<T>
    {
        // No provider would be the culture of the thread, and the minus sign of some is no hyphen.
        // Invariant: an integer takes at most 40 bytes.
        if (!value.TryFormat(MemoryMarshal.CreateSpan(ref target, LongestIntegerBytes), out int written, default, CultureInfo.InvariantCulture))
        {
            throw new UnreachableException("An integer took more than 40 bytes.");
        }
        return written;
    }

    /// <summary>One UTF-16 unit takes at most three bytes, and there are the quotes.</summary>
    private static int LongestStringBytes(int lengthChars) => checked((lengthChars * 3) + 2);

    private void PutString(ref byte target, int beforeBytes, scoped ReadOnlySpan<char> value)
    {
        target = (byte)'"';
        target = ref Unsafe.Add(ref target, 1);
        int done = PlainText.CopyStart(value, ref target);
        End(ref Unsafe.Add(ref target, done), beforeBytes + 1 + done, default);
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
                int plain = PlainText.CopyStart(rest, ref Begin(default, rest.Length));
                Advance(plain);
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
        Span<byte> target = Reserve(checked(chars.Length * 3));
        OperationStatus status = Utf8.FromUtf16(chars, target, out int read, out int written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            throw new StenoJsonException("string", "$", offsetChars + read, "it has a lone surrogate, which has no UTF-8 form");
        }
        Advance(written);
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
        ReadOnlySpan<byte> written = Written;
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)_buffer.Length * 2, (long)written.Length + needed)));
        if (larger.Length - written.Length < needed)
        {
            throw new OutOfMemoryException("A JSON text of more than 2 GiB cannot be built.");
        }
        written.CopyTo(larger);
        ReturnBuffer();
        _rented = larger;
        StartAt(larger, written.Length);
    }

    private void StartAt(Span<byte> buffer, int written)
    {
        _buffer = buffer;
        _next = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), written);
        _free = buffer.Length - written;
    }
}

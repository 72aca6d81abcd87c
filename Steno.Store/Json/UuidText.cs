using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steno.Json;

/// <summary>UUIDs as text, sixteen digits at a time. Reads them as the Rust crate uuid does; stricter than <see cref="Guid.Parse(string)"/>, which lets signs and white space pass.</summary>
internal static class UuidText
{
    private const int HyphenatedLength = 36;
    private const int SimpleLength = 32;

    /// <summary>36 characters and the quotes.</summary>
    public const int QuotedLength = HyphenatedLength + 2;

    /// <summary>Hyphenated, 32 hex digits, <c>{hyphenated}</c> or <c>urn:uuid:hyphenated</c>; digits in any case.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Guid value)
    {
        switch (text.Length)
        {
            case SimpleLength:
                return TryHex(text, out value);
            case HyphenatedLength:
                return TryParseHyphenated(text, out value);
            case HyphenatedLength + 2 when text[0] == '{' && text[^1] == '}':
                return TryParseHyphenated(text[1..^1], out value);
            case HyphenatedLength + 9 when text.StartsWith("urn:uuid:"u8):
                return TryParseHyphenated(text[9..], out value);
            default:
                value = default;
                return false;
        }
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out Guid)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Guid value)
    {
        Span<byte> ascii = stackalloc byte[HyphenatedLength + 9];
        if (text.Length > ascii.Length || System.Text.Ascii.FromUtf16(text, ascii, out int written) != OperationStatus.Done)
        {
            value = default;
            return false;
        }
        return TryParse(ascii[..written], out value);
    }

    /// <summary>36 characters.</summary>
    public static bool TryParseHyphenated(ReadOnlySpan<byte> text, out Guid value)
    {
        text = text[..HyphenatedLength];
        if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        {
            value = default;
            return false;
        }
        return TryHex(
            Vector128.Create(Eight(text), Four(text[9..]) | (ulong)Four(text[14..]) << 32).AsByte(),
            Vector128.Create(Four(text[19..]) | (ulong)Four(text[24..]) << 32, Eight(text[28..])).AsByte(),
            out value);
    }

    /// <summary>Writes 36 characters, lower-case and hyphenated, in quotes.</summary>
    /// <param name="bytes">The <see cref="Guid"/> as it is in memory.</param>
    /// <param name="start">The first of 38 bytes.</param>
    public static void FormatQuoted(Vector128<byte> bytes, ref byte start)
    {
        bytes = Swap(bytes);
        Vector128<ulong> first = Digits(Vector128.WidenLower(bytes)).AsUInt64();
        Vector128<ulong> second = Digits(Vector128.WidenUpper(bytes)).AsUInt64();
        ulong middle = first[1];
        ulong next = second[0];
        Put(ref start, 0, (byte)'"');
        Put(ref start, 1, first[0]);
        Put(ref start, 9, (byte)'-');
        Put(ref start, 10, (uint)middle);
        Put(ref start, 14, (byte)'-');
        Put(ref start, 15, (uint)(middle >> 32));
        Put(ref start, 19, (byte)'-');
        Put(ref start, 20, (uint)next);
        Put(ref start, 24, (byte)'-');
        Put(ref start, 25, (uint)(next >> 32));
        Put(ref start, 29, second[1]);
        Put(ref start, 37, (byte)'"');
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out Guid value)
        => TryHex(Vector128.Create(digits[..16]), Vector128.Create(digits.Slice(16, 16)), out value);

    /// <summary>32 hexadecimal digits in two halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryHex(Vector128<byte> first, Vector128<byte> second, out Guid value)
    {
        bool isHex = TryNibbles(ref first) & TryNibbles(ref second);
        value = isHex ? Unsafe.BitCast<Vector128<byte>, Guid>(Swap(Vector128.Narrow(Pairs(first), Pairs(second)))) : default;
        return isHex;
    }

    /// <summary>Turns sixteen digits into their values; false when one of them is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryNibbles(ref Vector128<byte> digits)
    {
        Vector128<byte> decimals = digits - Vector128.Create((byte)'0');
        Vector128<byte> letters = (digits | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        Vector128<byte> isDecimal = Vector128.LessThanOrEqual(decimals, Vector128.Create((byte)9));
        Vector128<byte> isLetter = Vector128.LessThanOrEqual(letters, Vector128.Create((byte)5));
        digits = Vector128.ConditionalSelect(isDecimal, decimals, letters + Vector128.Create((byte)10));
        return (isDecimal | isLetter) == Vector128<byte>.AllBitsSet;
    }

    /// <summary>The byte that each two digits make, in the lower half of each element. The text's first digit is the lower byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Pairs(Vector128<byte> nibbles)
    {
        Vector128<ushort> pairs = nibbles.AsUInt16();
        return ((pairs << 4) | (pairs >>> 8)) & Vector128.Create((ushort)0xFF);
    }

    /// <summary>The two digits of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Digits(Vector128<ushort> bytes)
    {
        Vector128<byte> nibbles = ((bytes >>> 4) | (bytes << 8)).AsByte() & Vector128.Create((byte)0xF);
        // Every index is in range, so the processor's own shuffle does.
        return Vector128.ShuffleNative(Vector128.Create("0123456789abcdef"u8), nibbles);
    }

    /// <summary>From the order of a <see cref="Guid"/> in memory to that of its text, or back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Swap(Vector128<byte> bytes)
        => Vector128.Shuffle(bytes, Vector128.Create((byte)3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(ReadOnlySpan<byte> text) => BinaryPrimitives.ReadUInt64LittleEndian(text);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Four(ReadOnlySpan<byte> text) => BinaryPrimitives.ReadUInt32LittleEndian(text);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(ref byte start, int offset, T value)
        where T : unmanaged
        => Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, offset), value);
}

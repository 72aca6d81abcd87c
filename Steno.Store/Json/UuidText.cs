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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParseHyphenated(ReadOnlySpan<byte> text, out Guid value)
        => TryParseHyphenated(ref MemoryMarshal.GetReference(text[..HyphenatedLength]), out value);

    /// <summary>36 characters.</summary>
    /// <param name="text">The first of them.</param>
    /// <param name="value">The UUID.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParseHyphenated(ref byte text, out Guid value)
    {
        Vector128<byte> start = Vector128.LoadUnsafe(ref text);
        Vector128<byte> middle = Vector128.LoadUnsafe(ref text, 10);
        Vector128<byte> end = Vector128.LoadUnsafe(ref text, 20);
        // The hyphens stand at 8 and 13, and at 18 and 23, which the second part has at 8 and 13 as well.
        Vector128<byte> hyphens = Vector128.Create(0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0);
        Vector128<byte> differ = ((start ^ Vector128.Create((byte)'-')) | (middle ^ Vector128.Create((byte)'-'))) & hyphens;
        if (differ != Vector128<byte>.Zero)
        {
            value = default;
            return false;
        }
        return TryHex(Vector256.Create(
            VectorBytes.Shuffle(start, Vector128.Create(0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 255, 255))
                | VectorBytes.Shuffle(middle, Vector128.Create(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 6, 7)),
            VectorBytes.Shuffle(middle, Vector128.Create(9, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | VectorBytes.Shuffle(end, Vector128.Create(255, 0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))), out value);
    }

    /// <summary>Writes 36 characters, lower-case and hyphenated, in quotes.</summary>
    /// <param name="bytes">The <see cref="Guid"/> as it is in memory.</param>
    /// <param name="target">The first of 38 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FormatQuoted(Vector128<byte> bytes, ref byte target)
    {
        bytes = Swap(bytes);
        Vector128<byte> first = Digits(Vector128.WidenLower(bytes));
        Vector128<byte> second = Digits(Vector128.WidenUpper(bytes));
        // Each part has its digits in their places, with zeros between them (255 is no index) for the quotes and hyphens. The last two overlap.
        Vector128<byte> start = VectorBytes.Shuffle(first, Vector128.Create(255, 0, 1, 2, 3, 4, 5, 6, 7, 255, 8, 9, 10, 11, 255, 12))
            | Vector128.Create((byte)'"', 0, 0, 0, 0, 0, 0, 0, 0, (byte)'-', 0, 0, 0, 0, (byte)'-', 0);
        Vector128<byte> middle = VectorBytes.Shuffle(first, Vector128.Create(13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            | VectorBytes.Shuffle(second, Vector128.Create(255, 255, 255, 255, 0, 1, 2, 3, 255, 4, 5, 6, 7, 8, 9, 10))
            | Vector128.Create(0, 0, 0, (byte)'-', 0, 0, 0, 0, (byte)'-', 0, 0, 0, 0, 0, 0, 0);
        Vector128<byte> end = VectorBytes.Shuffle(second, Vector128.Create(2, 3, 255, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255))
            | Vector128.Create(0, 0, (byte)'-', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'"');
        start.StoreUnsafe(ref target);
        middle.StoreUnsafe(ref target, 16);
        end.StoreUnsafe(ref target, 22);
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out Guid value)
        => TryHex(Vector256.Create(digits), out value);

    /// <summary>32 hexadecimal digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryHex(Vector256<byte> digits, out Guid value)
    {
        Vector256<byte> decimals = digits - Vector256.Create((byte)'0');
        Vector256<byte> letters = (digits | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a');
        Vector256<byte> isDecimal = Vector256.LessThanOrEqual(decimals, Vector256.Create((byte)9));
        Vector256<byte> isLetter = Vector256.LessThanOrEqual(letters, Vector256.Create((byte)5));
        if ((isDecimal | isLetter) != Vector256<byte>.AllBitsSet)
        {
            value = default;
            return false;
        }
        // The byte that each two digits make, in the lower half of each element: the text's first digit is the lower byte.
        Vector256<ushort> nibbles = Vector256.ConditionalSelect(isDecimal, decimals, letters + Vector256.Create((byte)10)).AsUInt16();
        Vector256<ushort> bytes = ((nibbles << 4) | (nibbles >>> 8)) & Vector256.Create((ushort)0xFF);
        value = Unsafe.BitCast<Vector128<byte>, Guid>(Swap(Vector128.Narrow(bytes.GetLower(), bytes.GetUpper())));
        return true;
    }

    /// <summary>The two digits of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Digits(Vector128<ushort> bytes)
    {
        Vector128<byte> nibbles = ((bytes >>> 4) | (bytes << 8)).AsByte() & Vector128.Create((byte)0xF);
        return VectorBytes.Shuffle(Vector128.Create("0123456789abcdef"u8), nibbles);
    }

    /// <summary>From the order of a <see cref="Guid"/> in memory to that of its text, or back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Swap(Vector128<byte> bytes)
        => VectorBytes.Shuffle(bytes, Vector128.Create((byte)3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15));
}

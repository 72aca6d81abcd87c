using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steno.Json;

/// <summary>Text of which nothing has to be escaped: ASCII without the quote, the backslash and control characters.</summary>
internal static class PlainText
{
    private const int LaneChars = 8;

    /// <summary>What ends plain text among bytes: the characters to be escaped, and everything beyond ASCII.</summary>
    private static readonly SearchValues<byte> s_ends = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(static value => (byte)value), (byte)'"', (byte)'\\', .. Enumerable.Range(0x80, 0x80).Select(static value => (byte)value)]);

    /// <summary>How many bytes of plain text there are at the start; all of them when nothing ends it.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny(s_ends);
        return end < 0 ? text.Length : end;
    }

    /// <summary>Copies plain text for as long as there is some, eight characters at a time.</summary>
    /// <param name="text">What to copy.</param>
    /// <param name="destination">The first of as many bytes; all of them may be overwritten.</param>
    /// <returns>How many characters were copied: all of them, or those before the first that is not plain.</returns>
    public static int CopyStart(ReadOnlySpan<char> text, ref byte destination)
    {
        ref ushort source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        if (text.Length < LaneChars)
        {
            return text.Length < LaneChars / 2 ? CopyFew(text, ref destination) : CopyHalves(ref source, text.Length, ref destination);
        }
        int done = 0;
        while (true)
        {
            uint ends = CopyLane(ref Unsafe.Add(ref source, done), ref Unsafe.Add(ref destination, done));
            if (ends != 0)
            {
                return done + BitOperations.TrailingZeroCount(ends);
            }
            if (done == text.Length - LaneChars)
            {
                return text.Length;
            }
            // The last lane takes some characters a second time where fewer than eight are left.
            done = Math.Min(done + LaneChars, text.Length - LaneChars);
        }
    }

    /// <summary>Whether the character must be escaped in a string.</summary>
    public static bool IsEscaped(char value) => value is < ' ' or '"' or '\\';

    /// <summary>Copies eight characters.</summary>
    /// <returns>A bit for each that is not plain.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint CopyLane(ref ushort source, ref byte destination)
    {
        Vector128<ushort> chars = Vector128.LoadUnsafe(ref source);
        Vector128.Narrow(chars, chars).GetLower().StoreUnsafe(ref destination);
        return Ends(chars);
    }

    /// <summary>Copies four to seven characters: the first four, and the last four, which may be some of them again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CopyHalves(ref ushort source, int length, ref byte destination)
    {
        const int Half = LaneChars / 2;
        int last = length - Half;
        Vector128<ushort> chars = Vector128.Create(Vector64.LoadUnsafe(ref source), Vector64.LoadUnsafe(ref source, (nuint)last));
        Vector128<uint> bytes = Vector128.Narrow(chars, chars).AsUInt32();
        Unsafe.WriteUnaligned(ref destination, bytes[0]);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, last), bytes[1]);
        uint ends = Ends(chars);
        int end = BitOperations.TrailingZeroCount(ends);
        return ends == 0 ? length : end < Half ? end : last + end - Half;
    }

    private static int CopyFew(ReadOnlySpan<char> text, ref byte destination)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!IsPlain(text[i]))
            {
                return i;
            }
            Unsafe.Add(ref destination, i) = (byte)text[i];
        }
        return text.Length;
    }

    private static bool IsPlain(char value) => value <= '\x7F' && !IsEscaped(value);

    /// <summary>A bit for each of the characters that is not plain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Ends(Vector128<ushort> chars)
        => (Vector128.GreaterThan(chars - Vector128.Create((ushort)0x20), Vector128.Create((ushort)(0x7F - 0x20)))
            | Vector128.Equals(chars, Vector128.Create((ushort)'"'))
            | Vector128.Equals(chars, Vector128.Create((ushort)'\\'))).ExtractMostSignificantBits();
}

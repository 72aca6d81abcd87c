using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steno.Json;

/// <summary>Integers of up to 64 bits in decimal, eight digits at a time, whatever the culture.</summary>
internal static class IntegerText
{
    /// <summary>What <see cref="Format{T}"/> may overwrite of its target, whatever the number.</summary>
    public const int RoomBytes = 32;

    private const uint EightDigits = 100_000_000;
    private const ulong SixteenDigits = (ulong)EightDigits * EightDigits;

    private static ReadOnlySpan<ulong> PowersOfTen =>
    [
        0, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ];

    /// <summary>Whether <see cref="Format{T}"/> takes the type; decided when it is compiled.</summary>
    public static bool Fits<T>()
        => typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(long) || typeof(T) == typeof(ulong)
            || typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte);

    /// <summary>Writes the digits, with a minus sign when there is one.</summary>
    /// <param name="value">What to write.</param>
    /// <param name="first">The first of <see cref="RoomBytes"/>; those behind the digits are overwritten too.</param>
    /// <returns>How many bytes the text has, at most 20.</returns>
    public static int Format<T>(T value, ref byte first)
        where T : struct, IBinaryInteger<T>
    {
        ulong magnitude = ulong.CreateTruncating(value);
        int sign = 0;
        if (T.IsNegative(value))
        {
            // The sign is extended, so this is right for the smallest value too.
            magnitude = 0 - magnitude;
            first = (byte)'-';
            sign = 1;
        }
        first = ref Unsafe.Add(ref first, sign);
        if (magnitude < 10)
        {
            first = (byte)('0' + magnitude);
            return sign + 1;
        }
        int count = CountDigits(magnitude);
        if (Unsafe.SizeOf<T>() <= sizeof(uint) && magnitude < EightDigits)
        {
            Put(ref first, 0, DigitText.Format((uint)magnitude) >> (64 - (count * 8)));
        }
        else if (magnitude < SixteenDigits)
        {
            PutSixteen(ref first, magnitude, zeros: 16 - count);
        }
        else
        {
            ulong upper = magnitude / SixteenDigits;
            Put(ref first, 0, DigitText.Format((uint)upper) >> (64 - ((count - 16) * 8)));
            PutSixteen(ref Unsafe.Add(ref first, count - 16), magnitude - (upper * SixteenDigits), zeros: 0);
        }
        return sign + count;
    }

    /// <summary>
    /// Writes the sixteen digits of a number without so many zeros before them, and something behind them. All lengths take
    /// the same way: a branch for each would be guessed wrong as often as the lengths differ.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutSixteen(ref byte first, ulong value, int zeros)
    {
        ulong upper = value / EightDigits;
        Vector128<byte> digits = DigitText.Format((uint)upper, (uint)(value - (upper * EightDigits)));
        VectorBytes.Shuffle(digits, Vector128.Create((byte)zeros) + Vector128<byte>.Indices).StoreUnsafe(ref first);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref byte first, int offset, ulong text)
        => Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, offset), BitConverter.IsLittleEndian ? text : BinaryPrimitives.ReverseEndianness(text));

    /// <summary>From the number of bits, by log10(2), corrected by one comparison.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountDigits(ulong value)
    {
        int guess = (BitOperations.Log2(value | 1) + 1) * 1233 >> 12;
        return guess + (value >= PowersOfTen[guess] ? 1 : 0);
    }
}

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Steno.Json;

/// <summary>
/// Eight decimal digits at a time, in one register: digits of all lengths take the same way, so that the processor has
/// nothing to guess. In the register the first digit is the lowest byte, as in little-endian memory.
/// </summary>
internal static class DigitText
{
    private const ulong Zeros = 0x3030_3030_3030_3030;
    private const ulong TopBits = 0x8080_8080_8080_8080;

    private static ReadOnlySpan<uint> PowersOfTen => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>The digits of a number below 100,000,000, with zeros before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Format(uint value)
    {
        // Split in halves three times: two lanes of four digits, four of two, eight of one. Each quotient is a product with
        // a reciprocal that is exact for as many digits as the lane has.
        ulong lanes = SplitInHalves(value);
        ulong hundreds = ((lanes * 10_486) >> 20) & 0x0000_007F_0000_007F;
        lanes = hundreds | (lanes - (hundreds * 100)) << 16;
        ulong tens = ((lanes * 103) >> 10) & 0x000F_000F_000F_000F;
        lanes = tens | (lanes - (tens * 10)) << 8;
        return lanes | Zeros;
    }

    /// <summary>Twice eight digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Format(uint first, uint second)
    {
        Vector128<uint> fours = Vector128.Create(SplitInHalves(first), SplitInHalves(second)).AsUInt32();
        Vector128<uint> hundreds = (fours * 10_486) >>> 20;
        Vector128<ushort> twos = (hundreds | ((fours - (hundreds * 100)) << 16)).AsUInt16();
        Vector128<ushort> tens = (twos * 103) >>> 10;
        return (tens | ((twos - (tens * 10)) << 8)).AsByte() | Vector128.Create((byte)'0');
    }

    /// <summary>Four digits in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SplitInHalves(uint value)
    {
        uint upper = value / 10_000;
        return upper | (ulong)(value - (upper * 10_000)) << 32;
    }

    /// <summary>The number that the digits at the start of a text are; right as long as it fits.</summary>
    /// <param name="text">What begins with digits.</param>
    /// <param name="count">How many there are.</param>
    /// <typeparam name="T">What the number is for.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Sum<T>(ReadOnlySpan<byte> text, out int count)
    {
        // Most numbers that people write down are short; those of the large types have all lengths.
        if (Unsafe.SizeOf<T>() > sizeof(uint))
        {
            if (text.Length >= Vector128<byte>.Count)
            {
                count = ParseSixteen(Vector128.Create(text), out ulong large);
                if (count < Vector128<byte>.Count)
                {
                    return (long)large;
                }
            }
        }
        else if (text.Length >= sizeof(ulong))
        {
            count = ParseEight(BinaryPrimitives.ReadUInt64LittleEndian(text), out uint value);
            if (count < sizeof(ulong))
            {
                return value;
            }
        }
        // Of its own, so that the count above stays in a register: the next step of a reader waits for it.
        long sum = SumLong(text, out int longCount);
        count = longCount;
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long SumLong(ReadOnlySpan<byte> text, out int count)
    {
        count = 0;
        ulong sum = 0;
        while (text.Length - count >= sizeof(ulong))
        {
            int more = ParseEight(BinaryPrimitives.ReadUInt64LittleEndian(text[count..]), out uint value);
            sum = unchecked((sum * PowersOfTen[more]) + value);
            count += more;
            if (more < sizeof(ulong))
            {
                return unchecked((long)sum);
            }
        }
        // The end of the text is near.
        for (; count < text.Length && (uint)(text[count] - '0') <= 9; count++)
        {
            sum = unchecked((sum * 10) + (uint)(text[count] - '0'));
        }
        return unchecked((long)sum);
    }

    /// <summary>How many of the text's eight characters are digits before the first that is none, and what they are worth.</summary>
    /// <param name="text">Eight characters.</param>
    /// <param name="value">The number that those digits are; 0 when there are none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ParseEight(ulong text, out uint value)
    {
        ulong digits = text ^ Zeros;
        // 0x76 more takes everything above 9 over the top bit. A carry spoils only bytes behind the first that is no digit.
        ulong ends = ((digits + 0x7676_7676_7676_7676) | digits) & TopBits;
        int count = BitOperations.TrailingZeroCount(ends) >> 3; // 64 zeros when there is no end: eight digits
        // To the end of the register, so that zeros stand before them. In two steps: a shift by 64 would be none.
        value = Value(digits << (32 - (count * 4)) << (32 - (count * 4)));
        return count;
    }

    /// <summary>As <see cref="ParseEight"/> for sixteen characters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ParseSixteen(Vector128<byte> text, out ulong value)
    {
        Vector128<byte> digits = text - Vector128.Create((byte)'0');
        uint ends = Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        int count = BitOperations.TrailingZeroCount(ends | 1u << Vector128<byte>.Count);
        // To the end of the register, so that zeros stand before them: an index of 128 or more takes nothing.
        Vector128<ulong> lanes = VectorBytes.Shuffle(digits, Vector128<byte>.Indices + Vector128.Create((byte)(count - Vector128<byte>.Count))).AsUInt64();
        value = ((ulong)Value(lanes[0]) * 100_000_000) + Value(lanes[1]);
        return count;
    }

    /// <summary>The number that eight digits are; each byte holds one, the first the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Value(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        return (uint)((((digits & 0x0000_00FF_0000_00FF) * (100 + (1_000_000UL << 32))) + (((digits >> 16) & 0x0000_00FF_0000_00FF) * (1 + (10_000UL << 32)))) >> 32);
    }
}

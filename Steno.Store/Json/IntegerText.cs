using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Steno.Json;

/// <summary>Integers of up to 64 bits in decimal, two digits at a time, whatever the culture.</summary>
internal static class IntegerText
{
    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

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
    /// <returns>How many bytes that are, at most 20.</returns>
    public static int Format<T>(T value, Span<byte> target)
        where T : struct, IBinaryInteger<T>
    {
        ulong magnitude = ulong.CreateTruncating(value);
        int sign = 0;
        if (T.IsNegative(value))
        {
            // The sign is extended, so this is right for the smallest value too.
            magnitude = 0 - magnitude;
            target[0] = (byte)'-';
            sign = 1;
        }
        int count = CountDigits(magnitude);
        // The one check; the digits are written from the last one to the first, none before it.
        ref byte first = ref MemoryMarshal.GetReference(target.Slice(sign, count));
        ref byte pairs = ref MemoryMarshal.GetReference(Pairs);
        int end = count;
        while (magnitude >= 100)
        {
            ulong hundredths = magnitude / 100;
            PutPair(ref first, end -= 2, ref pairs, magnitude - (hundredths * 100));
            magnitude = hundredths;
        }
        if (magnitude >= 10)
        {
            PutPair(ref first, 0, ref pairs, magnitude);
        }
        else
        {
            first = (byte)('0' + magnitude);
        }
        return sign + count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutPair(ref byte first, int offset, ref byte pairs, ulong pair)
        => Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, offset), Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref pairs, (nint)pair * 2)));

    /// <summary>From the number of bits, by log10(2), corrected by one comparison.</summary>
    private static int CountDigits(ulong value)
    {
        int guess = (BitOperations.Log2(value | 1) + 1) * 1233 >> 12;
        return guess + (value >= PowersOfTen[guess] || guess == 0 ? 1 : 0);
    }
}

// The shortest digits that read back as the same value come from .NET; where the point and the exponent stand is serde's form,
// so that our bytes are those of the Rust crate. As there: plain up to 16 digits (13 for the smaller types), an exponent beyond.

using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace Steno.Json;

internal static class FloatText
{
    public const int LongestBytes = 40;

    /// <summary>Writes a finite value and returns the length.</summary>
    public static int Format<T>(T value, Span<byte> target)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double) && TryFormatShort(double.CreateTruncating(value), target, out int shortLength))
        {
            return shortLength;
        }
        Span<byte> shortest = stackalloc byte[LongestBytes];
        // Invariant: the shortest form has at most 17 digits, a sign, a point, leading zeros and an exponent of three digits.
        if (!value.TryFormat(shortest, out int length, "R", CultureInfo.InvariantCulture))
        {
            throw new UnreachableException("A number took more than 40 bytes.");
        }
        bool isDouble = typeof(T) == typeof(double);
        return Lay(shortest[..length], target, mostPlainDigits: isDouble ? 16 : 13, mostLeadingZeros: isDouble ? 4 : 5);
    }

    /// <summary>Writes a number that has few digits, most of them before the point, as people's numbers do.</summary>
    /// <remarks>
    /// No two decimals of at most 15 digits are the same double, so one that is this double is its shortest form.
    /// Whether it is one is exact: both the digits and the power of ten fit a double, and division rounds correctly.
    /// With five places at most no number is so small that it would take an exponent.
    /// </remarks>
    private static bool TryFormatShort(double value, Span<byte> target, out int length)
    {
        const double TooManyDigits = 1e15;
        double magnitude = Math.Abs(value);
        ReadOnlySpan<double> powersOfTen = [1, 10, 100, 1_000, 10_000, 100_000];
        for (int places = 0; places < powersOfTen.Length; places++)
        {
            double digits = Math.Round(magnitude * powersOfTen[places]);
            if (digits >= TooManyDigits)
            {
                break;
            }
            if (digits / powersOfTen[places] == magnitude)
            {
                length = LayShort(double.IsNegative(value), (ulong)digits, places, target);
                return true;
            }
        }
        length = 0;
        return false;
    }

    private static int LayShort(bool isNegative, ulong digits, int places, Span<byte> target)
    {
        Span<byte> text = stackalloc byte[IntegerText.RoomBytes];
        int count = IntegerText.Format(digits, ref text[0]);
        int length = isNegative ? Append(target, 0, "-"u8) : 0;
        int whole = count - places;
        if (whole <= 0)
        {
            length = Append(target, length, "0."u8);
            target.Slice(length, -whole).Fill((byte)'0');
            return Append(target, length - whole, text[..count]);
        }
        length = Append(target, length, text[..whole]);
        length = Append(target, length, "."u8);
        return Append(target, length, places > 0 ? text[whole..count] : "0"u8);
    }

    private static int Lay(ReadOnlySpan<byte> shortest, Span<byte> target, int mostPlainDigits, int mostLeadingZeros)
    {
        Span<byte> digits = stackalloc byte[LongestBytes];
        Split(shortest, digits, out int count, out int point);
        digits = digits[..count];
        int length = 0;
        if (shortest[0] == '-')
        {
            target[length++] = (byte)'-';
        }
        if (count == 0)
        {
            "0.0"u8.CopyTo(target[length..]);
            return length + 3;
        }
        if (point > 0 && point <= mostPlainDigits)
        {
            // 1234 with the point at 6 is 123400.0, at 2 it is 12.34.
            int whole = Math.Min(point, count);
            digits[..whole].CopyTo(target[length..]);
            target.Slice(length + whole, point - whole).Fill((byte)'0');
            length += point;
            target[length++] = (byte)'.';
            return Append(target, length, whole < count ? digits[whole..] : "0"u8);
        }
        if (point <= 0 && point > -mostLeadingZeros - 1)
        {
            length = Append(target, length, "0."u8);
            target.Slice(length, -point).Fill((byte)'0');
            return Append(target, length - point, digits);
        }
        target[length++] = digits[0];
        if (count > 1)
        {
            target[length++] = (byte)'.';
            length = Append(target, length, digits[1..]);
        }
        target[length++] = (byte)'e';
        (point - 1).TryFormat(target[length..], out int exponentLength, default, CultureInfo.InvariantCulture);
        return length + exponentLength;
    }

    /// <summary>Takes .NET's text apart: the value is 0.digits times ten to the power of <paramref name="point"/>, and the digits have no zeros around them.</summary>
    private static void Split(ReadOnlySpan<byte> text, Span<byte> digits, out int count, out int point)
    {
        int exponentAt = text.IndexOf((byte)'E');
        int exponent = exponentAt < 0 ? 0 : int.Parse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        bool isFraction = false;
        count = 0;
        point = exponent;
        foreach (byte each in exponentAt < 0 ? text : text[..exponentAt])
        {
            switch (each)
            {
                case (byte)'-':
                    break;
                case (byte)'.':
                    isFraction = true;
                    break;
                case (byte)'0' when count == 0:
                    point -= isFraction ? 1 : 0;
                    break;
                default:
                    digits[count++] = each;
                    point += isFraction ? 0 : 1;
                    break;
            }
        }
        while (count > 0 && digits[count - 1] == '0')
        {
            count--;
        }
    }

    private static int Append(Span<byte> target, int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(target[length..]);
        return length + text.Length;
    }
}

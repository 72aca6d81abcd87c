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
        Span<byte> shortest = stackalloc byte[LongestBytes];
        // Invariant: the shortest form has at most 17 digits, a sign, a point, leading zeros and an exponent of three digits.
        if (!value.TryFormat(shortest, out int length, "R", CultureInfo.InvariantCulture))
        {
            throw new UnreachableException("A number took more than 40 bytes.");
        }
        bool isDouble = typeof(T) == typeof(double);
        return Lay(shortest[..length], target, mostPlainDigits: isDouble ? 16 : 13, mostLeadingZeros: isDouble ? 4 : 5);
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

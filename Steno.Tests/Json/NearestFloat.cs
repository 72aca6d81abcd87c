using System.Globalization;
using System.Numerics;

namespace Steno.Tests.Json;

/// <summary>Which double or float is nearest to a decimal text, in exact arithmetic; of two that are equally near, the even one.</summary>
internal static class NearestFloat
{
    // Every parser reads shorter texts exactly. With a larger exponent a text is zero or infinite, unless it has hundreds of digits.
    private const int HardDigits = 16;
    private const int LargestExponent = 400;

    /// <param name="text">A number as in JSON.</param>
    /// <param name="close">A finite value at most one step away from the nearest.</param>
    public static T Of<T>(string text, T close)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        int exponentAt = text.AsSpan().IndexOfAny('e', 'E');
        string mantissa = exponentAt < 0 ? text : text[..exponentAt];
        BigInteger exponent = exponentAt < 0 ? 0 : BigInteger.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int pointAt = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent -= pointAt < 0 ? 0 : mantissa.Length - pointAt - 1;
        if (mantissa.Length < HardDigits || BigInteger.Abs(exponent) > LargestExponent)
        {
            return close;
        }
        BigInteger digits = BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new[] { T.BitDecrement(close), close, T.BitIncrement(close) }
            .Where(T.IsFinite)
            .OrderBy(candidate => Distance(digits, (int)exponent, double.CreateChecked(candidate)))
            .ThenBy(IsOdd)
            .First();
    }

    /// <summary>How far digits times a power of ten is from the candidate; a multiple that is the same for all candidates.</summary>
    private static BigInteger Distance(BigInteger digits, int exponent, double candidate)
    {
        // The bits say the value as an integer times two to the power of -1074, the smallest one.
        long bits = BitConverter.DoubleToInt64Bits(candidate);
        int power = (int)(bits >> 52) & 0x7FF;
        BigInteger fraction = bits & ((1L << 52) - 1);
        BigInteger binary = power == 0 ? fraction : (fraction + (1L << 52)) << (power - 1);
        BigInteger scaled = digits << 1074;
        if (exponent < 0)
        {
            binary *= BigInteger.Pow(10, -exponent);
        }
        else
        {
            scaled *= BigInteger.Pow(10, exponent);
        }
        return BigInteger.Abs(scaled - (bits < 0 ? -binary : binary));
    }

    private static bool IsOdd<T>(T value)
        where T : struct, IBinaryFloatingPointIeee754<T>
        => value is double wide ? (BitConverter.DoubleToInt64Bits(wide) & 1) != 0 : (BitConverter.SingleToInt32Bits(float.CreateChecked(value)) & 1) != 0;
}

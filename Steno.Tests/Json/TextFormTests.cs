using System.Globalization;
using System.Text;
using Steno.Json;
using Xunit;

namespace Steno.Tests.Json;

/// <summary>The values that are written and read in whole registers: every length, and something unfitting at every place.</summary>
public sealed class TextFormTests
{
    private static readonly Random s_random = new(20261123);

    [Fact]
    public void Integers_OfEveryLength_AreTheirDigits()
    {
        foreach (ulong value in Numbers())
        {
            Require(value);
            Require((long)value);
            Require((uint)value);
            Require((int)value);
            Require((short)value);
            Require((byte)value);
            Require((sbyte)value);
        }
    }

    [Fact]
    public void Integer_FollowedByAnything_EndsWithItsDigits()
    {
        foreach (ulong value in Numbers().Take(2_000))
        {
            foreach (string behind in new[] { "", ",", "]", " ", ":", "/", "a", "\u00B9" })
            {
                string text = value.ToString(CultureInfo.InvariantCulture) + behind;
                bool isAlone = behind.Length == 0 || behind == " ";
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                if (isAlone)
                {
                    Assert.Equal(value, StenoJson.Deserialize<ulong, IntegerCodec<ulong>>(utf8));
                }
                else
                {
                    Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<ulong, IntegerCodec<ulong>>(utf8));
                }
                byte[] item = Encoding.UTF8.GetBytes($"[{value},{value}]");
                Assert.Equal([value, value], StenoJson.Deserialize<ulong[], ArrayCodec<ulong, IntegerCodec<ulong>>>(item));
            }
        }
    }

    [Theory]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999")]
    [InlineData("184467440737095516150")]
    [InlineData("340282366920938463463374607431768211456")]
    public void Integer_ThatDoesNotFit_IsRefused(string text)
        => Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<ulong, IntegerCodec<ulong>>(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Doubles_OfFewDigits_AreThoseDigits()
    {
        for (int i = 0; i < 200_000; i++)
        {
            int places = s_random.Next(0, 8);
            long digits = s_random.NextInt64(1L << s_random.Next(1, 50));
            decimal exact = new decimal((int)(digits & 0xFFFF_FFFF), (int)(digits >> 32), 0, i % 2 == 0, (byte)places);
            double value = (double)exact;
            string text = Encoding.UTF8.GetString(StenoJson.Serialize<double, FloatCodec<double>>(value));
            Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
            if (Math.Abs(value) is >= 1e-5 or 0)
            {
                string expected = (exact / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
                string sign = double.IsNegative(value) && !expected.StartsWith('-') ? "-" : "";
                Assert.Equal(sign + expected + (expected.Contains('.') ? "" : ".0"), text);
            }
        }
    }

    [Fact]
    public void Doubles_OfAllKinds_HaveTheFewestDigitsThatReadBack()
    {
        for (int i = 0; i < 200_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(s_random.NextInt64(long.MinValue, long.MaxValue));
            if (i % 2 == 0)
            {
                // Where the short way is tried and fails as often as not.
                value = Math.Round(s_random.NextDouble() * Math.Pow(10, s_random.Next(16)), s_random.Next(8));
                value = i % 4 == 0 ? Math.BitIncrement(value) : value;
            }
            if (!double.IsFinite(value))
            {
                continue;
            }
            string text = Encoding.UTF8.GetString(StenoJson.Serialize<double, FloatCodec<double>>(value));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
            Assert.Equal(Digits(value.ToString("R", CultureInfo.InvariantCulture)), Digits(text));
        }
    }

    [Fact]
    public void Strings_WithSomethingAtEveryPlace_AreEscapedThereAndNowhereElse()
    {
        string[] guests = ["", "\"", "\\", "\n", "\u0000", "\u001F", " ", "\u007F", "\u0080", "ä", "€", "\uD83D\uDE00", "\uFFFF", "\"\""];
        for (int length = 0; length <= 40; length++)
        {
            foreach (string guest in guests)
            {
                for (int place = 0; place <= length; place++)
                {
                    string value = new string('x', length).Insert(place, guest);
                    byte[] text = StenoJson.Serialize<string, StringCodec>(value);
                    Assert.Equal(Escaped(value), Encoding.UTF8.GetString(text));
                    Assert.Equal(value, StenoJson.Deserialize<string, StringCodec>(text));
                }
            }
        }
    }

    [Fact]
    public void String_WithALoneSurrogateAtAnyPlace_IsRefused()
    {
        for (int place = 0; place <= 20; place++)
        {
            string value = new string('x', 20).Insert(place, "\uD800");
            StenoJsonException error = Assert.Throws<StenoJsonException>(() => StenoJson.Serialize<string, StringCodec>(value));
            Assert.Contains("lone surrogate", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Uuids_AreTheirText_AndNothingElse()
    {
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < 10_000; i++)
        {
            s_random.NextBytes(bytes);
            Guid value = new(bytes);
            byte[] text = StenoJson.Serialize<Guid, GuidCodec>(value);
            Assert.Equal($"\"{value:D}\"", Encoding.UTF8.GetString(text));
            Assert.Equal(value, StenoJson.Deserialize<Guid, GuidCodec>(text));
            Assert.Equal(value, StenoJson.Deserialize<Guid, GuidCodec>(Encoding.UTF8.GetBytes($"\"{value.ToString("D").ToUpperInvariant()}\"")));
        }
    }

    [Fact]
    public void Uuid_WithAnotherCharacterAtAnyPlace_IsRefused()
    {
        byte[] good = StenoJson.Serialize<Guid, GuidCodec>(new Guid("01234567-89ab-cdef-0123-456789abcdef"));
        for (int place = 0; place < good.Length; place++)
        {
            for (int other = 0; other < 256; other++)
            {
                byte[] text = [.. good];
                text[place] = (byte)other;
                bool isHyphen = good[place] == '-';
                bool isQuote = good[place] == '"';
                bool fits = isHyphen || isQuote ? other == good[place] : char.IsAsciiHexDigit((char)other);
                if (fits)
                {
                    Assert.Equal(Guid.Parse(Encoding.UTF8.GetString(text).Trim('"')), StenoJson.Deserialize<Guid, GuidCodec>(text));
                }
                else
                {
                    Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<Guid, GuidCodec>(text));
                }
            }
        }
    }

    private static IEnumerable<ulong> Numbers()
    {
        for (ulong power = 1; ; power *= 10)
        {
            yield return power - 1;
            yield return power;
            yield return power + 1;
            yield return power * 5;
            if (power > ulong.MaxValue / 10)
            {
                break;
            }
        }
        for (int bits = 0; bits < 64; bits++)
        {
            yield return 1UL << bits;
            yield return (1UL << bits) - 1;
            yield return ulong.MaxValue >> bits;
        }
        for (int i = 0; i < 20_000; i++)
        {
            yield return (ulong)s_random.NextInt64(long.MinValue, long.MaxValue) >> s_random.Next(64);
        }
    }

    private static void Require<T>(T value)
        where T : struct, System.Numerics.IBinaryInteger<T>
    {
        byte[] text = StenoJson.Serialize<T, IntegerCodec<T>>(value);
        Assert.Equal(value.ToString(null, CultureInfo.InvariantCulture), Encoding.UTF8.GetString(text));
        Assert.Equal(value, StenoJson.Deserialize<T, IntegerCodec<T>>(text));
    }

    /// <summary>The digits of a number without sign, point, exponent and the zeros around them.</summary>
    private static string Digits(string text)
    {
        int exponent = text.IndexOfAny(['e', 'E']);
        string digits = (exponent < 0 ? text : text[..exponent]).Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        return digits.Trim('0');
    }

    /// <summary>The plainest way of escaping.</summary>
    private static string Escaped(string value)
    {
        StringBuilder text = new("\"");
        foreach (char each in value)
        {
            text.Append(each switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                < ' ' => $"\\u{(int)each:x4}",
                _ => each.ToString(),
            });
        }
        return text.Append('"').ToString();
    }
}

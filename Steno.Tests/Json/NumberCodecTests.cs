using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Json;

public class NumberCodecTests
{
    // The texts are those of serde_json, which takes them from the crate ryu.
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(-12.34, "-12.34")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.00001, "0.00001")]
    [InlineData(0.000001, "1e-6")]
    [InlineData(123e-9, "1.23e-7")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e16")]
    [InlineData(1234567890123456.0, "1234567890123456.0")]
    [InlineData(12345678901234567.0, "1.2345678901234568e16")]
    [InlineData(double.MaxValue, "1.7976931348623157e308")]
    [InlineData(double.Epsilon, "5e-324")]
    [InlineData(2.2250738585072014e-308, "2.2250738585072014e-308")]
    public void Double_RoundTrips_InSerdesForm(double value, string text) => CodecAssert.RoundTrips<double, FloatCodec<double>>(text, value);

    [Theory]
    [InlineData(0.1f, "0.1")]
    [InlineData(16777216f, "16777216.0")]
    [InlineData(1e13f, "1e13")]
    [InlineData(1e-6f, "0.000001")]
    [InlineData(1e-7f, "1e-7")]
    [InlineData(float.MaxValue, "3.4028235e38")]
    public void Single_RoundTrips_InSerdesForm(float value, string text) => CodecAssert.RoundTrips<float, FloatCodec<float>>(text, value);

    [Fact]
    public void Double_WrittenByTheRustCrate_HasTheSameBytesFromUs()
    {
        int count = 0;
        foreach (JsonElement line in GoldenFiles.Cases("json-values.jsonl"))
        {
            if (line.GetProperty("result").TryGetProperty("ok", out JsonElement written)
                && written.GetString()! is { } text && text.AsSpan().ContainsAny('.', 'e')
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                Assert.Equal(text, Encoding.UTF8.GetString(StenoJson.Serialize<double, FloatCodec<double>>(value)));
                count++;
            }
        }
        Assert.InRange(count, 5, int.MaxValue);
    }

    [Fact]
    public void AnyDouble_RoundTrips_BitForBit()
        => Gen.Double.Sample(value =>
        {
            if (double.IsFinite(value))
            {
                byte[] text = StenoJson.Serialize<double, FloatCodec<double>>(value);
                Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(StenoJson.Deserialize<double, FloatCodec<double>>(text)));
                Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
                Assert.True(RawJson.TryParse(text, out _), Encoding.UTF8.GetString(text));
            }
        });

    [Fact]
    public void AnySingle_RoundTrips_BitForBit()
        => Gen.UInt.Sample(bits =>
        {
            float value = BitConverter.UInt32BitsToSingle(bits);
            if (float.IsFinite(value))
            {
                byte[] text = StenoJson.Serialize<float, FloatCodec<float>>(value);
                Assert.Equal(bits, BitConverter.SingleToUInt32Bits(StenoJson.Deserialize<float, FloatCodec<float>>(text)));
            }
        });

    [Theory]
    // Halfway cases, where wrong rounding shows.
    [InlineData("9007199254740993", 9007199254740992.0)]
    [InlineData("9007199254740993.00000000000000000000000000000001", 9007199254740994.0)]
    // System.Text.Json gives the next one.
    [InlineData("84018446744073709551616.0", 84018446744073701163008.0)]
    [InlineData("2.2250738585072011e-308", 2.225073858507201e-308)]
    [InlineData("5e-325", 0.0)]
    [InlineData("1", 1.0)]
    [InlineData("1E+2", 100.0)]
    public void Double_InOtherForms_IsRoundedCorrectly(string text, double value) => CodecAssert.Reads<double, FloatCodec<double>>(text, value);

    [Fact]
    public void Double_HalfwayBetweenTwo_IsTheEvenOne()
        => Gen.Select(Gen.Long[1L << 52, (1L << 53) - 1], Gen.Int[1, 900], Gen.OneOf("", ".0", ".0000000000", ".000000000000000000000000001")).Sample((digits, power, tail) =>
        {
            string text = (((new BigInteger(digits) * 2) + 1) << (power - 1)).ToString(CultureInfo.InvariantCulture) + tail;
            bool isUp = digits % 2 == 1 || tail.EndsWith('1');
            double expected = (double)(isUp ? digits + 1 : digits) * Math.Pow(2, power);
            Assert.Equal(expected, StenoJson.Deserialize<double, FloatCodec<double>>(Encoding.UTF8.GetBytes(text)));
            Assert.Equal(expected, NearestFloat.Of(text, digits * Math.Pow(2, power)));
        });

    [Theory]
    [InlineData("1e309", 0, "number out of range for Double")]
    [InlineData(" NaN", 1, "expected a number")]
    [InlineData("\"1\"", 0, "expected a number")]
    [InlineData("01", 0, "expected a number")]
    [InlineData("1.", 0, "expected a number")]
    [InlineData("", 0, "expected a number")]
    public void Double_Wrong_IsRefusedAtItsPlace(string text, int offset, string reason) => CodecAssert.Refuses<double, FloatCodec<double>>(text, offset, reason);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void NotFinite_Written_IsRefused(double value)
    {
        Assert.Throws<StenoJsonException>(() => StenoJson.Serialize<double, FloatCodec<double>>(value));
        Assert.Throws<StenoJsonException>(() => StenoJson.Serialize<float, FloatCodec<float>>((float)value));
    }

    [Fact]
    public void Decimal_RoundTrips_WithItsScale()
    {
        CodecAssert.RoundTrips<decimal, DecimalCodec>("1.10", 1.10m);
        CodecAssert.RoundTrips<decimal, DecimalCodec>("-79228162514264337593543950335", decimal.MinValue);
        CodecAssert.RoundTrips<decimal, DecimalCodec>("0.0000000000000000000000000001", 0.0000000000000000000000000001m);
        CodecAssert.Reads<decimal, DecimalCodec>("1e3", 1000m);
        CodecAssert.Refuses<decimal, DecimalCodec>("1e29", 0, "number out of range for Decimal");
        Gen.Decimal.Sample(value => Assert.Equal(value, StenoJson.Deserialize<decimal, DecimalCodec>(StenoJson.Serialize<decimal, DecimalCodec>(value))));
    }
}

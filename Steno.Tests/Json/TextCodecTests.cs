using System.Text;
using CsCheck;
using Steno.Json;

namespace Steno.Tests.Json;

public class TextCodecTests
{
    [Fact]
    public void DateTime_OfEachKind_RoundTrips()
    {
        DateTime plain = new(2024, 12, 31, 23, 59, 59);
        CodecAssert.RoundTrips<DateTime, DateTimeCodec>("\"2024-12-31T23:59:59\"", plain);
        CodecAssert.RoundTrips<DateTime, DateTimeCodec>("\"2024-12-31T23:59:59Z\"", DateTime.SpecifyKind(plain, DateTimeKind.Utc));
        CodecAssert.RoundTrips<DateTime, DateTimeCodec>("\"2024-12-31T23:59:59.1234567Z\"", DateTime.SpecifyKind(plain.AddTicks(1234567), DateTimeKind.Utc));
        CodecAssert.RoundTrips<DateTime, DateTimeCodec>("\"2024-12-31T23:59:59.05Z\"", DateTime.SpecifyKind(plain.AddMilliseconds(50), DateTimeKind.Utc));
        CodecAssert.Reads<DateTime, DateTimeCodec>("\"2024-12-31T23:59\\u003a59Z\"", DateTime.SpecifyKind(plain, DateTimeKind.Utc));
        Assert.Equal(DateTimeKind.Utc, StenoJson.Deserialize<DateTime, DateTimeCodec>("\"2024-12-31T23:59:59Z\""u8.ToArray()).Kind);
        DateTime local = plain.ToLocalTime();
        Assert.Equal(local, StenoJson.Deserialize<DateTime, DateTimeCodec>(StenoJson.Serialize<DateTime, DateTimeCodec>(local)));
    }

    [Fact]
    public void DateTimeOffset_RoundTrips()
    {
        CodecAssert.RoundTrips<DateTimeOffset, DateTimeOffsetCodec>("\"2024-12-31T23:59:59.5+01:30\"", new(2024, 12, 31, 23, 59, 59, 500, new TimeSpan(1, 30, 0)));
        CodecAssert.RoundTrips<DateTimeOffset, DateTimeOffsetCodec>("\"0001-01-01T00:00:00+00:00\"", DateTimeOffset.MinValue);
        CodecAssert.Reads<DateTimeOffset, DateTimeOffsetCodec>("\"2024-12-31T23:59:59Z\"", new(2024, 12, 31, 23, 59, 59, TimeSpan.Zero));
        Gen.DateTimeOffset.Sample(value => Assert.Equal(value, Again<DateTimeOffset, DateTimeOffsetCodec>(value)));
    }

    [Fact]
    public void DatesTimesAndSpans_RoundTrip()
    {
        CodecAssert.RoundTrips<DateOnly, DateOnlyCodec>("\"2024-02-29\"", new(2024, 2, 29));
        CodecAssert.RoundTrips<TimeOnly, TimeOnlyCodec>("\"23:59:59\"", new(23, 59, 59));
        CodecAssert.RoundTrips<TimeOnly, TimeOnlyCodec>("\"00:00:00.0000001\"", new(1));
        CodecAssert.RoundTrips<TimeSpan, TimeSpanCodec>("\"01:02:03\"", new(1, 2, 3));
        CodecAssert.RoundTrips<TimeSpan, TimeSpanCodec>("\"-1.00:00:00\"", TimeSpan.FromDays(-1));
        CodecAssert.RoundTrips<TimeSpan, TimeSpanCodec>("\"1.02:03:04.5\"", new(1, 2, 3, 4, 500));
        CodecAssert.RoundTrips<TimeSpan, TimeSpanCodec>("\"-10675199.02:48:05.4775808\"", TimeSpan.MinValue);
        Gen.TimeSpan.Sample(value => Assert.Equal(value, Again<TimeSpan, TimeSpanCodec>(value)));
        Gen.TimeOnly.Sample(value => Assert.Equal(value, Again<TimeOnly, TimeOnlyCodec>(value)));
        Gen.DateOnly.Sample(value => Assert.Equal(value, Again<DateOnly, DateOnlyCodec>(value)));
    }

    [Fact]
    public void CharUriAndVersion_RoundTrip()
    {
        CodecAssert.RoundTrips<char, CharCodec>("\"x\"", 'x');
        CodecAssert.RoundTrips<char, CharCodec>("\"\\n\"", '\n');
        CodecAssert.RoundTrips<char, CharCodec>("\"ß\"", 'ß');
        CodecAssert.RoundTrips<Uri, UriCodec>("\"https://example.org/a?b=c%20d\"", new("https://example.org/a?b=c%20d"));
        CodecAssert.RoundTrips<Uri, UriCodec>("\"a/b\"", new("a/b", UriKind.Relative));
        CodecAssert.RoundTrips<Version, VersionCodec>("\"1.2.3.4\"", new(1, 2, 3, 4));
        CodecAssert.RoundTrips<Version, VersionCodec>("\"0.1\"", new(0, 1));
    }

    [Fact]
    public void Bytes_RoundTripAsBase64()
    {
        CodecAssert.RoundTrips<byte[], ByteArrayCodec>("\"AAEC/w==\"", [0, 1, 2, 255]);
        CodecAssert.RoundTrips<byte[], ByteArrayCodec>("\"\"", []);
        CodecAssert.Reads<byte[], ByteArrayCodec>("\"AAEC\\/w==\"", [0, 1, 2, 255]);
        Gen.Byte.Array[0, 2000].Sample(value =>
        {
            Assert.Equal(value, Again<byte[], ByteArrayCodec>(value));
            Assert.Equal(value, Again<ReadOnlyMemory<byte>, ByteMemoryCodec>(value).ToArray());
        });
    }

    [Fact]
    public void WrongText_IsRefusedAtItsPlace()
    {
        CodecAssert.Refuses<DateTime, DateTimeCodec>(" \"2024-13-31T23:59:59Z\"", 1, "expected a date and time as 2024-12-31T23:59:59Z");
        CodecAssert.Refuses<DateTime, DateTimeCodec>("\"\"", 0, "expected a date and time as 2024-12-31T23:59:59Z");
        CodecAssert.Refuses<DateTimeOffset, DateTimeOffsetCodec>("\"yesterday\"", 0, "expected a date and time as 2024-12-31T23:59:59+01:00");
        CodecAssert.Refuses<DateOnly, DateOnlyCodec>("\"2024-2-29\"", 0, "expected a date as 2024-12-31");
        CodecAssert.Refuses<DateOnly, DateOnlyCodec>("\"2023-02-29\"", 0, "expected a date as 2024-12-31");
        CodecAssert.Refuses<DateOnly, DateOnlyCodec>("20240229", 0, "expected a string");
        CodecAssert.Refuses<TimeOnly, TimeOnlyCodec>("\"24:00:00\"", 0, "expected a time as 23:59:59");
        CodecAssert.Refuses<TimeOnly, TimeOnlyCodec>("\"23:00:00.\"", 0, "expected a time as 23:59:59");
        CodecAssert.Refuses<TimeOnly, TimeOnlyCodec>("\"1:00:00\"", 0, "expected a time as 23:59:59");
        CodecAssert.Refuses<TimeSpan, TimeSpanCodec>("\"5\u00e4\"", 0, "expected a time span as 1.23:59:59");
        foreach (string wrong in (string[])["5", "1:02:03", "01:02", "1.2:03:04", ".01:02:03", "--1.00:00:00", "24:00:00", "00:60:00", "00:00:00.", "00:00:00.12345678", "00:00:00x", "+1.00:00:00", "99999999.00:00:00"])
        {
            CodecAssert.Refuses<TimeSpan, TimeSpanCodec>($"\"{wrong}\"", 0, "expected a time span as 1.23:59:59");
        }
        CodecAssert.Refuses<char, CharCodec>("\"\"", 0, "expected a string of one character");
        CodecAssert.Refuses<char, CharCodec>("\"xy\"", 0, "expected a string of one character");
        CodecAssert.Refuses<char, CharCodec>("\"😀\"", 0, "expected a string of one character");
        CodecAssert.Refuses<Version, VersionCodec>("  \"1.+2\"", 2, "expected a version as 1.2.3");
        CodecAssert.Refuses<Version, VersionCodec>("\"1\"", 0, "expected a version as 1.2.3");
        CodecAssert.Refuses<byte[], ByteArrayCodec>("\"AAE\"", 0, "expected base64");
        CodecAssert.Refuses<byte[], ByteArrayCodec>("\"A A E=\"", 0, "expected base64");
    }

    [Fact]
    public void HalfASurrogatePair_Written_IsRefused()
        => Assert.Throws<StenoJsonException>(() => StenoJson.Serialize<char, CharCodec>('\uD800'));

    [Fact]
    public void Null_Written_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => StenoJson.Serialize<byte[], ByteArrayCodec>(null!));
        Assert.Throws<ArgumentNullException>(() => StenoJson.Serialize<Uri, UriCodec>(null!));
        Assert.Throws<ArgumentNullException>(() => StenoJson.Serialize<Version, VersionCodec>(null!));
        Assert.Throws<ArgumentNullException>(() => StenoJson.Serialize<List<string>, ListCodec<string, StringCodec>>([null!]));
    }

    private static T Again<T, TCodec>(T value)
        where TCodec : IJsonCodec<T>
    {
        byte[] text = StenoJson.Serialize<T, TCodec>(value);
        T slow = StenoJson.DeserializeAnyForm<T, TCodec>(text);
        Assert.True(StenoJson.TryDeserializeExpected<T, TCodec>(text, out _), Encoding.UTF8.GetString(text));
        return slow;
    }
}

// The corners where JSON readers disagree, each on a type of a user's and in raw JSON.

using System.Text;
using Steno.Json;

namespace Steno.Tests.Json;

public class JsonCornerTests
{
    private const string Text = "{\"value\":\"@\",\"more\":[]}";

    [Theory]
    [InlineData("\\ud83d\\ude00", "😀")]
    [InlineData("\\u0000\\u001f", "\0\u001f")]
    [InlineData("\\/\\b\\f\\n\\r\\t\\\"\\\\", "/\b\f\n\r\t\"\\")]
    [InlineData("\u007f\u0080\u2028\uffff", "\u007f\u0080\u2028\uffff")]
    public void GoodText_IsRead(string json, string expected)
        => Assert.Equal(expected, StenoJson.Deserialize<Shapes.Box<string>>(Encoding.UTF8.GetBytes(Text.Replace("@", json, StringComparison.Ordinal))).Value);

    [Theory]
    [InlineData("\\ud83d")]
    [InlineData("\\ude00")]
    [InlineData("\\ude00\\ud83d")]
    [InlineData("\\ud83d\\ud83d\\ude00")]
    [InlineData("\\ud83dx")]
    [InlineData("\\u12")]
    [InlineData("\\u12g4")]
    [InlineData("\\x41")]
    [InlineData("\\")]
    [InlineData("\n")]
    [InlineData("\0")]
    public void BadText_IsRefused(string json) => Refused(Encoding.UTF8.GetBytes(Text.Replace("@", json, StringComparison.Ordinal)));

    [Theory]
    // Half a surrogate pair in UTF-8, overlong forms of /, NUL and U+FFFF, beyond U+10FFFF, cut short, a lone continuation, bytes that are in no UTF-8.
    [InlineData("EDA080")]
    [InlineData("EDB080")]
    [InlineData("EDB080EDA080")]
    [InlineData("EDA081EDB080")]
    [InlineData("C0AF")]
    [InlineData("C080")]
    [InlineData("E080AF")]
    [InlineData("F08FBFBF")]
    [InlineData("F4908080")]
    [InlineData("F5808080")]
    [InlineData("E282")]
    [InlineData("80")]
    [InlineData("FE")]
    [InlineData("FF")]
    public void BadUtf8_IsRefused(string hex)
    {
        byte[] text = Encoding.UTF8.GetBytes(Text);
        int at = Array.IndexOf(text, (byte)'@');
        Refused([.. text[..at], .. Convert.FromHexString(hex), .. text[(at + 1)..]]);
        byte[] raw = [(byte)'"', .. Convert.FromHexString(hex), (byte)'"'];
        Assert.False(RawJson.TryParse(raw, out _));
    }

    [Theory]
    [InlineData("\uFEFF{\"value\":1,\"more\":[]}")]
    [InlineData("\0{\"value\":1,\"more\":[]}")]
    [InlineData("{\"value\":1,\"more\":[]}\0")]
    [InlineData("{\"value\":1,\"more\":[]}{}")]
    [InlineData("{\"value\":1,\"more\":[],}")]
    [InlineData("{\"value\":1,\"more\":[1,]}")]
    [InlineData("{\"value\":1,\"more\":[,1]}")]
    [InlineData("{\"value\":1,,\"more\":[]}")]
    [InlineData("{\"value\":1 \"more\":[]}")]
    [InlineData("{\"value\":1,\"value\":1,\"more\":[]}")]
    [InlineData("{\"value\":1,\"v\\u0061lue\":1,\"more\":[]}")]
    [InlineData("{\"value\":1}")]
    [InlineData("{value:1,\"more\":[]}")]
    [InlineData("{\"value\":1,\"more\":[]} // end")]
    [InlineData("{\"value\":\u00a01,\"more\":[]}")]
    [InlineData("{\"value\":NaN,\"more\":[]}")]
    [InlineData("{\"value\":Infinity,\"more\":[]}")]
    [InlineData("{\"value\":-,\"more\":[]}")]
    [InlineData("{\"value\":+1,\"more\":[]}")]
    [InlineData("{\"value\":.5,\"more\":[]}")]
    [InlineData("{\"value\":1e,\"more\":[]}")]
    [InlineData("{\"value\":0x1,\"more\":[]}")]
    [InlineData("")]
    [InlineData(" ")]
    public void BadDocument_IsRefused(string json)
        => Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<Shapes.Box<double>>(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("9007199254740991", 9007199254740991)]
    [InlineData("9007199254740992", 9007199254740992)]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Integer_AtALimit_IsExact(string json, long expected) => CodecAssert.RoundTrips<long, IntegerCodec<long>>(json, expected);

    [Fact]
    public void UnsignedInteger_AtItsLimit_IsExact() => CodecAssert.RoundTrips<ulong, IntegerCodec<ulong>>("18446744073709551615", ulong.MaxValue);

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551616")]
    [InlineData("1e400")]
    [InlineData("1.0")]
    [InlineData("1e2")]
    [InlineData("-0")]
    [InlineData("01")]
    public void Integer_ThatIsNone_IsRefused(string json)
        => Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<long, IntegerCodec<long>>(Encoding.UTF8.GetBytes(json)));

    [Theory]
    // After a case that breaks off, another one is no fresh start.
    [InlineData("{\"Some\":{\"x\":1,\"y\":null,\"box\":{\"value\":1,\"more\":[5{\"Many\":[]}")]
    [InlineData("{\"Some\":{\"x\":{\"Many\":[]}")]
    [InlineData("{\"Many\":[\"Nothing\"\"Nothing\"")]
    [InlineData("{\"Many\":[{\"Many\":\"Nothing\"]}")]
    public void BrokenCase_FollowedByAGoodOne_IsRefused(string json)
        => Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<Shapes.Choice>(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("{\"succeeded\":\"started\"")]
    [InlineData("{\"failed\":{\"succeeded\":1}")]
    [InlineData("{\"failed\":\"started\"")]
    public void BrokenEvent_FollowedByAGoodOne_IsRefused(string type)
        => Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<SagaNodeEvent>(
            Encoding.UTF8.GetBytes($$"""{"saga_id":"{{Guid.Empty}}","node_id":1,"event_type":{{type}}}""")));

    [Fact]
    public void Depth_From1To10000_IsAcceptedUpTo127AndNeverExhaustsTheStack()
    {
        foreach (int levels in Enumerable.Range(1, 140).Append(1_000).Append(10_000))
        {
            byte[] raw = Encoding.UTF8.GetBytes(RawJsonTests.Nested(levels));
            Assert.Equal(levels <= 127, RawJson.TryParse(raw, out _));
            // Each case is an object around an array.
            byte[] tree = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"Many\":[", levels)) + string.Concat(Enumerable.Repeat("]}", levels)));
            if (levels * 2 <= 127)
            {
                Assert.Equal(tree, StenoJson.Serialize(StenoJson.Deserialize<Shapes.Choice>(tree)));
            }
            else
            {
                Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<Shapes.Choice>(tree));
                Assert.Throws<StenoJsonException>(() => StenoJson.DeserializeAnyForm<Shapes.Choice, Shapes.Choice>(tree));
            }
        }
    }

    [Fact]
    public void String_Of100Megabytes_ComesBack()
    {
        string value = new string('a', 100_000_000 - 1) + "\n";
        byte[] text = StenoJson.Serialize<string, StringCodec>(value);
        Assert.Equal(value.Length + 3, text.Length);
        Assert.True(value == StenoJson.Deserialize<string, StringCodec>(text));
    }

    private static void Refused(byte[] text)
    {
        Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<Shapes.Box<string>>(text));
        Assert.False(RawJson.TryParse(text, out _));
    }
}

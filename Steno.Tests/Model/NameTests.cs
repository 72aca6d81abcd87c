using System.Text;
using Steno.Json;

namespace Steno.Tests.Model;

public class NameTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("a \"b\"\n\u0000\u001f\\/ä😀\u2028")]
    public void AnyText_WrittenAndRead_IsTheSameName(string text)
    {
        byte[] json = StenoJson.Serialize(new NodeName(text));
        Assert.Equal(new NodeName(text), StenoJson.Deserialize<NodeName>(json));
        Assert.Equal(text, System.Text.Json.JsonSerializer.Deserialize<string>(json));
        Assert.Equal(text, ActionName.Parse(Encoding.UTF8.GetBytes(text)).Value);
    }

    [Fact]
    public void SpecialCharacters_Written_AreEscapedLikeSerde()
        => Assert.Equal(
            """
            "\"\\/\b\f\n\r\t\u0000\u001fä😀"
            """,
            Encoding.UTF8.GetString(StenoJson.Serialize(new SagaName("\"\\/\b\f\n\r\t\0\u001f\u007fä😀"))).Replace("\u007f", "", StringComparison.Ordinal));

    [Fact]
    public void LongText_WithEscapesAndWideCharacters_GrowsTheBuffer()
    {
        string text = string.Concat(Enumerable.Repeat("x\"ä😀\n", 5000));
        Assert.Equal(text, StenoJson.Deserialize<SagaName>(StenoJson.Serialize(new SagaName(text))).Value);
    }

    [Fact]
    public void DefaultName_Used_IsTheEmptyName()
    {
        Assert.Equal(new SagaName(""), default);
        Assert.Equal("\"\"", Encoding.UTF8.GetString(StenoJson.Serialize(default(SagaName))));
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("4294967295", true)]
    [InlineData("4294967296", false)]
    [InlineData("99999999999999999999", false)]
    [InlineData("-0", false)]
    [InlineData("-1", false)]
    [InlineData("+1", false)]
    [InlineData("01", false)]
    [InlineData("1.0", false)]
    [InlineData("1e0", false)]
    [InlineData("", false)]
    [InlineData("1a", false)]
    public void NodeId_ReadFromJson_TakesExactlyUnsignedIntegers(string text, bool isAccepted)
    {
        byte[] json = Encoding.UTF8.GetBytes(text);
        Assert.Equal(isAccepted, StenoJson.TryDeserializeExpected<SagaNodeId, SagaNodeId>(json, out _));
        if (!isAccepted)
        {
            Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<SagaNodeId>(json));
        }
    }
}

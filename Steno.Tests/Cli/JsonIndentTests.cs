using System.Text;
using Steno.Cli.Demo;

namespace Steno.Tests.Cli;

public class JsonIndentTests
{
    [Theory]
    [InlineData("null", "null\n")]
    [InlineData("[]", "[]\n")]
    [InlineData("{ }", "{}\n")]
    [InlineData("[1.50,-0,true]", "[\n  1.50,\n  -0,\n  true\n]\n")]
    [InlineData("""{"a":{},"b":[{"c":""}]}""", "{\n  \"a\": {},\n  \"b\": [\n    {\n      \"c\": \"\"\n    }\n  ]\n}\n")]
    [InlineData("""{"a\"{[,:":"\\","b":" , "}""", "{\n  \"a\\\"{[,:\": \"\\\\\",\n  \"b\": \" , \"\n}\n")]
    [InlineData("[ 1 ,\n\t2 ]", "[\n  1,\n  2\n]\n")]
    public void Indent_BreaksBetweenTokensOnly(string json, string indented)
        => Assert.Equal(indented, Encoding.UTF8.GetString(JsonIndent.Indent(Encoding.UTF8.GetBytes(json))));
}

namespace Steno.Tests.Dags;

public class DagDotTests
{
    [Fact]
    public void ToDot_OfASagaWithEveryKindOfNode_IsThisText()
    {
        Dag inner = new DagBuilder(new SagaName("in \"ner\"")).Append(GoldenShapes.Act("s", "two\nlines \\ \t")).Build();
        SagaDag saga = new(
            new DagBuilder(new SagaName("dot")).Append(Node.Constant("p", RawJson.Parse("""{"n":"1\\2"}""")))
                .AppendParallel(GoldenShapes.Act("a", "say \"hé\""), Node.Subsaga("sub", inner, "p")).Append(GoldenShapes.Act("z")).Build(),
            default);
        Assert.Equal(
            """
            digraph {
                0 [ label = "(constant = {\"n\":\"1\\\\2\"})" ]
                1 [ label = "say \"hé\"" ]
                2 [ label = "(subsaga start: \"in \\\"ner\\\"\")" ]
                3 [ label = "two\llines \\ \\u0009" ]
                4 [ label = "(subsaga end)" ]
                5 [ label = "z" ]
                6 [ label = "(start node)" ]
                7 [ label = "(end node)" ]
                0 -> 1 [ ]
                0 -> 2 [ ]
                2 -> 3 [ ]
                3 -> 4 [ ]
                1 -> 5 [ ]
                4 -> 5 [ ]
                6 -> 0 [ ]
                5 -> 7 [ ]
            }

            """,
            saga.ToDot());
    }

    [Theory]
    [InlineData("plain 'é' 日本 😀", "\"plain 'é' 日本 😀\"")]
    [InlineData("\"\\\t\r\n\0", "\"\\\"\\\\\\t\\r\\n\\0\"")]
    [InlineData("\u0001\u007f\u200b\u00a0\u2028\ue000e\u0301", "\"\\u{1}\\u{7f}\\u{200b}\\u{a0}\\u{2028}\\u{e000}e\\u{301}\"")]
    public void Quote_EscapesWhatDoesNotPrint(string text, string quoted) => Assert.Equal(quoted, RustText.Quote(text));
}

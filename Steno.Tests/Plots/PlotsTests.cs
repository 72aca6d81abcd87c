using System.Globalization;
using System.Xml.Linq;
using Steno.Benchmarks.Plots;
using Steno.Tests.Disk;
using Steno.Tests.Json;

namespace Steno.Tests.Plots;

/// <summary>The charts of a claims run: complete, well-formed, where the values say, and the same bytes on every machine.</summary>
public sealed class PlotsTests
{
    private const string Lines = """
        {"claim":"store.curve.n1.steno","value":1000,"unit":"records/s","goal":null,"meets":null}
        {"claim":"store.curve.n16.steno","value":10000,"unit":"records/s","goal":null,"meets":null}
        {"claim":"store.curve.n1.rocksdb","value":1000,"unit":"records/s","goal":null,"meets":null}
        {"claim":"store.curve.n16.rocksdb","value":null,"unit":"records/s","goal":null,"meets":null}

        {"claim":"store.latency.half.steno.p50","value":150.5,"unit":"us","goal":null,"meets":null}
        {"claim":"store.latency.half.steno.p999","value":950,"unit":"us","goal":null,"meets":null}
        {"claim":"store.open.growth","value":1.4,"unit":"ratio","goal":2,"meets":true,"points":[[10000,0.027],[100000,0.031],[1000000,0.039]]}
        {"claim":"store.index.million","value":62.7,"unit":"B/saga","goal":64,"meets":true,"points":[[1000000,62.7]]}
        {"claim":"store.index.ten_million","value":62.4,"unit":"B/saga","goal":64,"meets":true,"points":[[10000000,62.4]]}
        {"claim":"executor.chain.growth","value":1.2,"unit":"ratio","goal":2,"meets":true,"points":[[100,1100],[100000,1300]]}
        """;

    [Fact]
    public void Charts_OfARunThatHasEverything_AreAllDrawn()
        => Assert.Equal(["throughput.svg", "latency.svg", "open.svg", "index.svg", "chain.svg"], Charts(Lines).Select(chart => chart.FileName));

    [Fact]
    public void Charts_OfClaimsThatNoChartShows_AreNone() => Assert.Empty(Charts("""{"claim":"enum.name.vs_enum","value":3}"""));

    [Fact]
    public void Throughput_OfAVoidClaim_LeavesThePointOut()
    {
        Chart chart = Charts(Lines)[0];
        Assert.Equal(["steno", "rocksdb"], chart.Series.Select(series => series.Name));
        Assert.Equal([(1.0, 1000.0), (16.0, 10000.0)], chart.Series[0].Points);
        Assert.Equal([(1.0, 1000.0)], chart.Series[1].Points);
    }

    [Fact]
    public void Index_OfTwoClaims_IsOneCurve()
        => Assert.Equal([(1e6, 62.7), (1e7, 62.4)], Assert.Single(Charts(Lines)[3].Series).Points);

    /// <summary>From 1 to 16 the logarithmic axis goes to 100: 16 is at 60.2% of it. The rate is at the top.</summary>
    [Fact]
    public void Svg_OfLogarithmicAxes_PutsPointsWhereTheirLogarithmsAre()
    {
        string svg = SvgChartWriter.Write(Charts(Lines)[0]);
        Assert.Contains("<path d=\"M80 380L399.09 44\" fill=\"none\"", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Svg_OfEveryChart_IsWellFormedAndInsideItsFrame()
    {
        foreach (Chart chart in Charts(Lines))
        {
            XElement root = XDocument.Parse(SvgChartWriter.Write(chart)).Root!;
            XNamespace svg = "http://www.w3.org/2000/svg";
            Assert.Equal(svg + "svg", root.Name);
            Assert.Equal(chart.Title, root.Element(svg + "title")!.Value);
            Assert.All(root.Elements(svg + "text").Where(text => text.Attribute("transform") is null), text =>
            {
                Assert.InRange(double.Parse(text.Attribute("x")!.Value, CultureInfo.InvariantCulture), 0, 760);
                Assert.InRange(double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture), 0, 440);
            });
            Assert.DoesNotContain("NaN", root.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Svg_OfNamesWithMarkup_EscapesThem()
    {
        Chart chart = Charts(Lines)[0] with { Title = "<a & \"b\">" };
        Assert.Equal("<a & \"b\">", XDocument.Parse(SvgChartWriter.Write(chart)).Root!.Elements().First().Value);
    }

    [Fact]
    public void Svg_UnderAnyCulture_HasTheSameBytes()
    {
        string[] expected = [.. Charts(Lines).Select(SvgChartWriter.Write)];
        Cultures.InEach(() => Assert.Equal(expected, Charts(Lines).Select(SvgChartWriter.Write)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"value":1}""")]
    [InlineData("""{"claim":"a","value":"b"}""")]
    [InlineData("""{"claim":"a","value":1,"points":[[1]]}""")]
    public void Read_OfSomethingElse_NamesTheLine(string line)
        => Assert.StartsWith("Line 2 is not a claim", Assert.Throws<FormatException>(() => Charts("{\"claim\":\"a\",\"value\":1}\n" + line)).Message, StringComparison.Ordinal);

    [Fact]
    public void Command_WritesEveryChart_AndSaysWhereTheyAre()
    {
        using TemporaryDirectory directory = new();
        string lines = directory["claims.jsonl"];
        File.WriteAllText(lines, Lines);
        var output = new StringWriter();
        Assert.Equal(0, PlotsCommand.Run([lines, "--out", directory["plots"]], output, TextWriter.Null));
        string[] written = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, written.Length);
        Assert.All(written, path => Assert.StartsWith("<svg ", File.ReadAllText(path), StringComparison.Ordinal));
    }

    [Fact]
    public void Command_ForWhatCannotBeDrawn_SaysSoByItsExitCode()
    {
        using TemporaryDirectory directory = new();
        var error = new StringWriter();
        Assert.Equal(2, PlotsCommand.Run(["claims.jsonl"], TextWriter.Null, error));
        Assert.Equal(1, PlotsCommand.Run([directory["none"], "--out", directory["plots"]], TextWriter.Null, error));
        File.WriteAllText(directory["empty"], "");
        Assert.Equal(1, PlotsCommand.Run([directory["empty"], "--out", directory["plots"]], TextWriter.Null, error));
        Assert.False(Directory.Exists(directory["plots"]));
    }

    private static Chart[] Charts(string lines) => [.. ChartCatalog.From(MeasuredClaims.Read(new StringReader(lines)))];
}

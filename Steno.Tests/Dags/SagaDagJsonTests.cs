using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Steno.Json;

namespace Steno.Tests.Dags;

public class SagaDagJsonTests
{
    private const string Action = """{"Action":{"name":"a","label":"l","action_name":"act"}}""";
    private const string Start = """{"Start":{"params":[1]}}""";
    private const string Edges = "[[1,0,null],[0,2,null]]";
    private const string Plain = $$"""{"saga_name":"s","graph":{"nodes":[{{Action}},{{Start}},"End"],"node_holes":[],"edge_property":"directed","edges":{{Edges}}},"start_node":1,"end_node":2}""";

    [Theory]
    [InlineData($$""" { "end_node" : 2 , "graph" : { "edges" : {{Edges}} , "edge_property" : "directed" , "nodes" : [ {{Action}} , {{Start}} , "End" ] } , "start_node" : 1, "saga_name" : "s" } """)]
    [InlineData("{\"\\u0073aga_name\":\"\\u0073\",\"graph\":{\"nodes\":[{\"\\u0041ction\":{\"n\\u0061me\":\"\\u0061\",\"label\":\"l\",\"action_name\":\"act\"}},{\"Start\":{\"params\":[1]}},\"En\\u0064\"],\"edge_property\":\"direct\\u0065d\",\"edges\":[[1,0,null],[0,2,null]]},\"start_node\":1,\"end_node\":2}")]
    [InlineData($$"""["s",[[{{Action}},{{Start}},"End"],[],"directed",{{Edges}}],1,2]""")]
    [InlineData($$$"""["s",[[{"Action":["a","l","act"]},{"Start":[[1]]},{"End":null}],[],{"directed":null},{{{Edges}}}],1,2]""")]
    [InlineData($$$"""{"x":1e999,"saga_name":"s","graph":{"x":{},"nodes":[{"Action":{"x":0,"name":"a","label":"l","action_name":"act","y":["\ud800"]}},{{{Start}}},"End"],"edge_property":"directed","edges":{{{Edges}}}},"start_node":1,"end_node":2,"":3}""")]
    public void Parse_OfEveryFormThatSerdeReads_GivesTheSameSaga(string text)
    {
        SagaDag saga = StenoJson.Deserialize<SagaDag>(Encoding.UTF8.GetBytes(text));
        Assert.Equal(Plain, saga.ToJson().ToString());
        saga.Validate();
    }

    [Theory]
    [InlineData("\"saga_name\":\"s\",", "", "missing member saga_name")]
    [InlineData(",\"end_node\":2", "", "missing member end_node")]
    [InlineData(",\"start_node\":1", ",\"start_node\":1,\"start_node\":1", "duplicate member start_node")]
    [InlineData("\"edge_property\":\"directed\",", "", "missing member edge_property")]
    [InlineData("\"directed\"", "\"undirected\"", "directed")]
    [InlineData("\"directed\"", "{\"directed\":1}", "expected null")]
    [InlineData("\"node_holes\":[]", "\"node_holes\":[0]", "holes")]
    [InlineData("\"node_holes\":[]", "\"node_holes\":null", "expected an array")]
    [InlineData("\"node_holes\":[]", "\"node_holes\":[],\"node_holes\":[]", "duplicate member node_holes")]
    [InlineData("[0,2,null]", "null", "expected an array")]
    [InlineData("[0,2,null]", "[0,2]", "weight")]
    [InlineData("[0,2,null]", "[0,2,null,null]", "too many")]
    [InlineData("[0,2,null]", "[0,2,0]", "expected null")]
    [InlineData("[0,2,null]", "[-1,2,null]", "integer")]
    [InlineData("[0,2,null]", "[0,4294967296,null]", "integer")]
    [InlineData("[0,2,null]", "[0,2.0,null]", "integer")]
    [InlineData("\"start_node\":1", "\"start_node\":\"1\"", "integer")]
    [InlineData("\"label\":\"l\"", "\"label\":null", "expected a string")]
    [InlineData("\"label\":\"l\",", "", "missing member label")]
    [InlineData("\"label\":\"l\"", "\"label\":\"l\",\"label\":\"l\"", "duplicate member label")]
    [InlineData("\"params\":[1]", "", "missing member params")]
    [InlineData("{\"Action\":", "{\"action\":", "expected Start")]
    [InlineData("\"End\"", "\"Start\"", "needs a value")]
    [InlineData("\"End\"", "{\"End\":{}}", "expected null")]
    [InlineData("\"End\"", "{\"End\":null,\"x\":null}", "one case")]
    [InlineData("\"End\"", "{}", "expected a string")]
    [InlineData("\"End\"", "null", "expected a string or an object")]
    [InlineData("\"name\":\"a\"", "\"name\":\"\\ud800\"", "surrogate")]
    public void Parse_OfTextThatSerdeRefuses_SaysWhy(string from, string to, string reason)
    {
        Assert.Contains(from, Plain, StringComparison.Ordinal);
        byte[] text = Encoding.UTF8.GetBytes(Plain.Replace(from, to, StringComparison.Ordinal));
        StenoJsonException problem = Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<SagaDag>(text));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[\"a\",\"l\",\"act\"]", "[\"a\",\"l\",\"act\",0]", "too many")]
    [InlineData("[\"a\",\"l\",\"act\"]", "[\"a\",\"l\"]", "ends before action_name")]
    [InlineData("{\"Start\":[[1]]}", "{\"Start\":[]}", "ends before params")]
    [InlineData("[],\"directed\",", "\"directed\",", "expected an array")]
    [InlineData(",1,2]", ",1]", "ends before end_node")]
    [InlineData(",1,2]", ",1,2,3]", "too many")]
    public void Parse_OfAnArrayWithMissingOrExtraItems_SaysWhich(string from, string to, string reason)
    {
        const string AsArrays = $$"""["s",[[{"Action":["a","l","act"]},{"Start":[[1]]},"End"],[],"directed",{{Edges}}],1,2]""";
        Assert.Contains(from, AsArrays, StringComparison.Ordinal);
        byte[] text = Encoding.UTF8.GetBytes(AsArrays.Replace(from, to, StringComparison.Ordinal));
        StenoJsonException problem = Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<SagaDag>(text));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfAGraphThatMakesNoSense_GivesItBackAsItIs()
    {
        RawJson json = GraphText.Json("a START", "0>7 7>7 0>0", start: 12, end: 4294967295);
        Assert.Equal(json, SagaDag.Parse(json).ToJson());
    }

    [Fact]
    public void Payloads_OfADag_KeepTheirText()
    {
        string text = Plain.Replace("[1]", "{\"b\" : 1.0,\"a\":[ ]}", StringComparison.Ordinal);
        SagaDag saga = SagaDag.Parse(RawJson.Parse(text));
        Assert.Equal("{\"b\" : 1.0,\"a\":[ ]}", saga.Parameters.ToString());
        Assert.Equal(text, saga.ToJson().ToString());
        Assert.Contains("{\"b\" : 1.0,\"a\":[ ]}", saga.ToSortedJson().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryTruncationAndEveryChangedByte_IsRefusedOrGivesASagaThatCanBeWrittenAgain()
    {
        byte[] text = Encoding.UTF8.GetBytes(new SagaDag(GoldenShapes.All["nested"], RawJson.Parse("{\"p\":1}")).ToJson().ToString());
        Assert.All(Enumerable.Range(0, text.Length), length => Assert.False(TryRead(text[..length], out _)));
        int read = 0;
        for (int at = 0; at < text.Length; at++)
        {
            foreach (byte value in "\0 \"\\,:[]{}019-.eanzS\u007f"u8.ToArray().Append((byte)0x80).Append((byte)0xC3).Append((byte)0xFF))
            {
                byte[] damaged = [.. text];
                damaged[at] = value;
                read += TryRead(damaged, out SagaDag? saga) ? 1 : 0;
                if (saga is not null)
                {
                    Assert.Equal(saga.ToJson(), SagaDag.Parse(saga.ToSortedJson()).ToJson());
                    IsValid(saga);
                }
            }
        }
        Assert.InRange(read, text.Length, text.Length * 20);
    }

    [Fact]
    public void EveryEdgeAddedRemovedOrMoved_IsRefusedOrGivesASoundShape()
    {
        const string Nodes = "p (p k=1 (k n )in m )sub x z START END";
        string[] edges = "0>1 1>2 2>3 3>4 4>5 5>6 6>7 0>8 7>9 8>9 10>0 9>11".Split(' ');
        string[] all = [.. from source in Enumerable.Range(0, 13) from target in Enumerable.Range(0, 13) select $"{source}>{target}"];
        IsValid(GraphText.Saga(Nodes, string.Join(' ', edges)), mustBe: true);
        int valid = 0;
        foreach (string edge in all)
        {
            valid += IsValid(GraphText.Saga(Nodes, string.Join(' ', edges.Append(edge)))) ? 1 : 0;
            for (int at = 0; at < edges.Length; at++)
            {
                valid += IsValid(GraphText.Saga(Nodes, string.Join(' ', (string[])[.. edges[..at], edge, .. edges[(at + 1)..]]))) ? 1 : 0;
            }
        }
        foreach (string edge in edges)
        {
            Assert.False(IsValid(GraphText.Saga(Nodes, string.Join(' ', edges.Except([edge])))));
        }
        // Replacing an edge by itself is among them, and a few edges between other nodes make sense as well.
        Assert.InRange(valid, edges.Length, 50);
    }

    [Fact]
    public void GetIndex_OfAnUnknownName_NamesItAndTheSaga()
    {
        SagaDag saga = new(GoldenShapes.All["single"], default);
        NodeNotFoundException problem = Assert.Throws<NodeNotFoundException>(() => saga.GetIndex("b"));
        Assert.Equal(("b", "single"), (problem.NodeName, problem.SagaName.Value));
        Assert.False(saga.TryGetIndex("(start)", out _));
        Assert.True(saga.TryGetIndex("a", out SagaNodeId index));
        Assert.Equal(0u, index.Value);
    }

    [Fact]
    [SuppressMessage("Steno.Json", "STENO016", Justification = "It is about what happens when nobody heeded the warning.")]
    public void Create_FromAValue_WritesItThroughItsCodec()
    {
        SagaDag saga = SagaDag.Create(GoldenShapes.All["single"], "text");
        Assert.Equal("\"text\"", saga.Parameters.ToString());
        Assert.Throws<JsonCodecMissingException>(() => SagaDag.Create(GoldenShapes.All["single"], new object()));
    }

    [Fact]
    public void SagaDag_InsideSystemTextJson_HasTheSameText()
    {
        SagaDag saga = new(GoldenShapes.All["subsaga"], default);
        string text = JsonSerializer.Serialize(saga);
        Assert.Equal(saga.ToJson().ToString(), text);
        Assert.Equal(text, JsonSerializer.Deserialize<SagaDag>(text)!.ToJson().ToString());
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SagaDag>("{}"));
    }

    [Fact]
    public void Schema_IsJson()
    {
        using JsonDocument schema = JsonDocument.Parse(Encoding.UTF8.GetString(SchemaOf<SagaDag>()));
        Assert.Equal("SagaDag", schema.RootElement.GetProperty("title").GetString());
    }

    private static ReadOnlySpan<byte> SchemaOf<T>()
        where T : IStenoJson<T>
        => T.Schema;

    private static bool TryRead(byte[] text, out SagaDag? saga)
    {
        try
        {
            saga = StenoJson.Deserialize<SagaDag>(text);
            return true;
        }
        catch (StenoJsonException)
        {
            saga = null;
            return false;
        }
    }

    private static bool IsValid(SagaDag saga, bool mustBe = false)
    {
        try
        {
            SagaShape shape = saga.Shape;
            AssertSound(shape);
            return true;
        }
        catch (InvalidDagException) when (!mustBe)
        {
            return false;
        }
    }

    private static void AssertSound(SagaShape shape)
    {
        int[] order = shape.TopologicalOrder.ToArray();
        Assert.Equal(Enumerable.Range(0, shape.Count), order.Order());
        for (int node = 0; node < shape.Count; node++)
        {
            foreach (int parent in shape.ParentsOf(node))
            {
                Assert.True(Array.IndexOf(order, parent) < Array.IndexOf(order, node));
                Assert.Contains(node, shape.ChildrenOf(parent).ToArray());
                Assert.True(shape[node].Kind is DagNodeKind.SubsagaStart or DagNodeKind.SubsagaEnd || shape.ScopeOf(parent) == shape.ScopeOf(node));
            }
        }
        Assert.Equal([shape.OutputNode], shape.ParentsOf(shape.End).ToArray());
        Assert.NotNull(shape[shape.OutputNode].Name);
    }
}

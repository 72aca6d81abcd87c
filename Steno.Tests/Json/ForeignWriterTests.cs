using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using Steno.Json;

namespace Steno.Tests.Json;

/// <summary>Generated code inside a Utf8JsonWriter that somebody else owns.</summary>
public class ForeignWriterTests
{
    private const int Iterations = 500;

    private static readonly JsonWriterOptions Plain = new() { MaxDepth = 1_000 };

    private static readonly JsonWriterOptions[] TokenByToken =
    [
        Plain with { Encoder = JavaScriptEncoder.Default },
        Plain with { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true },
        Plain with { Indented = true, NewLine = "\n" },
        Plain with { Indented = true, NewLine = "\r\n", IndentCharacter = '\t', IndentSize = 3, SkipValidation = true },
        Plain with { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping },
    ];

    public static TheoryData<bool> BothWays => [true, false];

    [Theory]
    [MemberData(nameof(BothWays))]
    public void PlainWriter_GetsTheBytesOfTheCodec(bool skipsValidation)
        => Assert.Equal(
            """{"a":{"text":"ä<\"\u0000","number":1.0},"b":[-0.0,{"text":"","number":1e300}]}""",
            Write(Plain with { SkipValidation = skipsValidation }, WriteTwo));

    [Theory]
    [MemberData(nameof(BothWays))]
    public void IndentingWriter_IndentsTheValueToo_AndKeepsNumbers(bool skipsValidation)
        => Assert.Equal(
            "{\n  \"a\": {\n    \"text\": \"\\u00E4\\u003C\\u0022\\u0000\",\n    \"number\": 1.0\n  },\n  \"b\": [\n    -0.0,\n    {\n      \"text\": \"\",\n      \"number\": 1e300\n    }\n  ]\n}",
            Write(Plain with { Indented = true, NewLine = "\n", SkipValidation = skipsValidation }, WriteTwo));

    [Fact]
    public void WriterWithAnEncoder_EscapesWithIt()
    {
        Assert.Equal("""{"text":"\u00E4\u003C\u0022\u0000","number":1.0}""", Write(Plain with { Encoder = JavaScriptEncoder.Default }, writer => StenoJson.Serialize(writer, Odd)));
        Assert.Equal("""{"text":"ä<\"\u0000","number":1.0}""", Write(Plain with { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }, writer => StenoJson.Serialize(writer, Odd)));
    }

    [Fact]
    public void EveryShape_InWritersOfAllKinds_HasTheFormOfTheWriterAndTheSameValue()
    {
        Check(ShapeGens.Scalars);
        Check(ShapeGens.Optionals);
        Check(ShapeGens.Sparse);
        Check(ShapeGens.Collections);
        Check(ShapeGens.Flat);
        Check(ShapeGens.Box);
        Check(ShapeGens.Choice);
    }

    [Fact]
    public void EveryScalar_InAnArrayOfEachWriter_IsSeparated()
    {
        foreach (JsonWriterOptions options in TokenByToken.Append(Plain))
        {
            string text = Write(options, writer =>
            {
                writer.WriteStartArray();
                StenoJson.Serialize<double, FloatCodec<double>>(writer, 1.0);
                StenoJson.Serialize<Int128, IntegerCodec<Int128>>(writer, Int128.MinValue);
                StenoJson.Serialize<int?, NullableCodec<int, IntegerCodec<int>>>(writer, null);
                StenoJson.Serialize<bool, BooleanCodec>(writer, true);
                StenoJson.Serialize<Shapes.Level, ShapesLevelNames.Codec>(writer, Shapes.Level.VeryHigh);
                JsonCodecs.Of<int[]>().Write(writer, []);
                writer.WriteEndArray();
            });
            Assert.Equal("""[1.0,-170141183460469231731687303715884105728,null,true,"very-high",[]]""", string.Concat(text.Where(each => !char.IsWhiteSpace(each))));
        }
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public void WritersDepthLimit_IsKeptToTheLevel(bool skipsValidation)
    {
        foreach (JsonWriterOptions each in TokenByToken.Append(Plain))
        {
            JsonWriterOptions options = each with { MaxDepth = 5, SkipValidation = skipsValidation };
            foreach (int levels in new[] { 0, 1, 3, 4, 5, 6 })
            {
                RawJson value = RawJson.Parse(new string('[', levels) + "\"[{\\\"[\"" + new string(']', levels));
                string whole = Write(options, writer =>
                {
                    writer.WriteStartArray();
                    if (levels <= 4)
                    {
                        StenoJson.Serialize(writer, value);
                    }
                    else
                    {
                        long before = writer.BytesCommitted + writer.BytesPending;
                        StenoJsonException problem = Assert.Throws<StenoJsonException>(() => StenoJson.Serialize(writer, value));
                        Assert.Equal("nested deeper than the 4 levels that are left of the writer's 5", problem.Reason);
                        Assert.Equal((1, before), (writer.CurrentDepth, writer.BytesCommitted + writer.BytesPending));
                    }
                    writer.WriteEndArray();
                });
                Assert.Equal(levels <= 4 ? 1 : 0, JsonDocument.Parse(whole, new() { MaxDepth = 100 }).RootElement.GetArrayLength());
            }
        }
    }

    [Fact]
    public void WriterAtItsLimit_TakesScalarsOnly()
    {
        foreach (JsonWriterOptions each in TokenByToken.Append(Plain))
        {
            Write(each with { MaxDepth = 1 }, writer =>
            {
                writer.WriteStartArray();
                StenoJson.Serialize(writer, RawJson.Parse("1"));
                Assert.Throws<StenoJsonException>(() => StenoJson.Serialize(writer, RawJson.Parse("{}")));
                writer.WriteEndArray();
            });
        }
    }

    [Fact]
    public void DepthUnset_IsTheWritersDefault()
    {
        RawJson deepest = RawJson.Parse(new string('[', StenoJson.MaxDepth) + new string(']', StenoJson.MaxDepth));
        Assert.Equal(deepest.ToString(), Write(default, writer => StenoJson.Serialize(writer, deepest)));
    }

    [Fact]
    public void ValueWhereNoneMayStand_IsRefusedByAValidatingWriter_WhichCanGoOn()
    {
        foreach (JsonWriterOptions each in TokenByToken.Append(Plain))
        {
            string text = Write(each with { SkipValidation = false }, writer =>
            {
                writer.WriteStartObject();
                Assert.Throws<InvalidOperationException>(() => StenoJson.Serialize(writer, Odd));
                Assert.Throws<InvalidOperationException>(() => StenoJson.Serialize(writer, RawJson.Parse("1")));
                writer.WriteNumber("n", 1);
                writer.WriteEndObject();
                Assert.Throws<InvalidOperationException>(() => StenoJson.Serialize(writer, Odd));
            });
            Assert.Equal("{\"n\":1}", string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))));
        }
    }

    [Fact]
    public void ValueWithoutAJsonForm_LeavesNothingInTheWriter()
    {
        foreach (JsonWriterOptions each in TokenByToken.Append(Plain))
        {
            string text = Write(each, writer =>
            {
                writer.WriteStartArray();
                Assert.Throws<StenoJsonException>(() => StenoJson.Serialize(writer, Odd with { Text = "a\uD800" }));
                Assert.Throws<ArgumentNullException>(() => StenoJson.Serialize(writer, new Named(null!, 0)));
                writer.WriteNumberValue(1);
                writer.WriteEndArray();
            });
            Assert.Equal("[1]", string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))));
        }
    }

    [Fact]
    public void JsonSerializer_WithOptions_HasTheWholeDocumentInTheirForm()
    {
        JsonSerializerOptions options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        Assert.Equal(
            "[\n  {\n    \"text\": \"ä<\\\"\\u0000\",\n    \"number\": 1.0\n  }\n]",
            JsonSerializer.Serialize(new[] { Odd }, options));
    }

    [Fact]
    public void JsonSerializer_WhenOurValueIsTooDeepOrHasNoForm_ThrowsItsOwnException()
    {
        JsonSerializerOptions options = new() { MaxDepth = 3, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        Assert.Equal("[[[[1]]]]"[1..^1], JsonSerializer.Serialize(RawJson.Parse("[[[1]]]"), options));
        Assert.IsType<StenoJsonException>(Assert.Throws<JsonException>(() => JsonSerializer.Serialize(new[] { RawJson.Parse("[[[1]]]") }, options)).InnerException);
        Assert.IsType<StenoJsonException>(Assert.Throws<JsonException>(() => JsonSerializer.Serialize(Odd with { Text = "\uD800" }, options)).InnerException);
    }

    [Fact]
    public void PlainWriter_AllocatesNothing()
    {
        SagaNodeEvent value = new(SagaId.New(), new(3), SagaNodeEventType.Succeeded(RawJson.Parse("""{"a":[1,2,{}]}""")));
        ArrayBufferWriter<byte> output = new(4096);
        using Utf8JsonWriter writer = new(output, Plain);
        Again();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            Again();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Again()
        {
            output.ResetWrittenCount();
            writer.Reset();
            StenoJson.Serialize(writer, value);
            writer.Flush();
        }
    }

    private static readonly Named Odd = new("ä<\"\0", 1.0);

    private static void WriteTwo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("a");
        StenoJson.Serialize(writer, Odd);
        writer.WriteStartArray("b");
        StenoJson.Serialize<double, FloatCodec<double>>(writer, -0.0);
        StenoJson.Serialize(writer, new Named("", 1e300));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Check<T>(Gen<T> values)
        where T : IStenoJson<T>
        => values.Sample(
            value =>
            {
                byte[] ours = StenoJson.Serialize(value);
                using JsonDocument document = JsonDocument.Parse(ours, new() { MaxDepth = StenoJson.MaxDepth });
                Cultures.InEach(() =>
                {
                    Assert.Equal(Encoding.UTF8.GetString(ours), Write(Plain, writer => StenoJson.Serialize(writer, value)));
                    foreach (JsonWriterOptions options in TokenByToken)
                    {
                        string text = Write(options, writer => StenoJson.Serialize(writer, value));
                        Assert.Equal(Write(options, document.WriteTo), text);
                        Assert.Equal(ours, StenoJson.Serialize(StenoJson.Deserialize<T>(Encoding.UTF8.GetBytes(text))));
                    }
                });
            },
            iter: Iterations);

    private static string Write(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> output = new();
        using Utf8JsonWriter writer = new(output, options);
        write(writer);
        writer.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

[JsonObject]
internal sealed partial record Named(string Text, double Number);

namespace Steno.Tests.Generators;

/// <summary>What attributes say of members: names, missing and omitted members, unknown ones, flattening, codecs.</summary>
public class OptionShapeTests
{
    [Theory]
    [InlineData("SnakeCase", """{"user_id":1,"http_server":2}""")]
    [InlineData("CamelCase", """{"userId":1,"hTTPServer":2}""")]
    [InlineData("PascalCase", """{"UserId":1,"HTTPServer":2}""")]
    [InlineData("KebabCase", """{"user-id":1,"http-server":2}""")]
    [InlineData("ScreamingSnakeCase", """{"USER_ID":1,"HTTP_SERVER":2}""")]
    public void Naming_FormsTheNames(string naming, string text)
        => Assert.Equal(text, GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
            $"[JsonObject(Naming = JsonNaming.{naming})] public partial record Named(int UserId, int HTTPServer);",
            "Again(new Named(1, 2))")));

    [Fact]
    public void SystemTextJsonsNames_AreHonoured_AndOursGoFirst()
        => Assert.Equal(
            """{"a-b":1,"ours":2,"on_parameter":3,"level":"TOP"}""",
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonEnum] public enum Level { Low, [JsonStringEnumMemberName("TOP")] High }
                [JsonObject] public partial record Named(
                    [property: JsonPropertyName("a-b")] int A, [property: JsonPropertyName("theirs"), JsonName("ours")] int B, [JsonName("on_parameter")] int C, Level Level);
                """,
                "Again(new Named(1, 2, 3, Level.High))")));

    [Fact]
    public void SkippedNulls_AreLeftOutWhereverTheyStand()
        => Assert.Equal(
            """
            {}
            {"a":1}
            {"b":"x"}
            {"a":1,"b":"x"}
            {"x":0}
            {"a":1,"x":0,"b":2}
            {"x":0,"y":1,"b":2}
            {"kept":null}
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject(SkipNulls = true)] public partial record Sparse(int? A, string? B);
                [JsonObject] public partial record Mixed(
                    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? A, int X,
                    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Y, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? B);
                [JsonObject(SkipNulls = true)] public partial record Keeping([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Kept, int? Skipped);
                """,
                "Again(new Sparse(null, null))", "Again(new Sparse(1, null))", "Again(new Sparse(null, \"x\"))", "Again(new Sparse(1, \"x\"))",
                "Again(new Mixed(null, 0, 0, null))", "Again(new Mixed(1, 0, 0, 2))", "Again(new Mixed(null, 0, 1, 2))", "Again(new Keeping(null, null))")));

    [Fact]
    public void Defaults_StandForMissingMembers()
        => Assert.Equal(
            """
            {"count":3,"text":"none","level":"High","price":1.5,"list":[],"where":"urn:x","none":null,"flag":true,"long":-9223372036854775808}
            {"count":4,"text":"","level":"Low","price":0,"list":[1],"where":"urn:y","none":1,"flag":false,"long":1}
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonEnum] public enum Level { Low, High }
                [JsonObject] public partial record Options(
                    int Count = 3, string Text = "none", [JsonDefault(Level.High)] Level Level = default, decimal Price = 1.5m, [JsonDefault] List<int> List = null!,
                    [JsonDefault(Member = "Here")] Uri Where = null!, int? None = null)
                {
                    private static Uri Here => new("urn:x");
                    [JsonDefault(true)] public bool Flag { get; init; } = true;
                    [JsonDefault(long.MinValue)] public long Long { get; init; }
                }
                """,
                "Write(Read<Options>(\"{}\"))",
                "Same(new Options(4, \"\", Level.Low, 0m, new List<int> { 1 }, new Uri(\"urn:y\"), 1) { Flag = false, Long = 1 })")));

    [Fact]
    public void DefaultsLeftOut_ComeBack()
        => Assert.Equal(
            """
            {}
            {"count":0,"tags":["x"],"names":{"a":1},"level":"Low","text":"y"}
            {"level":"Low"}
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonEnum] public enum Level { Low, High }
                [JsonObject] public partial record Options(
                    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Count = 3,
                    [JsonDefault] [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] List<string> Tags = null!,
                    [JsonDefault] [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Dictionary<string, int> Names = null!,
                    [JsonDefault(Level.High)] [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Level Level = Level.High,
                    [JsonDefault("x")] [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] string Text = "x");
                """,
                "Same(new Options(3, new List<string>(), new Dictionary<string, int>()))",
                "Same(new Options(0, new List<string> { \"x\" }, new Dictionary<string, int> { [\"a\"] = 1 }, Level.Low, \"y\"))",
                "Same(new Options(3, new List<string>(), new Dictionary<string, int>(), Level.Low))")));

    [Fact]
    public void RequiredMembers_MustBeThere()
        => Assert.Equal(
            """
            {"a":null,"b":null}
            $ missing member b
            $ missing member a
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public partial record Strict([property: JsonRequired] int? A)
                {
                    public required string? B { get; init; }
                }
                """,
                "Again(new Strict(null) { B = null })", "Refusal<Strict>(\"{\\\"a\\\":1}\")", "Refusal<Strict>(\"{\\\"b\\\":null}\")")));

    [Fact]
    public void IgnoredMembers_AreNeitherWrittenNorRead()
        => Assert.Equal(
            """
            {"a":1,"d":4}
            {"a":2,"d":0} 7 0
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public partial record Partly(int A, [property: JsonIgnore] int B = 7, int D = 0)
                {
                    [JsonIgnore] public int C { get; set; }
                }
                """,
                "Again(new Partly(1, 7, 4))",
                "Write(Read<Partly>(\"{\\\"a\\\":2,\\\"b\\\":9,\\\"c\\\":9}\")) + \" \" + Read<Partly>(\"{\\\"a\\\":2,\\\"b\\\":9,\\\"c\\\":9}\").B + \" \" + Read<Partly>(\"{\\\"a\\\":2}\").C")));

    [Fact]
    public void UnknownMembers_AreRefusedWhereTheTypeSaysSo()
        => Assert.Equal(
            """
            accepted {"x":1}
            $.y unknown member
            $.y unknown member
            $.A.y unknown member
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public partial record Lenient(int X);
                [JsonObject(RefuseUnknown = true)] public partial record Strict(int X);
                [JsonObject, JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public partial record Theirs(int X);
                [JsonUnion(RefuseUnknown = true)] public abstract partial record Choice { public sealed record A(int X) : Choice; }
                """,
                "Refusal<Lenient>(\"{\\\"x\\\":1,\\\"y\\\":2}\")", "Refusal<Strict>(\"{\\\"x\\\":1,\\\"y\\\":2}\")", "Refusal<Theirs>(\"{\\\"y\\\":1}\")",
                "Refusal<Choice>(\"{\\\"A\\\":{\\\"y\\\":1}}\")")));

    [Fact]
    public void FlattenedMembers_StandAmongTheOthers()
        => Assert.Equal(
            """
            {"id":1,"from":2,"limit":3,"deep_text":"x","last":true}
            {"id":1,"from":2,"deep_text":"x","last":true}
            $ expected an object
            $ missing member from
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public readonly partial record struct Deep(string DeepText);
                [JsonObject(SkipNulls = true)] public partial record Page(int From, int? Limit) { [JsonFlatten] public required Deep Deep { get; init; } }
                [JsonObject] public partial record Query(int Id, [JsonFlatten] Page Page, bool Last);
                """,
                "Again(new Query(1, new Page(2, 3) { Deep = new(\"x\") }, true))",
                "Again(new Query(1, new Page(2, null) { Deep = new(\"x\") }, true))",
                "Refusal<Query>(\"[1,2,3,4,5]\")",
                "Refusal<Query>(\"{\\\"id\\\":1,\\\"deep_text\\\":\\\"\\\",\\\"last\\\":true}\")")));

    [Fact]
    public void NullWhereACollectionIsLeftOut_Written_IsRefused()
        => Assert.Equal(
            "refused refused {}",
            GeneratorVerifier.VerifyAndRun("""
                [JsonObject] public partial record Bag([JsonDefault] [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] string[] Names)
                {
                    [JsonDefault, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public ImmutableArray<int> Numbers { get; init; } = ImmutableArray<int>.Empty;
                }
                """ + RoundTripSource.Head + """
                    private static string Try(Bag bag)
                    {
                        try
                        {
                            return Write(bag);
                        }
                        catch (ArgumentNullException)
                        {
                            return "refused";
                        }
                    }

                    public static string Run() => $"{Try(new(null!))} {Try(new(new string[0]) { Numbers = default })} {Try(new(new string[0]))}";
                }
                """));

    [Fact]
    public void NullWhereAFlattenedMemberStands_Written_IsRefused()
        => Assert.Equal(
            "refused",
            GeneratorVerifier.VerifyAndRun("""
                [JsonObject] public partial record Page(int From);
                [JsonObject] public partial record Query([JsonFlatten] Page Page);
                """ + RoundTripSource.Head + """
                    public static string Run()
                    {
                        try
                        {
                            return Write(new Query(null!));
                        }
                        catch (ArgumentNullException)
                        {
                            return "refused";
                        }
                    }
                }
                """));

    [Fact]
    public void MemberThatOnlyAContextCovers_IsLookedUpWhenTheCodeRuns()
        => Assert.Equal(
            """{"built":[1,2],"theirs":{"Year":2024}}""",
            GeneratorVerifier.VerifyAndRun("""
                public class Theirs { public int Year { get; set; } }
                public readonly struct TheirsCodec : IJsonCodec<Theirs>
                {
                    static ReadOnlySpan<byte> IJsonCodec<Theirs>.Schema => "true"u8;
                    static void IJsonCodec<Theirs>.Write(ref StenoJsonWriter writer, in Theirs value) => writer.WriteRaw(Utf8($"{{\"Year\":{value.Year}}}"));
                    static bool IJsonCodec<Theirs>.TryReadExpected(ref StenoJsonReader reader, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out Theirs value)
                    {
                        value = new Theirs { Year = 2024 };
                        return reader.TryReadRaw(out _);
                    }
                    static Theirs IJsonCodec<Theirs>.Read(ref StenoJsonReader reader)
                    {
                        reader.ReadRaw();
                        return new Theirs { Year = 2024 };
                    }
                    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
                }
                [JsonObject] public partial record Holder(int[] Built, [JsonCodec(typeof(RegisteredCodec<Theirs>))] Theirs Theirs);

                """ + RoundTripSource.Head + """
                    public static string Run()
                    {
                        JsonCodecs.Register<Theirs, TheirsCodec>();
                        return Same(new Holder(new[] { 1, 2 }, new Theirs { Year = 2024 }));
                    }
                }
                """));

    [Fact]
    public void ConvertersOfSystemTextJson_OnMembersAndTypes_AreHonoured()
        => Assert.Equal(
            """
            {"hex":"0x5","maybe":null,"other":"0x1","angle":{"ä":[1.5]},"none":null}
            {"hex":"0x5","maybe":"0x6","other":null,"angle":{"ä":[2]},"none":{"ä":[3]}}
            $.hex not hexadecimal
            $.hex Cannot get the value of a token type 'Number' as a string.
            $.hex null is no value of it
            $.angle the converter left something unread
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                public sealed class Hex : JsonConverter<int>
                {
                    public override int Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options)
                        => reader.GetString()!.StartsWith("0x") ? Convert.ToInt32(reader.GetString()!, 16) : throw new FormatException("not hexadecimal");
                    public override void Write(System.Text.Json.Utf8JsonWriter writer, int value, System.Text.Json.JsonSerializerOptions options) => writer.WriteStringValue("0x" + value.ToString("x"));
                }
                public sealed class AngleConverter : JsonConverter<Angle>
                {
                    public override Angle Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options)
                    {
                        double degrees = 0;
                        if (reader.TokenType == System.Text.Json.JsonTokenType.StartArray)
                        {
                            return new(0);
                        }
                        while (reader.Read() && reader.TokenType != System.Text.Json.JsonTokenType.EndObject)
                        {
                            degrees = reader.TokenType == System.Text.Json.JsonTokenType.Number ? reader.GetDouble() : degrees;
                        }
                        return new(degrees);
                    }
                    public override void Write(System.Text.Json.Utf8JsonWriter writer, Angle value, System.Text.Json.JsonSerializerOptions options)
                    {
                        writer.WriteStartObject();
                        writer.WriteStartArray("ä");
                        writer.WriteNumberValue(value.Degrees);
                        writer.WriteEndArray();
                        writer.WriteEndObject();
                    }
                }
                [JsonConverter(typeof(AngleConverter))] public record Angle(double Degrees);
                [JsonObject] public partial record Holder(
                    [property: JsonConverter(typeof(Hex))] int Hex, [property: JsonConverter(typeof(Hex))] int? Maybe, [property: JsonConverter(typeof(Hex))] int? Other, Angle Angle, Angle? None);
                """,
                "Again(new Holder(5, null, 1, new(1.5), null))", "Again(new Holder(5, 6, null, new(2), new(3)))",
                "Refusal<Holder>(\"{\\\"hex\\\":\\\"5\\\"}\")", "Refusal<Holder>(\"{\\\"hex\\\":5}\")", "Refusal<Holder>(\"{\\\"hex\\\":null}\")",
                "Refusal<Holder>(\"{\\\"angle\\\":[1]}\")")));

    [Fact]
    public void CodecOfOneMember_GoesBeforeTheTypesOwn()
        => Assert.Equal(
            """{"plain":5,"hex":"0x5","maybe":null,"reference":"<x>","absent":null,"other":"0x1"}""",
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                public readonly struct HexCodec : IJsonCodec<int>
                {
                    public static ReadOnlySpan<byte> Schema => "{\"type\":\"string\"}"u8;
                    public static void Write(ref StenoJsonWriter writer, in int value) => writer.WriteString("0x" + value.ToString("x"));
                    public static bool TryReadExpected(ref StenoJsonReader reader, out int value)
                    {
                        value = 0;
                        return reader.TryReadString(out string? text) && text.StartsWith("0x") && int.TryParse(text.Substring(2), System.Globalization.NumberStyles.HexNumber, null, out value);
                    }
                    public static int Read(ref StenoJsonReader reader) => int.Parse(reader.ReadString().Substring(2), System.Globalization.NumberStyles.HexNumber);
                }
                public readonly struct TagCodec : IJsonCodec<string>
                {
                    public static ReadOnlySpan<byte> Schema => "true"u8;
                    public static void Write(ref StenoJsonWriter writer, in string value) => writer.WriteString("<" + value + ">");
                    public static bool TryReadExpected(ref StenoJsonReader reader, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string value)
                    {
                        bool isRead = reader.TryReadString(out value);
                        value = value?.Trim('<', '>');
                        return isRead;
                    }
                    public static string Read(ref StenoJsonReader reader) => reader.ReadString().Trim('<', '>');
                }
                [JsonObject] public partial record Holder(
                    int Plain, [JsonCodec(typeof(HexCodec))] int Hex, [JsonCodec(typeof(HexCodec))] int? Maybe, [property: JsonCodec(typeof(TagCodec))] string Reference,
                    [JsonCodec(typeof(TagCodec))] string? Absent)
                {
                    [JsonCodec(typeof(HexCodec))] public int? Other { get; init; }
                }
                """,
                "Again(new Holder(5, 5, null, \"x\", null) { Other = 1 })")));
}

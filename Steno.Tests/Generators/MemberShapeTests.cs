namespace Steno.Tests.Generators;

/// <summary>Members of .NET's own types, of collections and tuples, and members that may be null.</summary>
public class MemberShapeTests
{
    [Fact]
    public void EveryBuiltInType_RoundTrips()
        => Assert.Equal(
            """{"double":0.1,"float":1.5,"half":0.5,"decimal":1.10,"char":"c","int128":-170141183460469231731687303715884105728,"date_time":"2024-12-31T23:59:59Z","date_time_offset":"2024-12-31T23:59:59.5+01:00","date_only":"2024-12-31","time_only":"12:30:00","time_span":"1.00:00:00","uri":"https://example.org/?a=b","version":"1.2.3","bytes":"AQI=","memory":"Aw=="}""",
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public partial record All(
                    double Double, float Float, Half Half, decimal Decimal, char Char, Int128 Int128, DateTime DateTime, DateTimeOffset DateTimeOffset, DateOnly DateOnly,
                    TimeOnly TimeOnly, TimeSpan TimeSpan, Uri Uri, Version Version, byte[] Bytes, ReadOnlyMemory<byte> Memory);
                """,
                """
                Same(new All(0.1, 1.5f, (Half)0.5, 1.10m, 'c', Int128.MinValue, new DateTime(2024, 12, 31, 23, 59, 59, DateTimeKind.Utc),
                    new DateTimeOffset(2024, 12, 31, 23, 59, 59, 500, TimeSpan.FromHours(1)), new DateOnly(2024, 12, 31), new TimeOnly(12, 30), TimeSpan.FromDays(1),
                    new Uri("https://example.org/?a=b"), new Version(1, 2, 3), new byte[] { 1, 2 }, new byte[] { 3 }))
                """)));

    [Fact]
    public void EveryInteger_AtItsLimits_RoundTrips()
        => Assert.Equal(
            """
            {"a":-128,"b":0,"c":-32768,"d":0,"e":-2147483648,"f":0,"g":-9223372036854775808,"h":0,"i":-170141183460469231731687303715884105728,"j":0}
            {"a":127,"b":255,"c":32767,"d":65535,"e":2147483647,"f":4294967295,"g":9223372036854775807,"h":18446744073709551615,"i":170141183460469231731687303715884105727,"j":340282366920938463463374607431768211455}
            $.b expected an integer that fits Byte
            $.j expected an integer that fits UInt128
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                "[JsonObject] public partial record All(sbyte A, byte B, short C, ushort D, int E, uint F, long G, ulong H, Int128 I, UInt128 J);",
                "Again(new All(sbyte.MinValue, 0, short.MinValue, 0, int.MinValue, 0, long.MinValue, 0, Int128.MinValue, 0))",
                "Again(new All(sbyte.MaxValue, byte.MaxValue, short.MaxValue, ushort.MaxValue, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue, Int128.MaxValue, UInt128.MaxValue))",
                "Refusal<All>(\"{\\\"b\\\":256}\")", "Refusal<All>(\"{\\\"j\\\":340282366920938463463374607431768211456}\")")));

    [Fact]
    public void EnumsOfEveryUnderlyingType_RoundTrip_AndSayWhatTheyAllow()
        => Assert.Equal(
            """
            ["A","B","A","B","B"]
            $[0] expected one of A, B
            Unknown name; expected one of A, B.
            ArgumentOutOfRangeException
            """,
            GeneratorVerifier.VerifyAndRun("""
                [JsonEnum] public enum One : sbyte { A = sbyte.MinValue, B = sbyte.MaxValue }
                [JsonEnum] public enum Two : ushort { A, B = ushort.MaxValue }
                [JsonEnum] public enum Three : uint { A = uint.MaxValue, B = 0 }
                [JsonEnum] public enum Four : long { A = long.MinValue, B = long.MaxValue }
                [JsonEnum] public enum Five : ulong { A, B = ulong.MaxValue }
                [JsonNewtype] public partial record Many((One, Two, Three, Four, Five) Value);
                """ + RoundTripSource.Head + """
                    private static string Refused(Action act)
                    {
                        try
                        {
                            act();
                            return "accepted";
                        }
                        catch (FormatException problem)
                        {
                            return problem.Message;
                        }
                        catch (ArgumentOutOfRangeException)
                        {
                            return "ArgumentOutOfRangeException";
                        }
                    }

                    public static string Run() => string.Join("\n",
                        Same(new Many((One.A, Two.B, Three.A, Four.B, Five.B))), Refusal<Many>("[\"a\",\"B\",\"A\",\"B\",\"B\"]"),
                        Refused(() => FiveNames.Parse("b")), Refused(() => ((Five)(ulong.MaxValue - 1)).ToName()));
                }
                """));

    [Fact]
    public void NewtypesOfWhatMayBeNull_RoundTrip()
        => Assert.Equal(
            """
            {"a":null,"b":5,"c":null}
            $ missing member a
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonNewtype] public readonly partial record struct Maybe(int? Value);
                [JsonNewtype] public partial record Text(string? Value);
                [JsonObject] public partial record Holder(Maybe A, Maybe B, Text C);
                """,
                "Again(new Holder(new(null), new(5), new((string?)null)))", "Refusal<Holder>(\"{\\\"b\\\":5}\")")));

    [Fact]
    public void NullableMembers_AreWrittenAsNullAndMayBeMissing()
        => Assert.Equal(
            """
            {"number":null,"text":null,"inner":null,"level":null,"id":null,"list":null}
            {"number":5,"text":"x","inner":{"x":1},"level":"High","id":"00000000-0000-0000-0000-000000000000","list":[null,"y"]}
            {"number":null,"text":null,"inner":null,"level":null,"id":null,"list":null}
            $.number expected an integer that fits Int32
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public partial record Inner(int X);
                [JsonEnum] public enum Level { Low, High }
                [JsonObject] public partial record Holder(int? Number, string? Text, Inner? Inner, Level? Level, Guid? Id, List<string?>? List);
                """,
                "Again(new Holder(null, null, null, null, null, null))",
                "Same(new Holder(5, \"x\", new Inner(1), Level.High, Guid.Empty, new List<string?> { null, \"y\" }))",
                "Write(Read<Holder>(\"{}\"))",
                "Refusal<Holder>(\"{\\\"number\\\":true}\")")));

    [Fact]
    public void Collections_RoundTrip()
        => Assert.Equal(
            """{"array":[1,2],"jagged":[[],[3]],"list":["a"],"read_only":[{"x":1}],"immutable":[true],"set":["Low"],"maybes":[1,null]}""",
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public partial record Inner(int X);
                [JsonEnum] public enum Level { Low, High }
                [JsonObject] public partial record Holder(
                    int[] Array, int[][] Jagged, List<string> List, IReadOnlyList<Inner> ReadOnly, ImmutableArray<bool> Immutable, HashSet<Level> Set, List<int?> Maybes);
                """,
                """
                Same(new Holder(new[] { 1, 2 }, new[] { new int[0], new[] { 3 } }, new List<string> { "a" }, new[] { new Inner(1) }, ImmutableArray.Create(true),
                    new HashSet<Level> { Level.Low }, new List<int?> { 1, null }))
                """)));

    [Fact]
    public void Dictionaries_WithEveryKindOfKey_RoundTrip()
        => Assert.Equal(
            """
            {"by_text":{"a b":1,"ä\"":2},"by_number":{"-5":"x"},"by_id":{"00000000-0000-0000-0000-000000000000":{"x":1}},"by_level":{"very-high":[1]},"by_code":{"k":true},"by_order":{"7":null}}
            $.by_level the member name is not a Level
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public partial record Inner(int X);
                [JsonEnum(Naming = JsonNaming.KebabCase)] public enum Level { Low, VeryHigh }
                [JsonNewtype] public readonly partial record struct Code(string Value);
                [JsonNewtype] public readonly partial record struct Order(ulong Value);
                [JsonObject] public partial record Holder(
                    Dictionary<string, int> ByText, Dictionary<long, string> ByNumber, IReadOnlyDictionary<Guid, Inner> ById, Dictionary<Level, int[]> ByLevel,
                    IReadOnlyDictionary<Code, bool> ByCode, Dictionary<Order, string?> ByOrder);
                """,
                """
                Same(new Holder(new Dictionary<string, int> { ["a b"] = 1, ["ä\""] = 2 }, new Dictionary<long, string> { [-5] = "x" }, new Dictionary<Guid, Inner> { [Guid.Empty] = new(1) },
                    new Dictionary<Level, int[]> { [Level.VeryHigh] = new[] { 1 } }, new Dictionary<Code, bool> { [new("k")] = true }, new Dictionary<Order, string?> { [new(7)] = null }))
                """,
                "Refusal<Holder>(\"{\\\"by_level\\\":{\\\"middle\\\":[]}}\")")));

    [Fact]
    public void Tuples_AreArrays()
        => Assert.Equal(
            """
            {"pair":[1,"x"],"nested":[[true,null],[2,3]],"seven":[1,2,3,4,5,6,7],"maybe":null,"list":[[1,2.0]]}
            $.pair the array ends before item 2
            $.pair[2] the array has too many items
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public partial record Holder(
                    (int Id, string Name) Pair, ((bool, string?), (int, int)) Nested, (int, int, int, int, int, int, int) Seven, (int, int)? Maybe, List<(int X, double Y)> List);
                """,
                "Same(new Holder((1, \"x\"), ((true, null), (2, 3)), (1, 2, 3, 4, 5, 6, 7), null, new List<(int, double)> { (1, 2) }))",
                "Refusal<Holder>(\"{\\\"pair\\\":[1]}\")",
                "Refusal<Holder>(\"{\\\"pair\\\":[1,\\\"x\\\",2]}\")")));

    [Fact]
    public void NewtypeOfACollection_AndOneThatContainsItself_RoundTrip()
        => Assert.Equal(
            """
            [1,2]
            [[],[[]]]
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonNewtype] public partial record Numbers(int[] Values);
                [JsonNewtype] public partial record Forest(List<Forest> Trees);
                """,
                "Same(new Numbers(new[] { 1, 2 }))",
                "Same(new Forest(new List<Forest> { new(new List<Forest>()), new(new List<Forest> { new(new List<Forest>()) }) }))")));

    [Fact]
    public void CollectionsNestedDeeperThanTheLimit_AreRefusedWithoutExhaustingTheStack()
        => Assert.Equal(
            "refused",
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                "[JsonNewtype] public partial record Forest(List<Forest> Trees);",
                "Refusal<Forest>(new string('[', 1_000_000)).EndsWith(\"127 levels\") ? \"refused\" : \"accepted\"")));
}

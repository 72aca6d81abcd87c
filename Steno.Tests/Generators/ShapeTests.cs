namespace Steno.Tests.Generators;

public class ShapeTests
{
    private const string RoundTrip = RoundTripSource.Head;

    [Fact]
    public void Object_WithEveryKindOfMember_RoundTrips()
        => Assert.Equal(
            """{"flag":true,"small":-8,"large":18446744073709551615,"text":"q\"\\\n\u0001ä😀","id":"00000000-0000-0000-0000-000000000000","inner":{"x":1},"state":"two_words","renamed":5}""",
            GeneratorVerifier.VerifyAndRun("""
                namespace Shapes
                {
                    [JsonObject] public partial record Inner(int X);
                    [JsonEnum(Naming = JsonNaming.SnakeCase)] public enum State { One, TwoWords }
                    [JsonObject] public sealed partial record All(bool Flag, sbyte Small, ulong Large, string Text, Guid Id, Inner Inner, State State)
                    {
                        [JsonName("renamed")] public short Other { get; init; }
                        public int Computed => Other * 2;
                    }
                }
                """ + RoundTrip + """
                    public static string Run() => Again(new Shapes.All(true, -8, ulong.MaxValue, "q\"\\\n\u0001ä😀", default, new(1), Shapes.State.TwoWords) { Other = 5 });
                }
                """));

    [Fact]
    public void ClassUnion_WithEveryKindOfCase_RoundTrips()
        => Assert.Equal(
            "\"Unit\" {\"Fields\":{\"two_words\":1,\"c\":\"x\"}} {\"Single\":7}",
            GeneratorVerifier.VerifyAndRun("""
                [JsonUnion] public abstract partial record Choice
                {
                    public sealed record Unit : Choice;
                    public sealed record Fields(int TwoWords, string C) : Choice;
                    [JsonCase(IsNewtype = true)] public sealed record Single(long Value) : Choice;
                }
                """ + RoundTrip + """
                    public static string Run() => $"{Again<Choice>(new Choice.Unit())} {Again<Choice>(new Choice.Fields(1, "x"))} {Again<Choice>(new Choice.Single(7))}";
                }
                """));

    [Fact]
    public void NestedTypesInClasses_WithKeywordsAsNames_RoundTrip()
        => Assert.Equal(
            """{"class":1,"reader":2,"value":3}""",
            GeneratorVerifier.VerifyAndRun("""
                public static partial class Outer { internal partial struct Middle { [JsonObject] public partial record struct Inner(int Class, int Reader, int Value); } }
                """ + RoundTrip + """
                    public static string Run() => Again(new Outer.Middle.Inner(1, 2, 3));
                }
                """));

    [Fact]
    public void MembersNamedAsKeywords_RoundTrip()
        => Assert.Equal(
            """{"class":"default","event":2,"int":null,"Int":1}""",
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonEnum] public enum Kind { @default, Other }
                [JsonObject(Naming = JsonNaming.PascalCase)] public partial record Odd(Kind @class) { public int @event { get; init; } public int? @int { get; init; } public int Int { get; init; } }
                """,
                "Again(new Odd(Kind.@default) { @event = 2, Int = 1 })")));

    [Fact]
    public void EnumNestedInItsUser_RoundTrips()
        => Assert.Equal(
            """{"level":"very-high"}""",
            GeneratorVerifier.VerifyAndRun("""
                namespace Deep.Down
                {
                    [JsonObject] public partial record Alarm(Alarm.Grade Level)
                    {
                        [JsonEnum(Naming = JsonNaming.KebabCase)] public enum Grade { Low, VeryHigh }
                    }
                }
                """ + RoundTrip + """
                    public static string Run() => Again(new Deep.Down.Alarm(Deep.Down.Alarm.Grade.VeryHigh));
                }
                """));

    // Both had a class LevelNames, which C# does not allow twice.
    [Fact]
    public void EnumsOfOneName_NestedInDifferentTypes_HaveClassesOfTheirOwn()
        => Assert.Equal(
            """
            {"level":"low"}
            {"level":"off"}
            {"level":"high"}
            off
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                public static class Fan { [JsonEnum(Naming = JsonNaming.SnakeCase)] public enum Level { Low } }
                public static class Heater { public static class Inner { [JsonEnum(Naming = JsonNaming.SnakeCase)] public enum Level { Off } } }
                [JsonEnum(Naming = JsonNaming.SnakeCase)] public enum Level { High }
                [JsonObject] public partial record One(Fan.Level Level);
                [JsonObject] public partial record Two(Heater.Inner.Level Level);
                [JsonObject] public partial record Three(Level Level);
                """,
                "Again(new One(Fan.Level.Low))", "Again(new Two(Heater.Inner.Level.Off))", "Again(new Three(Level.High))", "HeaterInnerLevelNames.Parse(\"off\").ToName()")));

    // A raw literal ends at each of these, though they are no control characters.
    [Fact]
    public void Names_WithTheLineEndsOfUnicode_RoundTrip()
        => Assert.Equal(
            "{\"a\u2028b\":1,\"c\u2029d\":\"e\u2028\\\"\u2029f\",\"g\u0085h\":{\"i\u2028j\":{\"k\":2}}}",
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonEnum] public enum Kind { [JsonName("e\u2028\"\u2029f")] Odd }
                [JsonUnion] public abstract partial record Choice { [JsonCase(Name = "i\u2028j")] public sealed record A(int K) : Choice; }
                [JsonObject] public partial record Odd([property: JsonName("a\u2028b")] int A, [property: JsonName("c\u2029d")] Kind C, [property: JsonName("g\u0085h")] Choice G);
                """,
                "Again(new Odd(1, Kind.Odd, new Choice.A(2)))")));

    [Fact]
    public void StructUnion_WithRenamedCase_RoundTrips()
        => Assert.Equal(
            "{\"nr\":5} \"NOTHING\"",
            GeneratorVerifier.VerifyAndRun("""
                public enum Kind { Nothing, Number }
                [JsonUnion(CaseNaming = JsonNaming.ScreamingSnakeCase)] public readonly partial record struct Maybe
                {
                    private Maybe(Kind kind, int number) => (Kind, N) = (kind, number);
                    [JsonTag] public Kind Kind { get; }
                    public int N { get; }
                    [JsonCase] public static Maybe Nothing => default;
                    [JsonCase(nameof(N), Name = "nr")] public static Maybe Number(int number) => new(Kind.Number, number);
                }
                """ + RoundTrip + """
                    public static string Run() => $"{Again(Maybe.Number(5))} {Again(Maybe.Nothing)}";
                }
                """));

    [Fact]
    public void ClassWithRequiredProperties_RoundTrips()
        => Assert.Equal(
            """{"a":1,"b":"x"}""",
            GeneratorVerifier.VerifyAndRun("""
                [JsonObject] public sealed partial class Plain : IEquatable<Plain>
                {
                    public required int A { get; init; }
                    public required string B { get; set; }
                    public bool Equals(Plain? other) => other is not null && (A, B) == (other.A, other.B);
                    public override bool Equals(object? obj) => Equals(obj as Plain);
                    public override int GetHashCode() => A;
                }
                """ + RoundTrip + """
                    public static string Run() => Again(new Plain { A = 1, B = "x" });
                }
                """));

    [Fact]
    public void RecursiveUnion_NestedDeeperThanTheLimit_IsRefusedWithoutExhaustingTheStack()
        => Assert.Equal(
            "refused",
            GeneratorVerifier.VerifyAndRun("""
                [JsonUnion] public abstract partial record Tree
                {
                    public sealed record Leaf : Tree;
                    [JsonCase(IsNewtype = true)] public sealed record Branch(Tree Value) : Tree;
                }
                """ + RoundTrip + """
                    public static string Run()
                    {
                        string start = string.Concat(System.Linq.Enumerable.Repeat("{\"Branch\":", 1_000_000));
                        try
                        {
                            StenoJson.Deserialize<Tree>(System.Text.Encoding.UTF8.GetBytes(start));
                            return "accepted";
                        }
                        catch (StenoJsonException)
                        {
                            return Again<Tree>(new Tree.Branch(new Tree.Branch(new Tree.Leaf()))).Contains("Leaf") ? "refused" : "broken";
                        }
                    }
                }
                """));

    [Theory]
    [InlineData("Point", "[JsonObject] public readonly partial record struct Point(int X, string Label);")]
    [InlineData("Query", """
        [JsonObject(SkipNulls = true)] public partial record Page(int From, int? Limit);
        [JsonObject(RefuseUnknown = true)] public sealed partial record Query(string Text, [JsonFlatten] Page Page, List<Guid> Ids, int Retries = 3);
        """)]
    [InlineData("Box{T}", "[JsonObject] public sealed partial record Box<T>(T Value);")]
    public void GeneratedFile_IsTheOneReviewed(string name, string types)
    {
        string generated = GeneratorVerifier.Verify("namespace Demo;\n" + types)[$"Demo.{name}.Json.g.cs"];
        string path = Golden.GoldenFiles.SourcePath($"Steno.Tests/Generators/Snapshots/Demo.{name}.Json.g.txt");
        if (Environment.GetEnvironmentVariable("STENO_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, generated);
        }
        Assert.Equal(File.ReadAllText(path), generated);
    }
}

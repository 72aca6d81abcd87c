namespace Steno.Tests.Generators;

/// <summary>Types with type parameters, with base types, and with constructors of every kind.</summary>
public class TypeShapeTests
{
    [Fact]
    public void GenericTypes_WithEachWayToFindTheCode_RoundTrip()
        => Assert.Equal(
            """
            {"value":5}
            {"value":"x"}
            {"value":{"value":true}}
            {"value":{"x":1}}
            {"value":[1,2]}
            {"left":{"value":1},"right":[{"value":"a"}]}
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public partial record Point(int X);
                [JsonObject] public partial record Box<T>(T Value);
                [JsonObject] public partial record Own<T>(T Value) where T : IStenoJson<T>;
                [JsonObject] public readonly partial record struct With<T, TCodec>(T Value) where TCodec : IJsonCodec<T>;
                [JsonObject] public partial record User(Box<int> Left, List<Box<string>> Right);
                """,
                "Again(new Box<int>(5))", "Again(new Box<string>(\"x\"))", "Again(new Own<Box<bool>>(new(true)))", "Again(new Own<Point>(new(1)))",
                "Same(new With<int[], ArrayCodec<int, IntegerCodec<int>>>(new[] { 1, 2 }))",
                "Same(new User(new(1), new List<Box<string>> { new(\"a\") }))")));

    [Fact]
    public void GenericTypes_OfEveryShape_RoundTrip()
        => Assert.Equal(
            """
            {"Ok":{"value":5}}
            {"Err":{"message":"m"}}
            "None"
            [1,2]
            {"value":1,"children":[{"value":2,"children":[],"next":null}],"next":null}
            {"x":1}
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonUnion] public abstract partial record Result<T> { public sealed record Ok(T Value) : Result<T>; public sealed record Err(string Message) : Result<T>; public sealed record None : Result<T>; }
                [JsonNewtype] public partial record Many<T>(List<T> Items);
                [JsonObject] public partial record Tree<T>(T Value, Tree<T>[] Children, Tree<T>? Next) where T : struct;
                public partial class Outer<T> { [JsonObject] public partial record Inner(T X); }
                """,
                "Again<Result<int>>(new Result<int>.Ok(5))", "Again<Result<int>>(new Result<int>.Err(\"m\"))", "Again<Result<int>>(new Result<int>.None())",
                "Same(new Many<int>(new List<int> { 1, 2 }))",
                "Same(new Tree<int>(1, new[] { new Tree<int>(2, new Tree<int>[0], null) }, null))",
                "Again(new Outer<int>.Inner(1))")));

    [Fact]
    public void GenericType_OfAnUnknownType_SaysSoWhenItIsWritten()
        => Assert.Equal(
            "System.Text.StringBuilder",
            GeneratorVerifier.VerifyAndRun("[JsonObject] public partial record Box<T>(T Value);\n" + RoundTripSource.Head + """
                    public static string Run()
                    {
                        try
                        {
                            return Write(new Box<System.Text.StringBuilder>(new()));
                        }
                        catch (JsonCodecMissingException problem)
                        {
                            return problem.Type.ToString();
                        }
                    }
                }
                """));

    [Fact]
    public void MembersOfBaseTypes_ComeFirst()
        => Assert.Equal(
            """
            {"id":1,"name":"n","tag":"t"}
            {"from_base":2,"own":3}
            {"A":{"x":2,"common":1}}
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                public abstract record Entity(int Id) { public string Name { get; init; } = ""; public virtual string Tag { get; init; } = ""; }
                [JsonObject] public sealed partial record Person(int Id) : Entity(Id) { public override string Tag { get; init; } = ""; }
                public class Base { public int FromBase { get; set; } public int Computed => 1; protected int Hidden { get; set; } }
                [JsonObject] public sealed partial class Derived : Base, IEquatable<Derived>
                {
                    public int Own { get; set; }
                    public bool Equals(Derived? other) => (FromBase, Own) == (other?.FromBase, other?.Own);
                    public override bool Equals(object? obj) => Equals(obj as Derived);
                    public override int GetHashCode() => Own;
                }
                [JsonUnion] public abstract partial record Choice { public int Common { get; init; } public sealed record A(int X) : Choice; }
                """,
                "Again(new Person(1) { Name = \"n\", Tag = \"t\" })", "Again(new Derived { FromBase = 2, Own = 3 })", "Again<Choice>(new Choice.A(2) { Common = 1 })")));

    [Fact]
    public void Constructors_OfEveryKind_AreFound()
        => Assert.Equal(
            """
            {"x":1,"y":2}
            {"x":1,"y":0}
            {"x":3,"y":4}
            {"x":5}
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                """
                [JsonObject] public partial record Mixed(int X) { public int Y { get; init; } }
                [JsonObject] public partial record Marked
                {
                    public Marked(int x, int y) => (X, Y) = (x, y);
                    [JsonConstructor] private Marked(int x) => X = x;
                    public static Marked Of(int x) => new(x);
                    public int X { get; }
                    [JsonDefault] public int Y { get; init; }
                }
                [JsonObject] public partial struct Plain { public int X { get; set; } public required int Y { get; init; } }
                [JsonObject] public partial record Setting
                {
                    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Setting(int x) => (X, Ignored) = (x, 1);
                    public int X { get; }
                    [JsonIgnore] public required int Ignored { get; init; }
                }
                """,
                "Again(new Mixed(1) { Y = 2 })", "Again(Marked.Of(1))", "Again(new Plain { X = 3, Y = 4 })", "Again(new Setting(5))")));
}

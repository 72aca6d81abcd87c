namespace Steno.Tests.Generators;

/// <summary>The names of generated files: they are compared without regard to case, and stay when other code changes.</summary>
public class HintNameTests
{
    private const string Crowd = """
        using Steno.Json;
        [JsonObject] public partial record Point(int X);
        [JsonObject] public partial record Point<T>(T X);
        [JsonObject] public partial record Point<T, U>(T X, U Y);
        namespace One
        {
            [JsonObject] public partial record Point(int X);
            [JsonObject] public partial record POINT(int X);
            [JsonObject] public partial record pOint(int X);
            [JsonObject] public partial record bOx<T>(T X);
            [JsonObject] public partial record Box<T>(T X);
            public partial class Outer { [JsonObject] public partial record Point(int X); }
            public partial class oUter { [JsonObject] public partial record Point(int X); }
            public partial class Outer<T> { [JsonObject] public partial record Point(int X); }
        }
        namespace one { [JsonObject] public partial record Point(int X); }
        namespace Two { [JsonObject] public partial record Point(int X); [JsonEnum] public enum Level { Low } [JsonEnum] public enum LEVEL { Low } }
        """;

    [Fact]
    public void TypesWithAlmostTheSameName_HaveFilesOfTheirOwn()
    {
        IReadOnlyDictionary<string, string> files = GeneratorVerifier.VerifyFiles(Crowd);
        Assert.Equal(15, files.Count);
        Assert.Equal(15, files.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void OtherCode_Added_ChangesNoFileName()
    {
        string[] before = [.. GeneratorVerifier.VerifyFiles(Crowd).Keys];
        string[] after = [.. GeneratorVerifier.VerifyFiles(
            "using Steno.Json; namespace Before { [JsonObject] public partial record Point(int X); } namespace One { public class Unrelated; public class Points; }", Crowd).Keys];
        Assert.Equal([.. before.Append("Before.Point.Json.g.cs").Order(StringComparer.Ordinal)], after.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AnOrdinaryName_IsThePathOfTheType()
        => Assert.Equal(
            ["App.Outer.Inner.Json.g.cs", "App.Pair{T,U}.Json.g.cs", "Global.Json.g.cs"],
            GeneratorVerifier.VerifyFiles("""
                using Steno.Json;
                [JsonObject] public partial record Global(int X);
                namespace App { public partial class Outer { [JsonObject] public partial record Inner(int X); } [JsonObject] public partial record Pair<T, U>(T X, U Y); }
                """).Keys.Order(StringComparer.Ordinal));
}

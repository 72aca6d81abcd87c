namespace Steno.Tests.Generators;

public class DiagnosticTests
{
    [Theory]
    [InlineData("STENO001", "Point", "[JsonObject] public record Point(int X);")]
    [InlineData("STENO001", "Inner", "public class Outer { [JsonNewtype] public readonly partial record struct Inner(int X); }")]
    [InlineData("STENO002", "When", "[JsonObject] public partial record Event(int Id, Version When);")]
    [InlineData("STENO002", "Value", "[JsonNewtype] public partial record Box(object Value);")]
    [InlineData("STENO003", "Twice", "[JsonObject] public partial record Twice(int A, [property: JsonName(\"a\")] int B);")]
    [InlineData("STENO003", "Twice", "[JsonEnum] public enum Twice { A, [JsonName(\"A\")] B }")]
    [InlineData("STENO003", "Twice", "[JsonUnion] public abstract partial record Twice { public sealed record A : Twice; [JsonCase(Name = \"A\")] public sealed record B : Twice; }")]
    [InlineData("STENO004", "Bits", "[Flags, JsonEnum] public enum Bits { A = 1, B = 2 }")]
    [InlineData("STENO005", "Hidden", "[JsonObject] public partial class Hidden { public Hidden(int x) { } }")]
    [InlineData("STENO006", "Two", "[JsonNewtype] public readonly partial record struct Two(int A, int B);")]
    [InlineData("STENO007", "Open", "[JsonUnion] public partial record Open { public sealed record A : Open; }")]
    [InlineData("STENO007", "A", "[JsonUnion] public abstract partial record Open { public record A : Open; }")]
    [InlineData("STENO007", "Untagged", "[JsonUnion] public readonly partial struct Untagged { [JsonCase] public static Untagged A => default; }")]
    [InlineData("STENO008", "Generic", "[JsonObject] public partial record Generic<T>(int X);")]
    [InlineData("STENO008", "Alias", "[JsonEnum] public enum Alias { A = 1, B = 1 }")]
    [InlineData("STENO008", "Own", "[JsonObject] file partial record Own(int X);")]
    [InlineData("STENO008", "Level", "public class Outer { [JsonEnum] private enum Level { Low } }")]
    public void Mistake_Compiled_IsReportedAtItsPlace(string id, string marked, string source)
        => Assert.Equal([(id, marked)], GeneratorVerifier.Diagnose(source));

    [Theory]
    [InlineData("[JsonObject] public partial record Point(int X);")]
    [InlineData("public partial class Outer { [JsonNewtype] public readonly partial record struct Inner(int X); }")]
    [InlineData("[JsonObject] public partial record Event(int Id, RawJson When);")]
    [InlineData("[JsonObject] public partial record Once(int A, [property: JsonName(\"c\")] int B);")]
    [InlineData("[JsonEnum] public enum Plain { A = 1, B = 2 }")]
    [InlineData("[JsonObject] public partial class Shown { public Shown(int x) { X = x; } public int X { get; } public int Twice => X * 2; }")]
    [InlineData("[JsonUnion] public abstract partial record Closed { public sealed record A : Closed; public record struct Other(int X); }")]
    public void CorrectForm_Compiled_IsNotReported(string source) => GeneratorVerifier.Verify(source);
}

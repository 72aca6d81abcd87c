using System.Reflection;
using Steno.Json;

namespace Steno.Tests.Generators;

public class RegistrationTests
{
    private const string Types = """
        [JsonObject] public partial record Point(int X);
        [JsonNewtype] internal readonly partial record struct Code(string Value);
        [JsonUnion] public abstract partial record Choice { public sealed record Unit : Choice; }
        [JsonEnum] public enum Level { Low }
        public partial class Outer
        {
            [JsonObject] private partial record Hidden(int X);
            [JsonObject] protected partial record Kept(int X);
            [JsonObject] internal partial record Shown(int X) { [JsonEnum] internal enum Grade { Good } }
            private partial class Middle
            {
                [JsonObject] public partial record Deep(int X);
                private partial struct Lower { [JsonObject] private partial record Deepest(int X); [JsonNewtype] internal partial record struct Low(int X); }
            }
        }
        """;

    [Theory]
    [InlineData("Point")]
    [InlineData("Code")]
    [InlineData("Choice")]
    [InlineData("Level")]
    [InlineData("Outer+Hidden")]
    [InlineData("Outer+Kept")]
    [InlineData("Outer+Shown")]
    [InlineData("Outer+Shown+Grade")]
    [InlineData("Outer+Middle+Deep")]
    [InlineData("Outer+Middle+Lower+Deepest")]
    [InlineData("Outer+Middle+Lower+Low")]
    public void Type_BeforeAnyOfItsModuleRan_IsFound(string name)
        => GeneratorVerifier.VerifyAndLoad(Types, assembly => Assert.NotNull(TryGet(assembly.GetType(name)!)));

    [Fact]
    public void ListOfAType_RegisteredByAModuleInitialiser_IsFoundThroughItsItems()
        => GeneratorVerifier.VerifyAndLoad(
            Types + """
                internal static class Registrations
                {
                    [System.Runtime.CompilerServices.ModuleInitializer]
                    internal static void Register() => JsonCodecs.Register<System.Collections.Generic.List<Point>, ListCodec<Point, Point>>();
                }
                """,
            assembly => Assert.NotNull(TryGet(typeof(List<>).MakeGenericType(assembly.GetType("Point")!))));

    private static object? TryGet(Type type)
        => typeof(JsonCodecs).GetMethod(nameof(JsonCodecs.TryGet), BindingFlags.Public | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Steno.Generators;

namespace Steno.Tests.Generators;

/// <summary>Calls that look up the JSON code of a type argument: those without any are reported where the type is named.</summary>
public class JsonCodeAnalyzerTests
{
    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing Steno;\nusing Steno.Json;\n";

    private const string Types = """
        public class Bare;
        [JsonObject] public partial record Point(int X);
        [JsonObject] public partial record Box<T>(T Value);
        [JsonEnum] public enum Level { Low }
        public static class Lookup
        {
            public static T Get<[RequiresJsonCode] T>() => JsonCodecs.Of<T>().Read(RawJson.Parse("null"));
            public static void Put<TOther, [RequiresJsonCode] T>(T value, TOther other) { }
            public static T Free<T>() => default!;
        }

        """;

    [Theory]
    [InlineData("Bare", "Lookup.Get<Bare>();")]
    [InlineData("Bare", "JsonCodecs.Of<Bare>();")]
    [InlineData("Put", "Lookup.Put(new Bare(), 1);")]
    [InlineData("Bare", "Lookup.Put<int, Bare>(new Bare(), 1);")]
    [InlineData("Bare", "Func<Bare> get = Lookup.Get<Bare>;")]
    [InlineData("Box<int>", "Lookup.Get<Box<int>>();")]
    [InlineData("List<Point>", "Lookup.Get<List<Point>>();")]
    [InlineData("Point[]", "Lookup.Get<Point[]>();")]
    [InlineData("int?", "Lookup.Get<int?>();")]
    [InlineData("(int, int)", "Lookup.Get<(int, int)>();")]
    [InlineData("object", "Lookup.Get<object>();")]
    public async Task TypeWithoutCode_LookedUp_IsReportedWhereItIsNamed(string marked, string call)
        => Assert.Equal([("STENO016", marked)], await DiagnoseAsync(call));

    [Theory]
    [InlineData("Lookup.Get<Point>();")]
    [InlineData("Lookup.Get<Level>();")]
    [InlineData("Lookup.Put(\"x\", new Bare());")]
    [InlineData("Lookup.Get<Guid>(); Lookup.Get<Half>(); Lookup.Get<UInt128>(); Lookup.Get<byte[]>(); Lookup.Get<string[]>(); Lookup.Get<List<int>>(); Lookup.Get<RawJson>(); Lookup.Get<Uri>();")]
    [InlineData("Lookup.Get<SagaId>(); Lookup.Get<ActionError>(); Lookup.Get<SagaCachedState>();")]
    [InlineData("Lookup.Free<Bare>();")]
    [InlineData("JsonCodecs.TryGet<Bare>();")]
    [InlineData("JsonCodecs.Register<List<Point>, ListCodec<Point, Point>>(); Lookup.Get<List<Point>>();")]
    [InlineData("System.Text.Json.Serialization.Metadata.JsonTypeInfo<Bare> info = null!; JsonCodecs.Register(info); Lookup.Get<Bare>();")]
    [InlineData("Own<int>(); static void Own<[RequiresJsonCode] T>() => Lookup.Get<T>();")]
    [InlineData("\n#pragma warning disable STENO016 // Registered elsewhere.\nLookup.Get<Bare>();\n#pragma warning restore STENO016\n")]
    public async Task TypeThatIsFound_LookedUp_IsNotReported(string call) => Assert.Empty(await DiagnoseAsync(call));

    [Fact]
    public async Task TypesThatAreSaidToBeFound_AreFound()
    {
        // What the analyzer takes for known without a registration must be so when it runs.
        GeneratorVerifier.VerifyAndRun(Types + """
            public static class Test
            {
                public static string Run()
                {
                    _ = (JsonCodecs.Of<Point>(), JsonCodecs.Of<Level>(), JsonCodecs.Of<Half>(), JsonCodecs.Of<UInt128>(), JsonCodecs.Of<List<int>>(), JsonCodecs.Of<string[]>(), JsonCodecs.Of<RawJson>());
                    return JsonCodecs.TryGet<Box<int>>() is null && JsonCodecs.TryGet<int?>() is null && JsonCodecs.TryGet<Point[]>() is null ? "" : throw new InvalidOperationException();
                }
            }
            """);
        Assert.Empty(await DiagnoseAsync("JsonCodecs.Of<Point>(); JsonCodecs.Of<Level>(); JsonCodecs.Of<Half>(); JsonCodecs.Of<UInt128>(); JsonCodecs.Of<List<int>>(); JsonCodecs.Of<string[]>(); JsonCodecs.Of<RawJson>();"));
    }

    private static async Task<IReadOnlyList<(string Id, string Marked)>> DiagnoseAsync(string calls)
    {
        string source = $"{Usings}{Types}public static class Test {{ public static void Run() {{ {calls} }} }}";
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Consumer", [CSharpSyntaxTree.ParseText(source, GeneratorVerifier.ParseOptions, "Source.cs")], GeneratorVerifier.References, GeneratorVerifier.CompilationOptions);
        CSharpGeneratorDriver.Create([new JsonGenerator().AsSourceGenerator()], parseOptions: GeneratorVerifier.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);
        Assert.Empty(generated.GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error));
        ImmutableArray<Diagnostic> found = await generated.WithAnalyzers([new JsonCodeAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. found.Select(each => (each.Id, source.Substring(each.Location.SourceSpan.Start, each.Location.SourceSpan.Length)))];
    }
}

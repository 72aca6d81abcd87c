// Runs the generator on a source text the way a build does, and asserts at every use what must always hold:
// the result compiles with warnings as errors, a second run and a run after an unrelated edit come from the cache,
// the output is the same both times and in every culture, and no model holds anything of the compiler's.

using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Steno.Generators;
using Steno.Json;
using Steno.Tests.Json;

namespace Steno.Tests.Generators;

internal static class GeneratorVerifier
{
    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing System.Collections.Immutable;\nusing System.Text.Json.Serialization;\nusing Steno;\nusing Steno.Json;\n";

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    public static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(StenoJson).Assembly.Location),
    ];

    /// <summary>Asserts that the source is good, and returns the generated files by hint name.</summary>
    public static IReadOnlyDictionary<string, string> Verify(string source)
    {
        (Compilation compilation, GeneratorDriverRunResult result) = Run(source);
        Assert.Empty(result.Diagnostics);
        AssertCompiles(compilation);
        return result.Results.Single().GeneratedSources.ToDictionary(file => file.HintName, file => file.SourceText.ToString());
    }

    /// <summary>Asserts that the source is good, runs its <c>Test.Run()</c> in several cultures, and returns what that returned in each.</summary>
    public static string VerifyAndRun(string source)
    {
        string? result = null;
        VerifyAndLoad(source, assembly => Cultures.InEach(() =>
        {
            try
            {
                string again = (string)assembly.GetType("Test")!.GetMethod("Run")!.Invoke(null, null)!;
                Assert.Equal(result ??= again, again);
            }
            catch (TargetInvocationException thrown)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown.InnerException!);
            }
        }));
        return result!;
    }

    /// <summary>Asserts that the source is good, and hands on its assembly, of which nothing has run yet.</summary>
    public static void VerifyAndLoad(string source, Action<Assembly> use)
    {
        (Compilation compilation, GeneratorDriverRunResult result) = Run(source);
        Assert.Empty(result.Diagnostics);
        AssertCompiles(compilation);
        using MemoryStream image = new();
        Assert.True(compilation.Emit(image).Success);
        image.Position = 0;
        AssemblyLoadContext context = new("generated", isCollectible: true);
        try
        {
            use(context.LoadFromStream(image));
        }
        finally
        {
            context.Unload();
        }
    }

    /// <summary>The diagnostics of a source with mistakes, each as id and the text that it marks.</summary>
    public static IReadOnlyList<(string Id, string Marked)> Diagnose(string source)
        => [.. Run(source).Result.Diagnostics.Select(each => (each.Id, (Usings + source).Substring(each.Location.SourceSpan.Start, each.Location.SourceSpan.Length)))];

    private static (Compilation Compilation, GeneratorDriverRunResult Result) Run(string source)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Consumer",
            [CSharpSyntaxTree.ParseText(Usings + source, ParseOptions, "Source.cs")],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));
        GeneratorDriver fresh = CSharpGeneratorDriver.Create(
            [new JsonGenerator().AsSourceGenerator()], parseOptions: ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

        GeneratorDriver driver = fresh.RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out _);
        GeneratorDriverRunResult first = driver.GetRunResult();
        AssertNoCompilerObjects(first);
        Cultures.In(Cultures.All[^1], () => AssertSameFiles(first, fresh.RunGenerators(compilation).GetRunResult()));

        GeneratorDriverRunResult again = driver.RunGenerators(compilation).GetRunResult();
        AssertCached(first, again);
        Compilation edited = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("internal static class Unrelated { internal const int Two = 2; }", ParseOptions, "Unrelated.cs"));
        AssertCached(first, driver.RunGenerators(edited).GetRunResult());
        return (updated, first);
    }

    private static void AssertCompiles(Compilation compilation)
    {
        string[] problems = [.. compilation.GetDiagnostics().Where(each => each.Severity >= DiagnosticSeverity.Warning && each.Id != "CS1591").Select(each => each.ToString())];
        Assert.True(problems.Length == 0, string.Join("\n", problems));
        foreach (SyntaxTree generated in compilation.SyntaxTrees.Where(tree => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("\r", generated.ToString(), StringComparison.Ordinal);
            Assert.Contains("#nullable enable", generated.ToString(), StringComparison.Ordinal);
        }
    }

    private static void AssertCached(GeneratorDriverRunResult first, GeneratorDriverRunResult second)
    {
        AssertSameFiles(first, second);
        foreach (IncrementalGeneratorRunStep step in TrackedSteps(second).Concat(second.Results.Single().TrackedOutputSteps.Values.SelectMany(steps => steps)))
        {
            Assert.All(step.Outputs, output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step.Name}: {output.Reason}"));
        }
    }

    private static void AssertSameFiles(GeneratorDriverRunResult first, GeneratorDriverRunResult second)
        => Assert.Equal(
            first.Results.Single().GeneratedSources.Select(file => (file.HintName, file.SourceText.ToString())),
            second.Results.Single().GeneratedSources.Select(file => (file.HintName, file.SourceText.ToString())));

    private static void AssertNoCompilerObjects(GeneratorDriverRunResult result)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        foreach (IncrementalGeneratorRunStep step in TrackedSteps(result))
        {
            foreach ((object value, _) in step.Outputs)
            {
                Visit(value);
            }
        }

        void Visit(object? value)
        {
            if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
            {
                return;
            }
            Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or SemanticModel or Location, $"A model holds a {value.GetType()}.");
            if (value is IEnumerable items)
            {
                foreach (object? item in items)
                {
                    Visit(item);
                }
            }
            foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                Visit(field.GetValue(value));
            }
        }
    }

    private static IEnumerable<IncrementalGeneratorRunStep> TrackedSteps(GeneratorDriverRunResult result)
    {
        string[] ours = [TrackingNames.Targets, TrackingNames.Problems, TrackingNames.Types];
        return result.Results.Single().TrackedSteps.Where(pair => ours.Contains(pair.Key)).SelectMany(pair => pair.Value);
    }
}

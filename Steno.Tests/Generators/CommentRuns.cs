using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Steno.Generators;
using Steno.Json;

namespace Steno.Tests.Generators;

/// <summary>Runs the generator where it depends on the comments of a source: on how they are parsed, and on their edits.</summary>
internal static class CommentRuns
{
    private const string Usings = "using System;\nusing Steno.Json;\n";

    /// <summary>The generated code, after asserting that neither the generator nor the compiler had anything to say.</summary>
    public static string Generate(string source, DocumentationMode documentation) => Generate(Compile(source, documentation), documentation);

    /// <summary>The generated code as an editor sees it, which knows comments of the library.</summary>
    public static string GenerateInEditor(string source)
    {
        CSharpCompilation compilation = Compile(source, DocumentationMode.Diagnose);
        MetadataReference described = MetadataReference.CreateFromFile(typeof(StenoJson).Assembly.Location, documentation: new EditorDocumentation());
        compilation = compilation.ReplaceReference(GeneratorVerifier.References[^1], described);
        Assert.NotEmpty(compilation.GetTypeByMetadataName(typeof(SagaCachedState).FullName!)!.GetDocumentationCommentXml()!);
        return Generate(compilation, DocumentationMode.Diagnose);
    }

    private static string Generate(CSharpCompilation compilation, DocumentationMode documentation)
    {
        GeneratorDriver driver = NewDriver(documentation).RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out _);
        GeneratorDriverRunResult result = driver.GetRunResult();
        Assert.Empty(result.Diagnostics);
        Assert.Empty(updated.GetDiagnostics().Where(each => each.Severity >= DiagnosticSeverity.Warning).Select(each => each.ToString()));
        return string.Concat(result.Results.Single().GeneratedSources.Select(file => file.SourceText.ToString()));
    }

    /// <summary>Whether no stage gave anything new after an edit of the file.</summary>
    public static bool IsCachedAfter(string source, string edited)
    {
        GeneratorDriver driver = NewDriver(DocumentationMode.Diagnose).RunGenerators(Compile(source, DocumentationMode.Diagnose));
        GeneratorRunResult result = driver.RunGenerators(Compile(edited, DocumentationMode.Diagnose)).GetRunResult().Results.Single();
        IncrementalStepRunReason[] reasons = [.. new[] { TrackingNames.Targets, TrackingNames.Problems, TrackingNames.Types }
            .Where(result.TrackedSteps.ContainsKey)
            .SelectMany(name => result.TrackedSteps[name])
            .Concat(result.TrackedOutputSteps.Values.SelectMany(steps => steps))
            .SelectMany(step => step.Outputs.Select(output => output.Reason))];
        Assert.NotEmpty(reasons);
        return reasons.All(reason => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
    }

    private static CSharpCompilation Compile(string source, DocumentationMode documentation) => CSharpCompilation.Create(
        "Consumer",
        [CSharpSyntaxTree.ParseText(Usings + source, Options(documentation), "Source.cs")],
        GeneratorVerifier.References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static GeneratorDriver NewDriver(DocumentationMode documentation) => CSharpGeneratorDriver.Create(
        [new JsonGenerator().AsSourceGenerator()], parseOptions: Options(documentation),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static CSharpParseOptions Options(DocumentationMode documentation) => GeneratorVerifier.ParseOptions.WithDocumentationMode(documentation);
}

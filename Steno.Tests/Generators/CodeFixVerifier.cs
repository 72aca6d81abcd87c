// Applies a code fix to a project the way an editor does: the generator's diagnostics, the fix's offer, the changed files.
// What comes out must compile with the generator, without diagnostics.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Steno.Generators;

namespace Steno.Tests.Generators;

internal static class CodeFixVerifier
{
    /// <summary>Fixes the first diagnostic that the provider fixes, and asserts the text that comes out and that it is good.</summary>
    public static async Task FixesAsync(CodeFixProvider fix, string source, string expected, string? title = null)
        => Assert.Equal(expected, (await FixAsync(fix, FixAllScope.Custom, title, source))[0]);

    /// <summary>Fixes everything in the scope; the diagnostics asked for are those of the first file's first.</summary>
    public static async Task FixesAllAsync(CodeFixProvider fix, FixAllScope scope, string[] sources, string[] expected)
        => Assert.Equal(expected, await FixAsync(fix, scope, null, sources));

    /// <summary>Whether the provider offers nothing for the source's diagnostics.</summary>
    public static async Task OffersNothingAsync(CodeFixProvider fix, string source)
    {
        using AdhocWorkspace workspace = Open([source]);
        Project project = workspace.CurrentSolution.Projects.Single();
        Diagnostic[] found = [.. (await DiagnoseAsync(project)).Where(each => fix.FixableDiagnosticIds.Contains(each.Id))];
        Assert.NotEmpty(found);
        Assert.Empty(await OfferedAsync(fix, project.Documents.Single(), found[0]));
    }

    private static async Task<string[]> FixAsync(CodeFixProvider fix, FixAllScope scope, string? title, params string[] sources)
    {
        using AdhocWorkspace workspace = Open(sources);
        Project project = workspace.CurrentSolution.Projects.Single();
        Diagnostic first = (await DiagnoseAsync(project)).First(each => fix.FixableDiagnosticIds.Contains(each.Id));
        Document document = project.Documents.Single(each => each.FilePath == first.Location.GetLineSpan().Path);
        List<CodeAction> offered = await OfferedAsync(fix, document, first);
        CodeAction? action = title is null ? offered.FirstOrDefault() : offered.SingleOrDefault(each => each.Title == title);
        Assert.NotNull(action);
        if (scope != FixAllScope.Custom)
        {
            FixAllContext context = new(document, fix, scope, action.EquivalenceKey!, fix.FixableDiagnosticIds, new GeneratorDiagnostics(), default);
            action = await fix.GetFixAllProvider()!.GetFixAsync(context);
            Assert.NotNull(action);
        }
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(default);
        Project changed = Assert.IsType<ApplyChangesOperation>(Assert.Single(operations)).ChangedSolution.GetProject(project.Id)!;
        string[] texts = await Task.WhenAll(changed.Documents.Select(async each => (await each.GetTextAsync()).ToString()));
        if (scope != FixAllScope.Document)
        {
            GeneratorVerifier.VerifyFiles(texts);
        }
        return texts;
    }

    private static async Task<List<CodeAction>> OfferedAsync(CodeFixProvider fix, Document document, Diagnostic diagnostic)
    {
        List<CodeAction> offered = [];
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offered.Add(action), default));
        return offered;
    }

    private static AdhocWorkspace Open(string[] sources)
    {
        AdhocWorkspace workspace = new(MefHostServices.DefaultHost);
        ProjectId id = ProjectId.CreateNewId();
        Solution solution = workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            id, VersionStamp.Default, "Consumer", "Consumer", LanguageNames.CSharp,
            compilationOptions: GeneratorVerifier.CompilationOptions, parseOptions: GeneratorVerifier.ParseOptions, metadataReferences: GeneratorVerifier.References));
        for (int i = 0; i < sources.Length; i++)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(id), $"File{i}.cs", sources[i], filePath: $"File{i}.cs");
        }
        Assert.True(workspace.TryApplyChanges(solution));
        return workspace;
    }

    private static async Task<ImmutableArray<Diagnostic>> DiagnoseAsync(Project project)
    {
        Compilation compilation = (await project.GetCompilationAsync())!;
        // An editor hands a fix diagnostics that point into the tree; the generator's name a path, since a model must not hold a tree.
        return [.. CSharpGeneratorDriver.Create([new JsonGenerator().AsSourceGenerator()], parseOptions: GeneratorVerifier.ParseOptions)
            .RunGenerators(compilation).GetRunResult().Diagnostics
            .Select(each => Diagnostic.Create(each.Descriptor, Location.Create(compilation.SyntaxTrees.Single(tree => tree.FilePath == each.Location.GetLineSpan().Path), each.Location.SourceSpan)))];
    }

    /// <summary>What an editor keeps: the diagnostics by the file that they point to.</summary>
    private sealed class GeneratorDiagnostics : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => await DiagnoseAsync(project);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
            => (await DiagnoseAsync(document.Project)).Where(each => each.Location.GetLineSpan().Path == document.FilePath);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken)
            => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}

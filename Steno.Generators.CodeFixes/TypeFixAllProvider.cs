using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Steno.Generators.CodeFixes;

/// <summary>Gathers what every diagnostic needs and then changes each declaration once. Fixes made one by one would overlap: two mistakes may need the same type changed.</summary>
internal sealed class TypeFixAllProvider(TypeFixProvider fix) : FixAllProvider
{
    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution };

    public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        TypeEdits edits = new();
        bool any = false;
        foreach (Document document in Documents(context))
        {
            ImmutableArray<Diagnostic> diagnostics = await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);
            foreach (Diagnostic diagnostic in diagnostics)
            {
                any |= await fix.GatherAsync(edits, document, diagnostic.Location.SourceSpan, context.CancellationToken).ConfigureAwait(false);
            }
        }
        return any ? CodeAction.Create(fix.Title, cancellation => edits.ApplyAsync(context.Solution, cancellation), equivalenceKey: fix.Title) : null;
    }

    private static IEnumerable<Document> Documents(FixAllContext context) => context.Scope switch
    {
        FixAllScope.Document => new[] { context.Document! },
        FixAllScope.Project => context.Project.Documents,
        _ => context.Solution.Projects.Where(project => project.Language == LanguageNames.CSharp).SelectMany(project => project.Documents),
    };
}

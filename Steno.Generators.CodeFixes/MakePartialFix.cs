using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Steno.Generators.CodeFixes;

/// <summary>Makes a type, and every type around it, partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix)), Shared]
public sealed class MakePartialFix : TypeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("STENO001");

    internal override string Title => "Make the type and those around it partial";

    internal override async Task<bool> GatherAsync(TypeEdits edits, Document document, TextSpan span, CancellationToken cancellation)
    {
        if ((await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))?.TypeAt(span) is not TypeDeclarationSyntax type)
        {
            return false;
        }
        edits.Add(type, attribute: null);
        return true;
    }
}

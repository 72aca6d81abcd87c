using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Steno.Generators.CodeFixes;

/// <summary>Makes a union's record abstract, or a case of it sealed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CloseUnionFix)), Shared]
public sealed class CloseUnionFix : SyntaxFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("STENO007");

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.TypeAt(context.Span) is not RecordDeclarationSyntax { RawKind: (int)SyntaxKind.RecordDeclaration } type)
        {
            return;
        }
        if (type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString().Contains("JsonUnion")))
        {
            if (!type.Modifiers.Any(SyntaxKind.AbstractKeyword) && !type.Modifiers.Any(SyntaxKind.SealedKeyword))
            {
                Register(context, root, "Make the union abstract", type, type.WithModifier(SyntaxKind.AbstractKeyword));
            }
        }
        else if (!type.Modifiers.Any(SyntaxKind.SealedKeyword) && !type.Modifiers.Any(SyntaxKind.AbstractKeyword))
        {
            Register(context, root, "Seal the case", type, type.WithModifier(SyntaxKind.SealedKeyword));
        }
    }
}

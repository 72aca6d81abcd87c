using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Steno.Generators.CodeFixes;

/// <summary>Opens a hidden setter to initialisers, or leaves the member out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HiddenSetterFix)), Shared]
public sealed class HiddenSetterFix : SyntaxFixProvider
{
    private const string Ignore = "System.Text.Json.Serialization.JsonIgnore";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("STENO009");

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.MemberAt(context.Span) is not PropertyDeclarationSyntax property)
        {
            return;
        }
        AccessorDeclarationSyntax? setter = property.AccessorList?.Accessors
            .FirstOrDefault(each => each.IsKind(SyntaxKind.SetAccessorDeclaration) || each.IsKind(SyntaxKind.InitAccessorDeclaration));
        if (setter is not null)
        {
            SyntaxToken keyword = SyntaxFactory.Token(SyntaxKind.InitKeyword).WithTrailingTrivia(setter.Keyword.TrailingTrivia);
            Register(context, root, "Make the setter init", setter, SyntaxFactory.AccessorDeclaration(
                SyntaxKind.InitAccessorDeclaration, setter.AttributeLists, SyntaxFactory.TokenList(), keyword, setter.Body, setter.ExpressionBody, setter.SemicolonToken)
                .WithLeadingTrivia(setter.GetLeadingTrivia()));
        }
        SemanticModel model = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        bool isImported = model.LookupNamespacesAndTypes(property.SpanStart, name: "JsonIgnoreAttribute").Any(found => found.ToDisplayString() == Ignore + "Attribute");
        Register(context, root, "Leave the member out of the JSON", property,
            property.WithAttribute(isImported ? "JsonIgnore" : Ignore, property.AfterAttribute(root.EndOfLine())));
    }
}

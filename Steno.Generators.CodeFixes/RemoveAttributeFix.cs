using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Steno.Generators.Parsing;

namespace Steno.Generators.CodeFixes;

/// <summary>Takes away an attribute that has no effect on a member, or cannot stand there.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveAttributeFix)), Shared]
public sealed class RemoveAttributeFix : SyntaxFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("STENO011", "STENO015");

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.MemberAt(context.Span) is not { } member || model is null)
        {
            return;
        }
        SyntaxList<AttributeListSyntax> lists = member is ParameterSyntax parameter ? parameter.AttributeLists : ((PropertyDeclarationSyntax)member).AttributeLists;
        AttributeSyntax? wrong = lists.SelectMany(list => list.Attributes).FirstOrDefault(attribute => IsWrong(context.Diagnostics[0].Id, attribute, model));
        if (wrong is not null)
        {
            Register(context, root, $"Remove [{wrong.Name}]", member, Without(member, wrong));
        }
    }

    private static bool IsWrong(string id, AttributeSyntax attribute, SemanticModel model)
    {
        string? name = model.GetTypeInfo(attribute).Type?.ToDisplayString();
        return id == "STENO011" ? name == AttributeNames.Flatten : AttributeNames.NotHonoured.Any(each => each.Attribute == name);
    }

    /// <summary>A list of attributes that becomes empty goes, with the space after it; what stood before it stays.</summary>
    private static SyntaxNode Without(SyntaxNode member, AttributeSyntax attribute)
    {
        AttributeListSyntax list = (AttributeListSyntax)attribute.Parent!;
        return list.Attributes.Count > 1
            ? member.ReplaceNode(list, list.WithAttributes(list.Attributes.Remove(attribute)))
            : member.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia)!.WithLeadingTrivia(member.GetLeadingTrivia());
    }
}

using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Steno.Generators.Parsing;

namespace Steno.Generators.CodeFixes;

/// <summary>Gives a member's type, or what the collection holds, the attribute that asks for its code.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddAttributeFix)), Shared]
public sealed class AddAttributeFix : TypeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("STENO002");

    internal override string Title => "Give the member's type its attribute";

    internal override async Task<bool> GatherAsync(TypeEdits edits, Document document, TextSpan span, CancellationToken cancellation)
    {
        if ((await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))?.MemberAt(span) is not { } member
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return false;
        }
        ITypeSymbol? type = model.GetDeclaredSymbol(member, cancellation) switch
        {
            IPropertySymbol property => property.Type,
            IParameterSymbol parameter => parameter.Type,
            _ => null,
        };
        bool any = false;
        foreach (INamedTypeSymbol missing in MissingTypes.In(type))
        {
            if (missing.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is BaseTypeDeclarationSyntax declaration
                && document.Project.Solution.GetDocument(declaration.SyntaxTree) is not null)
            {
                edits.Add(declaration, MissingTypes.AttributeFor(missing));
                any = true;
            }
        }
        return any;
    }
}

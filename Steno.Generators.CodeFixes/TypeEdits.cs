using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Steno.Generators.CodeFixes;

/// <summary>Changes to declarations, gathered from any number of diagnostics and made at once: each declaration is changed once.</summary>
internal sealed class TypeEdits
{
    private const string OurNamespace = "Steno.Json";

    private readonly Dictionary<SyntaxTree, Dictionary<BaseTypeDeclarationSyntax, TypeEdit>> _edits = new();

    /// <summary>Makes the type, and those around it, partial; with an attribute if one is named.</summary>
    public void Add(BaseTypeDeclarationSyntax type, string? attribute)
    {
        if (attribute is not null)
        {
            Add(type, new TypeEdit(attribute, IsPartial: false));
        }
        // An enum's code stands beside the types around it.
        if (type is TypeDeclarationSyntax)
        {
            foreach (TypeDeclarationSyntax each in type.NotPartial())
            {
                Add(each, new TypeEdit(null, IsPartial: true));
            }
        }
    }

    public async Task<Solution> ApplyAsync(Solution solution, CancellationToken cancellation)
    {
        foreach (KeyValuePair<SyntaxTree, Dictionary<BaseTypeDeclarationSyntax, TypeEdit>> one in _edits)
        {
            if (solution.GetDocument(one.Key) is { } document)
            {
                solution = solution.WithDocumentSyntaxRoot(document.Id, await ApplyAsync(document, one.Value, cancellation).ConfigureAwait(false));
            }
        }
        return solution;
    }

    private void Add(BaseTypeDeclarationSyntax type, TypeEdit edit)
    {
        if (!_edits.TryGetValue(type.SyntaxTree, out Dictionary<BaseTypeDeclarationSyntax, TypeEdit>? edits))
        {
            _edits.Add(type.SyntaxTree, edits = new());
        }
        edits[type] = edits.TryGetValue(type, out TypeEdit? other) ? other.With(edit) : edit;
    }

    private static async Task<SyntaxNode> ApplyAsync(Document document, Dictionary<BaseTypeDeclarationSyntax, TypeEdit> edits, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        string endOfLine = root.EndOfLine();
        bool isImported = edits.Where(pair => pair.Value.Attribute is not null)
            .All(pair => model.LookupNamespacesAndTypes(pair.Key.SpanStart, name: ShortName(pair.Value.Attribute!) + "Attribute")
                .Any(found => found.ToDisplayString() == pair.Value.Attribute));
        root = root.ReplaceNodes(edits.Keys, (old, changed) => Change(changed, edits[old], old.AfterAttribute(endOfLine)));
        return isImported ? root : Imports.Add((CompilationUnitSyntax)root, OurNamespace, endOfLine);
    }

    private static BaseTypeDeclarationSyntax Change(BaseTypeDeclarationSyntax type, TypeEdit edit, SyntaxTrivia separator)
    {
        if (edit.IsPartial)
        {
            type = type.WithModifier(SyntaxKind.PartialKeyword);
        }
        return edit.Attribute is null ? type : type.WithAttribute(ShortName(edit.Attribute), separator);
    }

    private static string ShortName(string attribute)
        => attribute.Substring(OurNamespace.Length + 1, attribute.Length - OurNamespace.Length - 1 - "Attribute".Length);
}

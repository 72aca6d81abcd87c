using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Steno.Generators.CodeFixes;

/// <summary>Adds a using directive where the order of the others puts it: System first, then by name.</summary>
internal static class Imports
{
    public static CompilationUnitSyntax Add(CompilationUnitSyntax root, string name, string endOfLine)
    {
        UsingDirectiveSyntax added = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name).WithLeadingTrivia(SyntaxFactory.Space))
            .WithTrailingTrivia(SyntaxFactory.EndOfLine(endOfLine));
        int at = root.Usings.TakeWhile(each => IsBefore(each, name)).Count();
        if (at > 0)
        {
            return root.WithUsings(root.Usings.Insert(at, added));
        }
        SyntaxToken first = root.GetFirstToken();
        if (first.LeadingTrivia.Any(trivia => trivia.HasStructure))
        {
            // The documentation of the file's first type, or a directive, stays with what it belongs to.
            return root.WithUsings(root.Usings.Insert(0, added.WithTrailingTrivia(SyntaxFactory.EndOfLine(endOfLine), SyntaxFactory.EndOfLine(endOfLine))));
        }
        // A comment at the head of the file stays at its head.
        added = added.WithLeadingTrivia(first.LeadingTrivia);
        root = root.ReplaceToken(first, first.WithLeadingTrivia(root.Usings.Count == 0 ? SyntaxFactory.TriviaList(SyntaxFactory.EndOfLine(endOfLine)) : SyntaxFactory.TriviaList()));
        return root.WithUsings(root.Usings.Insert(0, added));
    }

    private static bool IsBefore(UsingDirectiveSyntax other, string name)
        => other.Alias is null && other.StaticKeyword.IsKind(SyntaxKind.None) && (!other.GlobalKeyword.IsKind(SyntaxKind.None)
            || other.Name?.ToString() is { } text && (text == "System" || text.StartsWith("System.", StringComparison.Ordinal) || string.CompareOrdinal(text, name) < 0));
}

using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Steno.Generators.CodeFixes;

/// <summary>Finds and changes declarations, and leaves comments and line ends where they were.</summary>
internal static class TypeSyntax
{
    /// <summary>The innermost type, enums included, that is declared where a diagnostic points.</summary>
    public static BaseTypeDeclarationSyntax? TypeAt(this SyntaxNode root, TextSpan span)
        => root.FindNode(span).FirstAncestorOrSelf<BaseTypeDeclarationSyntax>();

    /// <summary>The parameter or property that is declared where a diagnostic points.</summary>
    public static SyntaxNode? MemberAt(this SyntaxNode root, TextSpan span)
        => root.FindNode(span).FirstAncestorOrSelf<SyntaxNode>(node => node is ParameterSyntax or PropertyDeclarationSyntax);

    /// <summary>The type and those around it that are not partial.</summary>
    public static IEnumerable<TypeDeclarationSyntax> NotPartial(this BaseTypeDeclarationSyntax type)
        => type.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Where(each => !each.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>Adds a modifier before the keyword; <c>partial</c> must stand right there, and any other before it.</summary>
    public static BaseTypeDeclarationSyntax WithModifier(this BaseTypeDeclarationSyntax type, SyntaxKind modifier)
    {
        SyntaxToken added = SyntaxFactory.Token(modifier).WithTrailingTrivia(SyntaxFactory.Space);
        int partial = type.Modifiers.IndexOf(SyntaxKind.PartialKeyword);
        if (partial < 0 && type.Modifiers.Count > 0)
        {
            return type.WithModifiers(type.Modifiers.Add(added));
        }
        // What stands before the first token, such as its documentation, stays before the first token.
        if (partial == 0)
        {
            SyntaxToken first = type.Modifiers[0];
            SyntaxTokenList others = type.Modifiers.Replace(first, first.WithLeadingTrivia());
            return type.WithModifiers(others.Insert(0, added.WithLeadingTrivia(first.LeadingTrivia)));
        }
        if (partial > 0)
        {
            return type.WithModifiers(type.Modifiers.Insert(partial, added));
        }
        SyntaxToken keyword = Keyword(type);
        return type.ReplaceToken(keyword, keyword.WithLeadingTrivia())
            .WithModifiers(SyntaxFactory.TokenList(added.WithLeadingTrivia(keyword.LeadingTrivia)));
    }

    /// <summary>What comes between an attribute and this declaration: a new line, unless something else stands before it on its line.</summary>
    public static SyntaxTrivia AfterAttribute(this SyntaxNode member, string endOfLine)
    {
        SyntaxToken before = member.GetFirstToken().GetPreviousToken();
        return before.IsKind(SyntaxKind.None) || before.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) ? SyntaxFactory.EndOfLine(endOfLine) : SyntaxFactory.Space;
    }

    /// <summary>Puts an attribute before the declaration, after its documentation.</summary>
    public static T WithAttribute<T>(this T member, string name, SyntaxTrivia separator)
        where T : MemberDeclarationSyntax
    {
        SyntaxToken first = member.GetFirstToken();
        SyntaxTriviaList leading = first.LeadingTrivia;
        SyntaxTriviaList indentation = separator.IsKind(SyntaxKind.EndOfLineTrivia) && leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia)
            ? SyntaxFactory.TriviaList(leading[leading.Count - 1])
            : SyntaxFactory.TriviaList();
        AttributeListSyntax list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(SyntaxFactory.ParseName(name))))
            .WithLeadingTrivia(leading)
            .WithTrailingTrivia(separator);
        member = member.ReplaceToken(first, first.WithLeadingTrivia(indentation));
        return (T)member.WithAttributeLists(member.AttributeLists.Insert(0, list));
    }

    /// <summary>As the file has them.</summary>
    public static string EndOfLine(this SyntaxNode root)
        => root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found ? found.ToString() : "\n";

    private static SyntaxToken Keyword(BaseTypeDeclarationSyntax type) => type switch
    {
        TypeDeclarationSyntax declaration => declaration.Keyword,
        EnumDeclarationSyntax declaration => declaration.EnumKeyword,
        _ => type.GetFirstToken(),
    };
}

using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Steno.Generators.Parsing;

/// <summary>Describes the members of one type: each by its own summary, or by what is said of the constructor's parameter that sets it.</summary>
internal sealed class MemberDocumentation
{
    private readonly Documentation _constructor;
    private readonly ParseContext _context;

    public MemberDocumentation(IMethodSymbol constructor, ParseContext context)
    {
        // A primary constructor's parameters are described in the comment of its type.
        _constructor = Documentation.Of(IsPrimary(constructor) ? constructor.ContainingType : constructor, context);
        _context = context;
    }

    public string? Describe(MemberSymbol member)
        => Documentation.Of(member.Property, _context).Summary
            ?? (member.Parameter is { } parameter ? _constructor.Parameter(parameter.Name) : null);

    private static bool IsPrimary(IMethodSymbol constructor)
        => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax);
}

using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Steno.Generators.Parsing;

namespace Steno.Generators.CodeFixes;

/// <summary>Finds the types without code in a member's type, and the attribute that suits each.</summary>
internal static class MissingTypes
{
    /// <summary>The types of this solution that stand in the type and have none of the attributes: it itself, what it may be null of, or what it holds.</summary>
    public static IEnumerable<INamedTypeSymbol> In(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => In(array.ElementType),
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.SelectMany(element => In(element.Type)),
        INamedTypeSymbol named when CanHaveCode(named) => new[] { named.OriginalDefinition },
        INamedTypeSymbol named => named.TypeArguments.SelectMany(In),
        _ => Enumerable.Empty<INamedTypeSymbol>(),
    };

    /// <summary>A record that is closed by its own nested records is a union, an enum has names, and the rest are objects.</summary>
    public static string AttributeFor(INamedTypeSymbol type)
        => type.TypeKind == TypeKind.Enum ? AttributeNames.Enum : type.IsAbstract ? AttributeNames.Union : AttributeNames.Object;

    private static bool CanHaveCode(INamedTypeSymbol type)
        => type.DeclaringSyntaxReferences.Length > 0
            && type.TypeKind is TypeKind.Class or TypeKind.Struct or TypeKind.Enum
            && !type.IsStatic
            && !type.IsRefLikeType
            && !AttributeNames.Targets.Any(name => Has(type, name))
            && !type.AllInterfaces.Any(each => each.OriginalDefinition.ToDisplayString() == AttributeNames.Interface)
            && !(type.TypeKind == TypeKind.Enum && Has(type, AttributeNames.Flags))
            && (!type.IsAbstract || (type.IsRecord && type.GetTypeMembers().Any(nested => nested.IsSealed && SymbolEqualityComparer.Default.Equals(nested.BaseType, type))));

    private static bool Has(INamedTypeSymbol type, string attribute)
        => type.GetAttributes().Any(each => each.AttributeClass?.ToDisplayString() == attribute);
}

using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Steno.Generators.Parsing;

/// <summary>Finds the properties of a type that can be read, those of its base types first.</summary>
internal static class PropertyFinder
{
    public static List<IPropertySymbol> Find(INamedTypeSymbol type, bool isInside, IAssemblySymbol assembly)
    {
        List<IPropertySymbol> found = new();
        for (INamedTypeSymbol? at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType)
        {
            // What a more derived type overrides or hides is its own there.
            found.InsertRange(0, at.GetMembers().OfType<IPropertySymbol>()
                .Where(property => IsReadable(property, isInside ? type : null, assembly) && found.All(known => known.Name != property.Name))
                .ToList());
        }
        return found;
    }

    /// <summary>A property of the type that the code stands in may even be private, when a constructor's parameter has its name.</summary>
    private static bool IsReadable(IPropertySymbol property, INamedTypeSymbol? own, IAssemblySymbol assembly)
        => !property.IsStatic && !property.IsIndexer && property.ExplicitInterfaceImplementations.IsEmpty
            && property.GetMethod is { } get
            && (get.IsUsableIn(assembly) || SymbolEqualityComparer.Default.Equals(property.ContainingType, own));
}

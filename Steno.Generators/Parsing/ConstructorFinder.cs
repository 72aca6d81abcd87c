using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Steno.Generators.Parsing;

/// <summary>Finds the constructor that makes a value from its members.</summary>
internal static class ConstructorFinder
{
    /// <summary>The one that is marked, or else the one with the most parameters of those that match properties; a struct without one is made by its initialiser.</summary>
    public static IMethodSymbol? Find(INamedTypeSymbol type, List<IPropertySymbol> properties, bool isInside, IAssemblySymbol assembly)
    {
        IMethodSymbol? marked = type.InstanceConstructors
            .FirstOrDefault(constructor => constructor.Attribute(AttributeNames.Constructor) is not null && (isInside || constructor.IsUsableIn(assembly)));
        return (marked is null ? type.InstanceConstructors.Where(constructor => constructor.IsUsableIn(assembly)) : new[] { marked })
            .Where(constructor => constructor.Parameters.All(parameter => Matching(parameter, properties) is not null))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .FirstOrDefault();
    }

    /// <summary>The property that gives a parameter's value back.</summary>
    public static IPropertySymbol? Matching(IParameterSymbol parameter, List<IPropertySymbol> properties)
        => properties.FirstOrDefault(property =>
            string.Equals(property.Name, parameter.Name, System.StringComparison.OrdinalIgnoreCase)
            && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type));
}

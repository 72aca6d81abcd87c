using System.Linq;
using Microsoft.CodeAnalysis;

namespace Steno.Generators.Parsing;

internal static class SymbolExtensions
{
    /// <summary>The name with <c>global::</c>, without the <c>?</c> of a nullable reference.</summary>
    public static string FullName(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static AttributeData? Attribute(this ISymbol symbol, string name)
        => symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == name);

    public static Naming Naming(this AttributeData attribute, string argument, Naming fallback)
        => attribute.Named(argument) is int value ? (Naming)value : fallback;

    public static object? Named(this AttributeData attribute, string argument)
        => attribute.NamedArguments.FirstOrDefault(pair => pair.Key == argument).Value.Value;

    /// <summary>The name that the symbol was given, or the one that the naming forms.</summary>
    public static string JsonName(this ISymbol symbol, Naming naming)
        => symbol.Attribute(AttributeNames.Name)?.ConstructorArguments.FirstOrDefault().Value as string ?? naming.Apply(symbol.Name);
}

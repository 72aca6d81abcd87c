using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Steno.Generators.Parsing;

internal static class SymbolExtensions
{
    private static readonly SymbolDisplayFormat Full =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The name with <c>global::</c>, without the <c>?</c> of a nullable reference itself, but with those inside it.</summary>
    public static string FullName(this ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Full);

    /// <summary>The name as code writes it: a keyword needs the @.</summary>
    public static string Escaped(this string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    public static AttributeData? Attribute(this ISymbol symbol, string name)
        => symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == name);

    public static Naming Naming(this AttributeData attribute, string argument, Naming fallback)
        => attribute.Named(argument) is int value ? (Naming)value : fallback;

    public static object? Named(this AttributeData attribute, string argument)
        => attribute.NamedArguments.FirstOrDefault(pair => pair.Key == argument).Value.Value;

    /// <summary>The name that the symbol was given, or null. Our own attribute goes before those of System.Text.Json.</summary>
    public static string? GivenName(this ISymbol symbol)
        => (symbol.Attribute(AttributeNames.Name) ?? symbol.Attribute(AttributeNames.PropertyName) ?? symbol.Attribute(AttributeNames.EnumMemberName))
            ?.ConstructorArguments.FirstOrDefault().Value as string;

    /// <summary>Whether the type is, or implements, the generic interface of this name for just this type.</summary>
    public static bool ImplementsFor(this ITypeSymbol type, string genericInterface, ITypeSymbol argument)
        => type.AllInterfaces.Any(each => each.IsFor(genericInterface, argument));

    public static bool IsFor(this INamedTypeSymbol type, string genericInterface, ITypeSymbol argument)
        => type.IsGenericType && type.OriginalDefinition.ToDisplayString() == genericInterface && SymbolEqualityComparer.Default.Equals(type.TypeArguments[0], argument);

    /// <summary>Whether the type is a converter of System.Text.Json for just this type; a factory is none.</summary>
    public static bool IsConverterOf(this INamedTypeSymbol type, ITypeSymbol argument)
    {
        for (INamedTypeSymbol? at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (at.IsFor(AttributeNames.ConverterClass, argument))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether the code of the generated part may use the member.</summary>
    public static bool IsUsableIn(this ISymbol member, IAssemblySymbol assembly) => member.DeclaredAccessibility switch
    {
        Accessibility.Public => true,
        Accessibility.Internal or Accessibility.ProtectedOrInternal => SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, assembly),
        _ => false,
    };
}

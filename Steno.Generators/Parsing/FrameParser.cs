using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Steno.Generators.Diagnostics;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>Finds out how the generated part of a type must be declared.</summary>
internal static class FrameParser
{
    public static TypeFrame? Parse(INamedTypeSymbol type, ParseContext context)
    {
        List<string> outer = new();
        for (INamedTypeSymbol? around = type.ContainingType; around is not null; around = around.ContainingType)
        {
            outer.Insert(0, Declaration(around));
        }
        bool isOurs = SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, context.Assembly);
        if (isOurs && type.TypeKind != TypeKind.Enum && !IsPartial(type))
        {
            context.Report(Rules.NotPartial, type, type.Name);
            return null;
        }
        if (IsFileLocal(type))
        {
            context.Report(Rules.UnsupportedType, type, type.Name, "a file-local type cannot have a part in another file");
            return null;
        }
        if (type.IsRefLikeType || type.IsStatic)
        {
            context.Report(Rules.UnsupportedType, type, type.Name, "no value of it can be kept");
            return null;
        }
        if (type.IsAbstract && type.Attribute(AttributeNames.Union) is null)
        {
            context.Report(Rules.UnsupportedType, type, type.Name, "it is abstract, so no value of it can be made; for one of several cases there is [JsonUnion]");
            return null;
        }
        if (type.TypeKind == TypeKind.Enum && FindRegistrar(type).Kind == RegistrarKind.Around)
        {
            context.Report(Rules.UnsupportedType, type, type.Name, "its code stands beside the outermost type, so the enum must be internal or public");
            return null;
        }
        bool isGeneric = type.IsGenericType || outer.Any(declaration => declaration.Contains("<"));
        if (isGeneric && type.TypeKind == TypeKind.Enum)
        {
            context.Report(Rules.UnsupportedType, type, type.Name, "its code stands beside the outermost type, so it must not be inside a generic type");
            return null;
        }
        string nameSpace = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString();
        return new TypeFrame(
            nameSpace, new(outer), Declaration(type), type.Name, type.FullName(), Accessibility(type), HintName.Of(type),
            isGeneric || type.Attribute(AttributeNames.Converter) is not null, type.IsValueType, FindRegistrar(type));
    }

    /// <summary>A module initialiser must be visible in the whole assembly and outside generic types; it can name a private type only from around it.</summary>
    private static Registrar FindRegistrar(INamedTypeSymbol type)
    {
        List<INamedTypeSymbol> around = new();
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            around.Insert(0, at);
        }
        if (around.Any(each => each.IsGenericType))
        {
            return new(RegistrarKind.None, new());
        }
        int firstHidden = around.FindIndex(each => !IsVisibleInAssembly(each));
        return firstHidden < 0
            ? new(RegistrarKind.File, new())
            : new(RegistrarKind.Around, new(around.Skip(firstHidden - 1).Take(around.Count - firstHidden).Select(each => each.Name)));
    }

    private static bool IsVisibleInAssembly(INamedTypeSymbol type)
        => type.DeclaredAccessibility is Microsoft.CodeAnalysis.Accessibility.Public or Microsoft.CodeAnalysis.Accessibility.Internal or Microsoft.CodeAnalysis.Accessibility.ProtectedOrInternal;

    private static string Declaration(INamedTypeSymbol type)
    {
        string kind = type switch
        {
            { IsRecord: true, IsValueType: true } => "record struct",
            { IsRecord: true } => "record",
            { IsValueType: true } => "struct",
            { TypeKind: TypeKind.Interface } => "interface",
            _ => "class",
        };
        return $"partial {kind} {type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat.WithMemberOptions(SymbolDisplayMemberOptions.None)).Split('.').Last()}";
    }

    private static string Accessibility(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            if (at.DeclaredAccessibility != Microsoft.CodeAnalysis.Accessibility.Public)
            {
                return "internal";
            }
        }
        return "public";
    }

    private static bool IsFileLocal(INamedTypeSymbol type) => type.IsFileLocal || (type.ContainingType is { } around && IsFileLocal(around));

    private static bool IsPartial(INamedTypeSymbol type)
        => type.DeclaringSyntaxReferences.All(reference => reference.GetSyntax() is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword))
            && (type.ContainingType is null || IsPartial(type.ContainingType));
}

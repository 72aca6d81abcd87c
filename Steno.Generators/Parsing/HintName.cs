using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Steno.Generators.Parsing;

/// <summary>The name of a type's generated file: the path of the type, which no other code changes.</summary>
/// <remarks>The compiler compares these names without regard to case. Where a sibling differs in case only, the exact path is told by its hash.</remarks>
internal static class HintName
{
    public static string Of(INamedTypeSymbol type)
    {
        List<string> parts = new();
        bool hasTwin = false;
        for (ISymbol? at = type; at is INamedTypeSymbol or INamespaceSymbol { IsGlobalNamespace: false }; at = at.ContainingSymbol)
        {
            parts.Insert(0, PartOf(at));
            hasTwin |= HasTwin(at);
        }
        string path = string.Join(".", parts);
        return hasTwin ? $"{path}-{Hash(path):x8}.Json.g.cs" : path + ".Json.g.cs";
    }

    /// <summary>Box{T} is another file than Box.</summary>
    private static string PartOf(ISymbol symbol)
        => symbol is INamedTypeSymbol { TypeParameters: { IsEmpty: false } parameters }
            ? $"{symbol.Name}{{{string.Join(",", parameters.Select(parameter => parameter.Name))}}}"
            : symbol.Name;

    private static bool HasTwin(ISymbol symbol)
        => ((INamespaceOrTypeSymbol)symbol.ContainingSymbol).GetMembers().Any(other =>
            other is INamespaceOrTypeSymbol && other.Name != symbol.Name && string.Equals(other.Name, symbol.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>FNV-1a: the same in every process, unlike string.GetHashCode.</summary>
    private static uint Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char each in text)
        {
            hash = unchecked((hash ^ each) * 16777619);
        }
        return hash;
    }
}
